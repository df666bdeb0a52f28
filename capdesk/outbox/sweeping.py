"""Sweeps what lies beside an outbox: what is old, and what tells of a forgotten person."""

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from capdesk.outbox.backups import IsTheirs, erase_in_backup
from capdesk.outbox.copies import (
    backups,
    damaged_copies,
    delete,
    is_superfluous,
    leftovers,
    stray_journals,
)
from capdesk.outbox.database import OUTBOX_NAME, explain, opening
from capdesk.outbox.erasing import FORGOTTEN_COLUMNS, PURGED_COLUMNS
from capdesk.outbox.errors import OutboxError
from capdesk.outbox.opened import OpenedOutbox

_NOWHERE_ELSE = "it may hold leads that are nowhere else"
_WHOSE = "it holds leads that can't be read, so nobody can tell whose they are"


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of it.

    Attributes:
        files: Files that were cleaned or deleted.
        left: Those that had to be left, each as a sentence that names it.
    """

    files: int
    left: tuple[str, ...]


class _LeftError(Exception):
    """A file has to be left; says why."""


class _Sweep:
    """Deals with one file after the other; none stops the others."""

    def __init__(self, outbox: OpenedOutbox) -> None:
        self._outbox = outbox
        self._files = 0
        self._left: list[str] = []

    @property
    def result(self) -> Swept:
        return Swept(self._files, tuple(self._left))

    def each(self, found: Collection[Path], deal_with: Callable[[Path], bool]) -> None:
        """Deal with files; `deal_with` says whether there was anything to be done."""
        for copy in found:
            try:
                self._files += deal_with(copy)
            except (_LeftError, OSError, OutboxError) as error:
                reason = getattr(error, "strerror", None) or error
                self._left.append(
                    f"{copy} was left as it is: {str(reason).rstrip('.')}. Ask for help"
                    " before you delete it."
                )

    def delete(self, copy: Path) -> bool:
        delete(copy)
        return True

    def delete_superfluous(self, copy: Path) -> bool:
        if not is_superfluous(copy, self._outbox):
            raise _LeftError(_NOWHERE_ELSE)
        return self.delete(copy)

    def delete_empty(self, copy: Path) -> bool:
        if copy.stat().st_size:
            raise _LeftError(_NOWHERE_ELSE)
        return self.delete(copy)


def sweep_old(
    outbox: OpenedOutbox, folder: Path, *, now: datetime, keep: timedelta
) -> Swept:
    """Delete copies that are older than what they may still be good for.

    In a younger backup, what was purged or forgotten in the outbox goes too.

    Args:
        outbox: The outbox; its thread calls this.
        folder: Where its copies lie.
        now: Aware UTC.
        keep: How long a copy is kept.

    Raises:
        OutboxError: Another program is opening the outbox, or the folder is in the way.
    """
    oldest = (now - keep).timestamp()
    purged = _ids(outbox, "lead IS NULL")

    def is_old(copy: Path) -> bool:
        return copy.lstat().st_mtime <= oldest

    def old(found: Collection[Path]) -> list[Path]:
        return [copy for copy in found if is_old(copy)]

    def clean(backup: Path) -> bool:
        cleaned = erase_in_backup(backup, outbox.sealer, PURGED_COLUMNS, purged)
        return cleaned.erased > 0

    sweep, path = _Sweep(outbox), folder / OUTBOX_NAME
    with opening(path):
        sweep.each(old(leftovers(path)), sweep.delete)
        sweep.each(old(damaged_copies(path)), sweep.delete_superfluous)
        sweep.each(old(stray_journals(path)), sweep.delete_empty)
        sweep.each(old(backups(path)), sweep.delete_superfluous)
        if purged:
            young = [each for each in backups(path) if not is_old(each)]
            sweep.each(young, clean)
    return sweep.result


def sweep_person(
    outbox: OpenedOutbox,
    folder: Path,
    *,
    ids: Collection[str],
    is_theirs: IsTheirs,
) -> Swept:
    """Erase a person, who was forgotten in the outbox itself, from every copy of it.

    A damaged copy can't be cleaned, so it goes altogether where nothing is lost by that.

    Args:
        outbox: The outbox; its thread calls this.
        folder: Where its copies lie.
        ids: Their leads.
        is_theirs: Whether an email and a phone are theirs.

    Raises:
        OutboxError: Another program is opening the outbox, or the folder is in the way.
    """
    known = _ids(outbox, "TRUE")

    def clean(backup: Path) -> bool:
        cleaned = erase_in_backup(
            backup, outbox.sealer, FORGOTTEN_COLUMNS, ids, is_theirs
        )
        if cleaned.unknown - known:
            raise _LeftError(_WHOSE)
        return cleaned.erased > 0

    sweep, path = _Sweep(outbox), folder / OUTBOX_NAME
    with opening(path):
        sweep.each(leftovers(outbox.path), sweep.delete)
        sweep.each(damaged_copies(outbox.path), sweep.delete_superfluous)
        sweep.each(stray_journals(outbox.path), sweep.delete_empty)
        sweep.each(backups(path), clean)
    return sweep.result


def _ids(outbox: OpenedOutbox, which: str) -> frozenset[str]:
    try:
        # The condition is one of the two above.
        rows = outbox.connection.execute(f"SELECT id FROM entry WHERE {which}")  # noqa: S608 - of our own words, see above
        return frozenset(row["id"] for row in rows)
    except sqlite3.Error as error:
        raise explain(error, outbox.path) from error
