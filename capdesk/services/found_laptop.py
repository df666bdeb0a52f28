"""Opens the outbox of a found or broken laptop with the private recovery key.

Everything happens on a copy in a private folder that goes at the end: what was found is
evidence, and may be a failing disk. See docs/decisions/0011.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from capdesk.outbox import (
    OUTBOX_NAME,
    CourierLock,
    LostDataKeyError,
    Outbox,
    OutboxError,
    RecoveryError,
    doubt_unsent,
    is_courier_at_work,
    open_found,
    open_sealed_keys,
    recover,
)

if TYPE_CHECKING:
    from pyrage import x25519

_PARTS = "outbox.*"


@dataclass(frozen=True, slots=True)
class FoundOutbox:
    """An outbox that was opened with the recovery key.

    Attributes:
        outbox: The copy; whatever is done to it is gone at the end.
        troubles: What could not be opened or read: sentences.
    """

    outbox: Outbox
    troubles: tuple[str, ...]


@contextmanager
def found_outbox(
    folder: Path, key: "x25519.Identity", *, now: datetime
) -> Iterator[FoundOutbox]:
    """Copy an outbox from the data folder of another computer, and open the copy.

    Args:
        folder: That data folder; nothing in it is changed.
        key: The private recovery key.
        now: Aware UTC.

    Raises:
        RecoveryError: There is no outbox, this key does not open it, or a program is
            at work on it.
        OSError: Something can't be read, or there is no room for the copy.
    """
    # tempfile's folders are for their owner alone.
    with tempfile.TemporaryDirectory(
        prefix="capdesk-recover-", ignore_cleanup_errors=True
    ) as scratch:
        path = _copy(folder, Path(scratch))
        opened = open_sealed_keys(path, key)
        try:
            outbox = open_found(path, opened.keys, now=now)
        except LostDataKeyError as error:
            raise RecoveryError(
                f"The key to the leads in {folder} is not among those that were sealed"
                " to this recovery key, so they can't be read. Nothing was changed."
            ) from error
        except OutboxError as error:
            raise RecoveryError(_of(folder, scratch, error)) from error
        with closing(outbox):
            troubles = (*opened.troubles, *_told(folder, outbox))
            yield FoundOutbox(outbox, troubles)


def doubt_all(found: FoundOutbox, *, now: datetime) -> None:
    """Mark all that is unsent as a possible duplicate: the found laptop may still send it.

    Raises:
        OutboxError: The copy can't be written.
    """
    with CourierLock(found.outbox.path.parent):
        recover(found.outbox, now=now)
        doubt_unsent(found.outbox)


def _copy(folder: Path, scratch: Path) -> Path:
    source = folder / OUTBOX_NAME
    if not source.is_file():
        raise RecoveryError(
            f"There is no outbox in {folder}; name the data folder of the other"
            " computer, the one that has outbox.sqlite3 in it."
        )
    if is_courier_at_work(folder):
        raise RecoveryError(
            f"CapDesk is open on {folder}, so its leads were not read: they are still"
            " being sent from there. Close it and try again. Nothing was changed."
        )
    parts = _parts(folder)
    for found in parts:
        shutil.copyfile(found, scratch / found.name)
    # File and journal have to be of one moment, or the copy may lack leads.
    if _parts(folder) != parts:
        raise RecoveryError(
            f"A program changed {folder} while it was being copied. Close CapDesk on it"
            " and try again. Nothing was changed by this."
        )
    return scratch / OUTBOX_NAME


def _parts(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return what is to be copied, with what tells whether it was changed since."""
    return {
        found: (state.st_size, state.st_mtime_ns)
        for found in sorted(folder.glob(_PARTS))
        if found.suffix != ".lock" and S_ISREG((state := found.lstat()).st_mode)
    }


def _told(folder: Path, outbox: Outbox) -> Iterator[str]:
    report = outbox.salvage_report
    if report is not None:
        lost = f", {report.unreadable:,} could not be read" if report.unreadable else ""
        yield (
            f"The outbox in {folder} is damaged and was left as it is. Of its copy"
            f" {report.salvaged:,} leads were saved{lost}."
        )
    unreadable = outbox.unreadable_leads()
    if unreadable is not None:
        yield (
            f"{unreadable.count:,} of the leads in {folder} can't be read: their key was"
            " lost before it was sealed to this recovery key."
        )


def _of(folder: Path, scratch: str, error: OutboxError) -> str:
    """Return the sentence about a copy as one about what was found."""
    return str(error).replace(str(Path(scratch)), str(folder))
