"""The sealed store of captured leads on this computer."""

from capdesk.outbox.courier_lock import CourierBusyError, CourierLock
from capdesk.outbox.data_key import DataKeySource
from capdesk.outbox.database import OUTBOX_NAME
from capdesk.outbox.dispatch import (
    Claimed,
    Exchange,
    Settlement,
    Wanted,
    exchange,
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
from capdesk.outbox.recovery import MOST_RESENDS, rearm, recover
from capdesk.outbox.salvage import SalvageReport
from capdesk.outbox.sealing import new_data_key
from capdesk.outbox.storage import Storage
from capdesk.outbox.store import Captured, NewEntry, Outbox

__all__ = [
    "MOST_RESENDS",
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
    "SalvageReport",
    "Settlement",
    "Storage",
    "Wanted",
    "exchange",
    "new_data_key",
    "rearm",
    "recover",
]
