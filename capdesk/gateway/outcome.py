"""What a reply means: a pure function from status, headers and body to an outcome."""

from collections.abc import Mapping
from datetime import datetime

from capdesk.domain.outcome import (
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotTheGateway,
    Outcome,
    Unknown,
    UnknownReason,
)
from capdesk.gateway.reply import (
    is_html,
    plain_body,
    read_accepted,
    read_rejected,
    retry_after_s,
)

_NETWORK_LOGIN_REQUIRED = 511  # RFC 6585, 6: the status made for captive portals


def outcome_of_reply(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime
) -> Outcome:
    """Judge a reply, in this order: 202; not the gateway; the status.

    Only 202 means that the lead was taken, and it means so whatever its body says: to
    doubt it would send the lead again. Every other status has an answer that keeps
    the lead, the ones that nobody has defined among them.

    Args:
        status: From the reply's first line.
        headers: By lower-case name.
        body: As it came, possibly cut short.
        now: When the reply came, aware, UTC; what a `Retry-After` date counts from.
    """
    body = plain_body(headers, body)
    if status == 202:
        return read_accepted(body)
    if status == _NETWORK_LOGIN_REQUIRED or status // 100 == 2:
        return NotTheGateway(status)
    if status // 100 == 4 and is_html(headers, body):
        return NotTheGateway(status)
    return _outcome_of_status(status, headers, body, now)


def _outcome_of_status(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime
) -> Outcome:
    match status:
        case 400 | 422:
            return read_rejected(status, headers, body)
        case 401 | 403:
            return KeyRefused(status)
        case 429 | 503:
            return NotProcessed(status, retry_after_s(headers.get("retry-after"), now))
        case 408 | 409:
            return Unknown(UnknownReason.STATUS, status)
        case _ if status // 100 in {3, 4}:
            return Misconfigured(status)
        case _:
            return Unknown(UnknownReason.STATUS, status)
