"""Another program keeps the outbox locked while a lead is sent; it is waited for 5 s."""

import sqlite3
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from capdesk.outbox import OUTBOX_NAME
from tests.app.conftest import open_desk
from tests.app.test_trouble import _credentials, _fill, offline

pytestmark = pytest.mark.slow


def test_a_busy_outbox_loses_no_typing(qtbot: QtBot, tmp_path: Path) -> None:
    """If the commit fails the lead stays in the form; the next press keeps it, once."""
    folder = offline(tmp_path)
    with open_desk(qtbot, folder, _credentials()) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        storage = desk.desk.parts.storage
        storage.submit(
            lambda outbox: outbox.connection.execute("PRAGMA busy_timeout = 1")
        ).result()
        other = sqlite3.connect(folder / OUTBOX_NAME, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        _fill(desk)
        before = desk.window.form.draft()
        desk.send()
        desk.wait_until(lambda: "not saved" in desk.window.form.problems.text)
        assert desk.window.form.draft() == before
        other.execute("ROLLBACK")
        other.close()
        desk.send()
        desk.wait_until(desk.window.form.is_empty)
        desk.wait_until(lambda: len(desk.entries) == 1)
