"""What is known about an attempt while it runs, should it be stopped half-way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from capdesk.domain.outcome import (
    NotSent,
    NotSentReason,
    Outcome,
    Unknown,
    UnknownReason,
)
from capdesk.gateway.outcome import outcome_of_reply
from capdesk.gateway.reply import http_date


class Step(Enum):
    """How far an attempt got before the body was written."""

    PREPARING = "preparing"  # nothing has left this computer
    CHOOSING_ROUTE = "choosing route"  # asking the system for its proxy
    CONNECTING = "connecting"  # TCP, to the gateway or to the proxy
    TUNNELLING = "tunnelling"  # the proxy was asked for a tunnel
    SECURING = "securing"  # TLS handshake
    SENDING = "sending"  # our POST is being written


@dataclass(slots=True)
class Reply:
    """A reply as far as it is in.

    Attributes:
        status: From its first line.
        headers: Those that mean something to us, by lower-case name.
        at: When its headers were in, aware, UTC.
        body: The first bytes of its body, as they came.
    """

    status: int
    headers: Mapping[str, str]
    at: datetime
    body: bytearray = field(default_factory=bytearray)

    def outcome(self) -> Outcome:
        """Judge the reply by what is in; its body may be cut short."""
        return outcome_of_reply(self.status, self.headers, bytes(self.body), self.at)


@dataclass(slots=True)
class Evidence:
    """The record of one attempt; the client fills it, its owner asks it.

    A fresh one belongs to each attempt. It outlives a cancelled `submit`, so that
    quitting in the middle of a POST still ends in an outcome.

    Attributes:
        step: How far the attempt got.
        body_written: Whether the last byte of the body was handed to the network.
            While it is False the gateway cannot have the lead.
        reply: The reply as far as it is in; None before its headers are.
    """

    step: Step = Step.PREPARING
    body_written: bool = False
    reply: Reply | None = None

    @property
    def status(self) -> int | None:
        """Status of the reply; None before it is in."""
        return self.reply.status if self.reply else None

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the reply that mean something to us, by lower-case name."""
        return self.reply.headers if self.reply else {}

    @property
    def server_date(self) -> datetime | None:
        """What the sender of the reply holds the time to be; aware, UTC, or None.

        It was written at about `reply.at` by our own clock.
        """
        return http_date(self.headers.get("date"))

    def outcome_if_stopped(self) -> Outcome:
        """Judge an attempt that was cancelled, by how far it got."""
        if self.reply is not None:
            return self.reply.outcome()
        if self.body_written:
            return Unknown(UnknownReason.QUIT)
        return NotSent(NotSentReason.QUIT)
