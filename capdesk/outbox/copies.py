"""Copies of an outbox that lie beside it: where they are, and whether they may go.

Migrations leave backups, salvages leave damaged outboxes, crashes leave half of either.
All of them hold sealed contact data, so whatever erases has to reach them.
"""

import shutil
from pathlib import Path

from capdesk.outbox.asides import Aside, journal_of
from capdesk.outbox.opened import OpenedOutbox
from capdesk.outbox.remains import SavedRow, read_remains
from capdesk.outbox.schema import MIGRATIONS
from capdesk.outbox.sealing import Sealer, UnsealError


def backups(path: Path) -> list[Path]:
    """Return the copies that migrations made of an outbox."""
    return sorted(path.parent.glob(f"{path.name}.version-*.backup"))


def damaged_copies(path: Path) -> list[Path]:
    """Return the damaged outboxes that salvages moved aside."""
    return [
        found
        for found in sorted(path.parent.glob(f"{path.name}.damaged-*"))
        if not found.name.endswith("-journal")
    ]


def stray_journals(path: Path) -> list[Path]:
    """Return journals that were moved aside because their outbox was gone."""
    return sorted(path.parent.glob(f"{path.name}-journal.aside-*"))


def leftovers(path: Path) -> list[Path]:
    """Return what a crash left half made; nobody has a use for it.

    Whether another program is making it right now can be told inside `opening` alone;
    only the copy of the identity is written outside, and that tells of nobody.
    """
    patterns = (
        f".{path.stem}.*",
        f"{path.name}.new*",
        f"{path.name}.version-*.backup.new*",
    )
    return sorted(
        found
        for each in patterns
        for found in path.parent.glob(each)
        if ".identity." not in found.name
    )


def delete(copy: Path) -> None:
    """Delete a copy, with its journal where it has one.

    Raises:
        OSError: It could not be deleted.
    """
    if copy.is_dir():
        shutil.rmtree(copy)
        return
    copy.unlink(missing_ok=True)
    journal_of(copy).unlink(missing_ok=True)


def is_superfluous(copy: Path, outbox: OpenedOutbox) -> bool:
    """Whether every lead that can be read in a copy is in the outbox too.

    One that was purged or forgotten there counts: it is gone because it had to go.

    Raises:
        OSError: The copy can't be read.
    """
    remains = read_remains(_rolled_back(copy), MIGRATIONS)
    return all(_can_be_missed(row, outbox) for row in remains.rows("entry"))


def _can_be_missed(row: SavedRow, outbox: OpenedOutbox) -> bool:
    if row["lead"] is None:
        return True
    entry_id, sealer = str(row["id"]), outbox.sealer
    kept = outbox.connection.execute(
        "SELECT lead FROM entry WHERE id = ?", (entry_id,)
    ).fetchone()
    if kept and (kept["lead"] is None or _opens(entry_id, kept["lead"], sealer)):
        return True
    # Damaged in the copy, nobody can read it; sealed with another key, somebody may.
    return row["key_id"] == sealer.key_id and not _opens(entry_id, row["lead"], sealer)


def _opens(entry_id: str, sealed: object, sealer: Sealer) -> bool:
    try:
        sealer.unseal(entry_id, "lead", sealed)  # type: ignore[arg-type] # STRICT says BLOB
    except UnsealError:
        return False
    return True


def _rolled_back(copy: Path) -> bytes:
    journal = journal_of(copy)
    kept = journal.read_bytes() if journal.exists() else b""
    return Aside(copy, copy.read_bytes(), kept).rolled_back()
