"""The sealed store of captured leads on this computer."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.outbox.courier_lock import (
        CourierBusyError,
        CourierLock,
        is_courier_at_work,
    )
    from capdesk.outbox.data_key import DataKeySource
    from capdesk.outbox.database import OUTBOX_NAME
    from capdesk.outbox.dispatch import Claimed, Exchange, Settlement, Wanted, exchange
    from capdesk.outbox.errors import (
        CaptureError,
        DamagedOutboxError,
        EntryNotFoundError,
        GivenUpError,
        HandOverError,
        LostDataKeyError,
        MovedOnError,
        NewerOutboxError,
        NotAnOutboxError,
        OtherKeyKindError,
        OutboxError,
        OutboxUnavailableError,
    )
    from capdesk.outbox.found import doubt_unsent, open_found
    from capdesk.outbox.identity_copy import KeyKind
    from capdesk.outbox.lost_key import (
        UnreadableLeads,
        begin_anew,
        leads_behind_lost_key,
    )
    from capdesk.outbox.opening_sealed_keys import (
        OpenedKeys,
        RecoveryError,
        open_sealed_keys,
        read_recovery_key,
    )
    from capdesk.outbox.recovery import MOST_RESENDS, rearm, recover
    from capdesk.outbox.rotation import key_since, renew_key_if_empty
    from capdesk.outbox.rows import as_captured
    from capdesk.outbox.salvage import SalvageReport
    from capdesk.outbox.sealed_keys import keep_sealed, sealed_for, sealed_recipients
    from capdesk.outbox.sealing import new_data_key
    from capdesk.outbox.settled_kind import settled_key_kind
    from capdesk.outbox.storage import Storage
    from capdesk.outbox.store import Captured, NewEntry, Outbox
    from capdesk.outbox.sweeping import Swept, sweep_old, sweep_person

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
    "GivenUpError",
    "HandOverError",
    "KeyKind",
    "LostDataKeyError",
    "MovedOnError",
    "NewEntry",
    "NewerOutboxError",
    "NotAnOutboxError",
    "OpenedKeys",
    "OtherKeyKindError",
    "Outbox",
    "OutboxError",
    "OutboxUnavailableError",
    "RecoveryError",
    "SalvageReport",
    "Settlement",
    "Storage",
    "Swept",
    "UnreadableLeads",
    "Wanted",
    "as_captured",
    "begin_anew",
    "doubt_unsent",
    "exchange",
    "is_courier_at_work",
    "keep_sealed",
    "key_since",
    "leads_behind_lost_key",
    "new_data_key",
    "open_found",
    "open_sealed_keys",
    "read_recovery_key",
    "rearm",
    "recover",
    "renew_key_if_empty",
    "sealed_for",
    "sealed_recipients",
    "settled_key_kind",
    "sweep_old",
    "sweep_person",
]

# Whoever wants to know one thing does without the rest: ciphers take long to load.
_HOMES = {
    "CourierBusyError": "courier_lock",
    "CourierLock": "courier_lock",
    "is_courier_at_work": "courier_lock",
    "DataKeySource": "data_key",
    "OUTBOX_NAME": "database",
    "Claimed": "dispatch",
    "Exchange": "dispatch",
    "Settlement": "dispatch",
    "Wanted": "dispatch",
    "exchange": "dispatch",
    "CaptureError": "errors",
    "DamagedOutboxError": "errors",
    "EntryNotFoundError": "errors",
    "GivenUpError": "errors",
    "HandOverError": "errors",
    "LostDataKeyError": "errors",
    "MovedOnError": "errors",
    "NewerOutboxError": "errors",
    "NotAnOutboxError": "errors",
    "OtherKeyKindError": "errors",
    "OutboxError": "errors",
    "OutboxUnavailableError": "errors",
    "doubt_unsent": "found",
    "open_found": "found",
    "KeyKind": "identity_copy",
    "UnreadableLeads": "lost_key",
    "begin_anew": "lost_key",
    "leads_behind_lost_key": "lost_key",
    "OpenedKeys": "opening_sealed_keys",
    "RecoveryError": "opening_sealed_keys",
    "open_sealed_keys": "opening_sealed_keys",
    "read_recovery_key": "opening_sealed_keys",
    "MOST_RESENDS": "recovery",
    "rearm": "recovery",
    "key_since": "rotation",
    "renew_key_if_empty": "rotation",
    "recover": "recovery",
    "as_captured": "rows",
    "SalvageReport": "salvage",
    "keep_sealed": "sealed_keys",
    "sealed_for": "sealed_keys",
    "sealed_recipients": "sealed_keys",
    "new_data_key": "sealing",
    "settled_key_kind": "settled_kind",
    "Storage": "storage",
    "Captured": "store",
    "NewEntry": "store",
    "Outbox": "store",
    "Swept": "sweeping",
    "sweep_old": "sweeping",
    "sweep_person": "sweeping",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
