"""The outbox as the desk sees it: the one way to everything that is done with it."""

import logging
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Self

from capdesk.outbox.capturing import Captured, Capturing, NewEntry
from capdesk.outbox.data_key import DataKeySource, find_sealer, identity_of
from capdesk.outbox.database import explain, open_database
from capdesk.outbox.deciding import Deciding
from capdesk.outbox.drafts import Drafts
from capdesk.outbox.erasing import Erasing
from capdesk.outbox.errors import DamagedOutboxError, OutboxError
from capdesk.outbox.identity_copy import KeyKind, keep_copy
from capdesk.outbox.lost_key import UnreadableLeads, take_up_again, unreadable_leads
from capdesk.outbox.sealing import Sealer
from capdesk.outbox.taking_over import TakingOver

__all__ = ["Captured", "NewEntry", "Outbox"]

_log = logging.getLogger(__name__)


class Outbox(Capturing, Deciding, Drafts, Erasing, TakingOver):
    """One open outbox; belongs to the thread that opened it.

    Every method that takes `now` wants an aware UTC time. Methods raise
    `OutboxError`, with a sentence for the user, when the disk or another program is
    in the way.
    """

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        data_key: DataKeySource,
        now: datetime,
        key_kind: KeyKind = KeyKind.KEYRING,
    ) -> Self:
        """Open the outbox file, making it where there is none.

        A damaged one is salvaged; see `salvage_report`.

        Args:
            path: The file.
            data_key: Gives data keys.
            now: Aware UTC.
            key_kind: What it gives them from; settled for good with the first key.

        Raises:
            OutboxError: See `open_database` and `salvage`; and `LostDataKeyError`
                where sealed leads are there but their key is not, or is another one,
                and `OtherKeyKindError` where it is kept elsewhere.
        """
        report = None
        try:
            connection = open_database(path, now=now)
        except DamagedOutboxError:
            from capdesk.outbox.salvage import salvage

            report = salvage(path, data_key=data_key, now=now)
            connection = open_database(path, now=now)
        try:
            sealer = find_sealer(connection, data_key, key_kind)
            _keep_copy(path, connection)
            _take_up_again_if_it_can(connection, sealer, data_key)
            outbox = cls(path, connection, sealer, report)
        except sqlite3.Error as error:
            connection.close()
            raise explain(error, path) from error
        except BaseException:
            connection.close()
            raise
        outbox._make_findable_if_it_can()
        return outbox

    def unreadable_leads(self) -> UnreadableLeads | None:
        """Return what is known of leads under lost keys; None where there are none."""
        with self._explained() as connection:
            return unreadable_leads(connection, self.sealer)

    def _make_findable_if_it_can(self) -> None:
        # A full disk must not keep anybody from their leads; whatever needs them to be
        # found asks again.
        try:
            self.make_findable()
        except OutboxError as error:
            _log.warning("leads of an older version can't be found yet: %s", error)


def _take_up_again_if_it_can(
    connection: sqlite3.Connection, sealer: Sealer, data_key: DataKeySource
) -> None:
    try:
        take_up_again(connection, sealer, data_key)
    except sqlite3.Error as error:
        # The next opening tries again; all that can be read stays readable.
        _log.warning("leads of an earlier key can't be taken up yet: %s", error)


def _keep_copy(path: Path, connection: sqlite3.Connection) -> None:
    try:
        keep_copy(path, identity_of(connection))
    except OSError as error:
        raise explain(error, path) from error
