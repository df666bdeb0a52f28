"""Makes a sound outbox of what can be read in a damaged one; see docs/decisions/0006."""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capdesk.domain.entry import Status
from capdesk.outbox.asides import Aside, held, journal_of, set_aside, sync_folder
from capdesk.outbox.changes import born_before_all, remember
from capdesk.outbox.data_key import DataKeySource, key_check, lost_data_key, sealer_of
from capdesk.outbox.database import build, new_identity, open_held, opening
from capdesk.outbox.errors import DamagedOutboxError
from capdesk.outbox.identity_copy import Identity, read_copy
from capdesk.outbox.remains import Remains, SavedRow, read_remains
from capdesk.outbox.schema import MIGRATIONS, Migration
from capdesk.outbox.sealing import Sealer, UnsealError

_log = logging.getLogger(__name__)

_SEALED = ("lead", "proof", "payload")


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What came of a damaged outbox.

    Attributes:
        damaged_file: Where the damaged file is kept, byte for byte.
        salvaged: Leads that were saved whole.
        unreadable: Leads that are known to have been there and were not: of some, the
            entry is kept and its content can't be read; of others nothing is left.
    """

    damaged_file: Path
    salvaged: int
    unreadable: int

    @property
    def sentence(self) -> str:
        """For the person at the desk."""
        match self.salvaged:
            case 0:
                saved = "No lead could be saved from it"
            case 1:
                saved = "1 lead was saved from it"
            case many:
                saved = f"{many:,} leads were saved from it"
        lost = f", {self.unreadable:,} could not be read" if self.unreadable else ""
        return (
            f"The outbox was damaged. {saved}{lost}; the damaged file is kept as"
            f" {self.damaged_file}."
        )


def salvage(
    path: Path,
    *,
    data_key: DataKeySource,
    now: datetime,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> SalvageReport | None:
    """Put a sound outbox in the place of a damaged one.

    Nothing is replaced before the damaged file is safe in its copy and the new one is
    whole on the disk, so after a crash at any point the next start does it again.

    Args:
        path: The outbox file.
        data_key: Gives the data key; it is never made anew here.
        now: Aware UTC.
        migrations: One step for each schema version.

    Returns:
        What came of it; None where another program was faster.

    Raises:
        LostDataKeyError: The key is not at hand, so nobody could tell what is sound.
            Nothing was changed.
        OutboxError: The disk, a permission or another program is in the way, or the
            file is not an outbox to be salvaged. Nothing was replaced.
    """
    with opening(path):
        try:
            open_held(path, now=now, migrations=migrations).close()
        except DamagedOutboxError:
            with held(path) as file:
                aside = set_aside(path, file)
                return _replace(path, aside, data_key, now, migrations)
        return None


def _replace(
    path: Path,
    aside: Aside,
    data_key: DataKeySource,
    now: datetime,
    migrations: Sequence[Migration],
) -> SalvageReport:
    # Of the newest version whatever it was: rows of older ones are read as well, and
    # the header that says which is as likely to be lost as any other page.
    remains = read_remains(aside.rolled_back(), migrations)
    identity, sealer = _whose(path, remains, data_key, now)
    saved = _Saved()

    def fill(connection: sqlite3.Connection) -> None:
        saved.write(connection, remains, sealer)

    unfinished = build(path, identity, migrations, fill)
    # It would be played into the new outbox. Its copy is beside the damaged file's.
    journal_of(path).unlink(missing_ok=True)
    unfinished.replace(path)
    sync_folder(path.parent)
    report = SalvageReport(aside.path, saved.whole, saved.unreadable)
    _log.warning(
        "a damaged outbox was salvaged: %d leads saved, %d could not be read",
        report.salvaged,
        report.unreadable,
    )
    return report


def _whose(
    path: Path, remains: Remains, data_key: DataKeySource, now: datetime
) -> tuple[Identity, Sealer | None]:
    """Find out whose outbox it was: from itself, from the copy, or from a lead in it.

    Raises:
        LostDataKeyError: Leads may have been sealed, and with which key can't be told.
    """
    told = [*remains.identities(), *filter(None, [read_copy(path)])]
    told += [Identity(key_id, key_id, None, 0) for key_id in remains.key_ids()]
    for identity in told:
        if identity.key_check is None and not remains.has_leads:
            return identity, None  # it never had a key, as far as is known
        sealer = sealer_of(identity, data_key)
        if sealer and (identity.key_check or _opens_any(remains, sealer)):
            check = key_check(sealer)
            return Identity(
                identity.outbox_id, identity.key_id, check, identity.created_at
            ), sealer
    if told or remains.has_leads:
        raise lost_data_key()
    return new_identity(now), None


class _Saved:
    """Writes what is left into the new outbox, and counts."""

    def __init__(self) -> None:
        self.whole = 0
        self.unreadable = 0

    def write(
        self, connection: sqlite3.Connection, remains: Remains, sealer: Sealer | None
    ) -> None:
        """Write everything, inside the open transaction."""
        connection.execute("PRAGMA defer_foreign_keys = ON")
        kept: dict[str, SavedRow] = {}
        lines: dict[object, list[SavedRow]] = defaultdict(list)
        for line in remains.history():
            lines[line["entry_id"]].append(line)
        for row in remains.entries():
            checked, is_whole = _checked(row, sealer)
            # The older state, where the rules don't know what its history tells of.
            for state in (_caught_up(checked, lines[row["id"]]), checked):
                if _insert(connection, "entry", state):
                    kept[str(row["id"])] = state
                    break
            else:
                continue
            self.whole += is_whole
        self.unreadable = len(kept) - self.whole + remains.missing(kept)
        _mend_links(connection)
        for line in remains.history():
            if line["entry_id"] in kept:
                _insert(connection, "history", line)
        for row in kept.values():
            _complete_history(connection, row)
        for table in ("queue", "draft"):
            for row in remains.rows(table):
                _insert(connection, table, row)


def _checked(row: SavedRow, sealer: Sealer | None) -> tuple[SavedRow, bool]:
    """Return an entry to be kept, and whether all that is sealed in it opens.

    An entry whose content is damaged is kept: its id, times and references still tell
    a person that there was a lead.
    """
    if sealer is None or row["key_id"] != sealer.key_id:
        return row, False
    damaged = {name for name in _SEALED if not _opens(row, name, sealer)}
    if "payload" in damaged:
        row = {**row, "unreadable": 1}
    for name in ("messages", "receipt"):
        if not _opens(row, name, sealer):
            row = {**row, name: None}
    if row["lead"] is not None and "lead" not in damaged:
        # Nothing tells whether these are damaged; they are made anew at opening.
        row = {**row, "email_hmac": None, "phone_hmac": None}
    return row, not damaged


def _caught_up(row: SavedRow, lines: Sequence[SavedRow]) -> SavedRow:
    """Return an entry as its history left it, where its page is from before that.

    A disk may bring back a page from the past. What was sent, corrected or given up
    since must not be sent as if it still waited.

    Args:
        row: The entry.
        lines: Its history, oldest first. If it knows the entry's last change and more
            after it, the entry is the older of both; else the history lost its end.
    """
    stands = (row["changed_at"], row["status"])
    known = [(line["at"], line["to_status"]) for line in lines]
    if stands not in known or known[-1] == stands:
        return row
    last, unknown = lines[-1], Status.MAY_HAVE_ARRIVED.value
    after = [status for _, status in known]
    was_unknown = unknown in after
    tried_again = was_unknown and Status.SENDING in after[after.index(unknown) :]
    return {
        **row,
        "status": last["to_status"],
        "changed_at": last["at"],
        "attempts": last["attempt"],
        "last_code": last["code"],
        "not_before": None,
        "by_hand": 0,
        # A person decides; how often it was sent again is not in the history.
        "held": int(last["to_status"] == unknown),
        "was_unknown": int(was_unknown or row["was_unknown"] == 1),
        "possible_duplicate": int(tried_again or row["possible_duplicate"] == 1),
    }


def _opens_any(remains: Remains, sealer: Sealer) -> bool:
    return any(
        row[name] is not None and _opens(row, name, sealer)
        for row in remains.entries()
        for name in _SEALED
    )


def _opens(row: SavedRow, column: str, sealer: Sealer) -> bool:
    sealed = row[column]
    if sealed is None:
        return True
    try:
        sealer.unseal(str(row["id"]), column, bytes(sealed))  # type: ignore[arg-type] # STRICT says BLOB; anything else raises
    except (UnsealError, TypeError, ValueError):
        return False
    return True


def _insert(connection: sqlite3.Connection, table: str, row: SavedRow) -> bool:
    """Write one row, unless the rules of its table say that it is damaged."""
    try:
        connection.execute(
            # Table and columns are those of the schema.
            f"INSERT INTO {table} ({', '.join(row)})"  # noqa: S608 - of our own words, see above
            f" VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
    except (sqlite3.IntegrityError, OverflowError):
        return False
    return True


def _mend_links(connection: sqlite3.Connection) -> None:
    """Let entries point to no entry that was lost, and to those that replaced them."""
    for column in ("replaces", "replaced_by"):
        connection.execute(
            f"UPDATE entry SET {column} = NULL"  # noqa: S608 - the two above
            f" WHERE {column} NOT IN (SELECT id FROM entry)"
        )
    connection.execute(
        "UPDATE entry SET replaced_by ="
        " (SELECT id FROM entry AS copy WHERE copy.replaces = entry.id)"
        " WHERE status = 'replaced' AND replaced_by IS NULL"
    )


def _complete_history(
    connection: sqlite3.Connection, row: Mapping[str, object]
) -> None:
    """Make an entry's history begin with its capture and end where it stands."""
    entry_id, status = str(row["id"]), Status(str(row["status"]))
    born_line = connection.execute(
        "SELECT 1 FROM history WHERE entry_id = ? AND from_status IS NULL", (entry_id,)
    ).fetchone()
    if born_line is None:
        born_before_all(connection, entry_id, int(str(row["captured_at"])), "captured")
    (last,) = connection.execute(
        "SELECT to_status FROM history WHERE entry_id = ? ORDER BY number DESC LIMIT 1",
        (entry_id,),
    ).fetchone()
    if last != status:
        remember(
            connection,
            entry_id,
            int(str(row["changed_at"])),
            Status(last),
            status,
            int(str(row["attempts"])),
            "salvaged",
        )
