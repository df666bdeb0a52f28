"""What is known after one attempt to send a lead, as values."""

from dataclasses import dataclass
from enum import StrEnum


class NotSentReason(StrEnum):
    """Why the request did not go out in full, so the gateway cannot have acted on it."""

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    CUT = "cut"  # the connection broke while the request was being written
    QUIT = "quit"  # the program was closed first
    LOCAL = "local"  # something on this computer, such as no file handles left


class UnknownReason(StrEnum):
    """Why it cannot be told whether the gateway took the lead."""

    TIMEOUT = "timeout"
    CUT = "cut"  # the connection broke before a status line came back
    GARBAGE = "garbage"  # what came back was not HTTP
    STATUS = "status"  # a status that does not tell (408, 409, 5xx)
    QUIT = "quit"  # the program was closed while waiting for the reply
    CRASH = "crash"  # the program ended while the lead was being sent


@dataclass(frozen=True, slots=True)
class Accepted:
    """202: the gateway took the lead; a reference may be missing from its reply."""

    enquiry_reference: str | None = None
    request_reference: str | None = None

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return "accepted"


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request did not go out in full."""

    reason: NotSentReason

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"not_sent_{self.reason}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out; what became of it is not known.

    Attributes:
        reason: What was seen.
        http_status: The status, where one came back.
    """

    reason: UnknownReason
    http_status: int | None = None

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"unknown_{self.http_status or self.reason}"


@dataclass(frozen=True, slots=True)
class NotProcessed:
    """503 or 429: the gateway says it did not take the lead and asks to wait.

    Attributes:
        http_status: 503 or 429.
        retry_after_s: Seconds it asks for; None if it does not say.
    """

    http_status: int
    retry_after_s: float | None = None

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"http_{self.http_status}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """400 or 422: this lead has a fault.

    Attributes:
        http_status: 400 or 422.
        messages: The gateway's words, made safe to show, possibly none.
        request_reference: The gateway's name for the request, if it gave one.
    """

    http_status: int
    messages: tuple[str, ...] = ()
    request_reference: str | None = None

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"http_{self.http_status}"


@dataclass(frozen=True, slots=True)
class KeyRefused:
    """401 or 403: the API key was refused; the lead itself may be fine."""

    http_status: int

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"http_{self.http_status}"


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """A redirect or another 4xx: the address or the set-up is wrong."""

    http_status: int

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"http_{self.http_status}"


@dataclass(frozen=True, slots=True)
class NotTheGateway:
    """Something else answered: a captive portal or another box in the way."""

    http_status: int

    @property
    def code(self) -> str:
        """Short name for history and logs."""
        return f"not_the_gateway_{self.http_status}"


Outcome = (
    Accepted
    | NotSent
    | Unknown
    | NotProcessed
    | Rejected
    | KeyRefused
    | Misconfigured
    | NotTheGateway
)
