"""Copies of an outbox that lie beside it: where they are, and whether they may go.

Migrations leave backups, salvages leave damaged outboxes, crashes leave half of either.
All of them hold sealed contact data, so whatever erases has to reach them.
"""

import shutil
import sqlite3
from pathlib import Path

from capdesk.outbox.asides import Aside, journal_of
from capdesk.outbox.opened import OpenedOutbox
from capdesk.outbox.remains import SavedRow, read_remains
from capdesk.outbox.schema import MIGRATIONS
from capdesk.outbox.sealing import Sealer, UnsealError

_NEEDED = ("lead", "proof", "payload")
"""What has to open for a lead to be read and sent."""


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
    only the copy of the identity is written outside, and that tells of nobody. A
    journal without its copy is from a crash between the two.
    """
    patterns = (
        f".{path.stem}.*",
        f"{path.name}.new*",
        f"{path.name}.version-*.backup.new*",
    )
    half_made = {
        found
        for each in patterns
        for found in path.parent.glob(each)
        if ".identity." not in found.name
    }
    journals = {
        journal
        for each in ("damaged-*-journal", "version-*.backup-journal")
        for journal in path.parent.glob(f"{path.name}.{each}")
        if not journal.with_name(journal.name.removesuffix("-journal")).exists()
    }
    return sorted(half_made | journals)


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
    kept = outbox.connection.execute(
        "SELECT id, lead, proof, payload FROM entry WHERE id = ?", (row["id"],)
    ).fetchone()
    if kept and kept["lead"] is None:
        return True
    return all(
        (kept and _opens(kept, column, outbox.sealer))
        # Damaged in the copy, nobody can read it; sealed with another key, somebody may.
        or (
            row["key_id"] == outbox.sealer.key_id
            and not _opens(row, column, outbox.sealer)
        )
        for column in _NEEDED
    )


def _opens(row: SavedRow | sqlite3.Row, column: str, sealer: Sealer) -> bool:
    try:
        sealer.unseal(row["id"], column, row[column] or b"")  # type: ignore[arg-type] # STRICT says TEXT and BLOB
    except UnsealError:
        return False
    return True


def _rolled_back(copy: Path) -> bytes:
    journal = journal_of(copy)
    kept = journal.read_bytes() if journal.exists() else b""
    return Aside(copy, copy.read_bytes(), kept).rolled_back()
