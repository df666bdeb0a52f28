"""The CAP Gateway's only client: writes a lead, posts it, reads what came back."""

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
