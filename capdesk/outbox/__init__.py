"""The sealed store of captured leads on this computer."""

from capdesk.outbox.courier_lock import CourierBusyError, CourierLock
from capdesk.outbox.database import OUTBOX_NAME
from capdesk.outbox.dispatch import (
    Claimed,
    Exchange,
    Settlement,
    Wanted,
    exchange,
    rearm,
    recover,
)
from capdesk.outbox.errors import (
    CaptureError,
    DamagedOutboxError,
    EntryNotFoundError,
    LostDataKeyError,
    NewerOutboxError,
    NotAnOutboxError,
    OutboxError,
    OutboxUnavailableError,
)
from capdesk.outbox.sealing import new_data_key
from capdesk.outbox.storage import Storage
from capdesk.outbox.store import Captured, DataKeySource, NewEntry, Outbox

__all__ = [
    "OUTBOX_NAME",
    "CaptureError",
    "Captured",
    "Claimed",
    "CourierBusyError",
    "CourierLock",
    "DamagedOutboxError",
    "DataKeySource",
    "EntryNotFoundError",
    "Exchange",
    "LostDataKeyError",
    "NewEntry",
    "NewerOutboxError",
    "NotAnOutboxError",
    "Outbox",
    "OutboxError",
    "OutboxUnavailableError",
    "Settlement",
    "Storage",
    "Wanted",
    "exchange",
    "new_data_key",
    "rearm",
    "recover",
]
