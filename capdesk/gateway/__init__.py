"""The CAP Gateway's only client: writes a lead, posts it, reads what came back."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.gateway.client import GatewayClient
    from capdesk.gateway.evidence import Evidence
    from capdesk.gateway.failure import outcome_of_failure
    from capdesk.gateway.outcome import outcome_of_reply
    from capdesk.gateway.reply import safe_text
    from capdesk.gateway.wire import encode

__all__ = [
    "Evidence",
    "GatewayClient",
    "encode",
    "outcome_of_failure",
    "outcome_of_reply",
    "safe_text",
]

# Writing a lead does without the HTTP client, which takes long to load.
_HOMES = {
    "GatewayClient": "capdesk.gateway.client",
    "Evidence": "capdesk.gateway.evidence",
    "outcome_of_failure": "capdesk.gateway.failure",
    "outcome_of_reply": "capdesk.gateway.outcome",
    "safe_text": "capdesk.gateway.reply",
    "encode": "capdesk.gateway.wire",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found  # `encode` is asked for with each row of a file
    return found
