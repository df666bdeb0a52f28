"""The outbox as the window shows it: list, details, queue line."""

from capdesk.ui.outbox.panel import OutboxPanel
from capdesk.ui.outbox.queue_line import QueueLine

__all__ = ["OutboxPanel", "QueueLine"]
