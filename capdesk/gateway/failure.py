"""What a failed attempt means: from an exception and the evidence to an outcome."""

import errno
import socket
import ssl
from collections.abc import Iterator

import h11
import httpx

from capdesk.domain.outcome import (
    NotSent,
    NotSentReason,
    Outcome,
    Unknown,
    UnknownReason,
)
from capdesk.gateway.evidence import Evidence, Step

_LOCAL_ERRNOS = frozenset(
    {
        errno.EMFILE,  # this program has no file handles left
        errno.ENFILE,  # nor has the system
        errno.ENOBUFS,
        errno.ENOMEM,
        errno.EACCES,  # a firewall on this computer
        errno.EPERM,
    }
)

# The first that fits counts: most of these are each other's subclasses.
_REASON_BY_EXCEPTION: dict[type[BaseException], NotSentReason] = {
    ssl.SSLCertVerificationError: NotSentReason.CERTIFICATE,
    ssl.SSLError: NotSentReason.TLS,
    socket.gaierror: NotSentReason.DNS,
    TimeoutError: NotSentReason.TIMEOUT,
    httpx.TimeoutException: NotSentReason.TIMEOUT,
    httpx.LocalProtocolError: NotSentReason.LOCAL,
}

_REASON_BY_STEP = {
    Step.PREPARING: NotSentReason.LOCAL,
    Step.CHOOSING_ROUTE: NotSentReason.PROXY,
    Step.CONNECTING: NotSentReason.CONNECT,
    Step.TUNNELLING: NotSentReason.PROXY,
    Step.SECURING: NotSentReason.TLS,
    Step.SENDING: NotSentReason.CUT,
}


class StaleReplyError(Exception):
    """A reply that was there before its request, so it answers something else."""


def outcome_of_failure(exc: BaseException, evidence: Evidence) -> Outcome:
    """Judge an attempt that ended in an exception.

    The evidence decides whether the lead may have arrived: httpx raises the same
    `ReadTimeout` for a proxy that never opened the tunnel and for a gateway that
    never answered. The exception only says why.
    """
    if evidence.reply is not None:
        return evidence.reply.outcome()
    if evidence.body_written:
        return Unknown(_why_unknown(exc))
    return NotSent(_why_not_sent(exc, evidence.step))


def _why_unknown(exc: BaseException) -> UnknownReason:
    for link in chain(exc):
        if isinstance(link, TimeoutError | httpx.TimeoutException):
            return UnknownReason.TIMEOUT
        if isinstance(link, h11.RemoteProtocolError | StaleReplyError):
            return UnknownReason.GARBAGE
    return UnknownReason.CUT


def _why_not_sent(exc: BaseException, step: Step) -> NotSentReason:
    for link in chain(exc):
        for kind, reason in _REASON_BY_EXCEPTION.items():
            if isinstance(link, kind):
                return reason
        # After the kinds: an SSLError has a numbering of its own, where 1 isn't EPERM.
        if isinstance(link, OSError) and link.errno in _LOCAL_ERRNOS:
            return NotSentReason.LOCAL
    return _REASON_BY_STEP[step]


def chain(exc: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that led to it, nearest first.

    httpcore raises `from None` on its way out, which hides the cause but leaves the
    context; anyio groups the errors of several addresses.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [exc]
    while waiting:
        link = waiting.pop(0)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions
