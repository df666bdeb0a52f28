"""A long list opens with its newest leads, and then has them all."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from capdesk.credentials import MemoryCredentials
from capdesk.outbox import Outbox
from capdesk.outbox.looking import ROWS_AT_ONCE
from capdesk.services import desk_view
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from tests.app.conftest import open_desk
from tests.support.leads import a_lead, a_new_entry

LEADS = ROWS_AT_ONCE + desk_view.NEWEST
"""More than are read at a time."""


def _fill(profile: Profile) -> None:
    """Capture more leads than the first look reads; the oldest is of Ottoline."""
    now = utc_now()
    with closing(open_outbox(profile, now=now)) as outbox:
        outbox.capture(
            a_new_entry(lead=a_lead(first_name="Ottoline")),
            now=now - timedelta(days=1),
        )
        outbox.capture_all([a_new_entry() for _ in range(LEADS - 1)], now=now)


def test_newest_first_then_all(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every lead is in the list and is found; one that came in between is, too."""
    credentials = MemoryCredentials()
    profile = Profile(tmp_path / "data", credentials)
    profile.folder.mkdir()
    _fill(profile)
    look_at_newest = desk_view.look_at_newest

    def look_then_capture(outbox: Outbox) -> desk_view.DeskView:
        view = look_at_newest(outbox)
        between = a_new_entry(lead=a_lead(first_name="Betweena"))
        outbox.capture(between, now=utc_now())
        return view

    monkeypatch.setattr(desk_view, "look_at_newest", look_then_capture)
    shown: list[int] = []
    with open_desk(qtbot, profile.folder, credentials) as desk:
        model = desk.window.outbox.model
        model.modelReset.connect(lambda: shown.append(sum(model.total.values())))
        desk.wait_until(lambda: len(desk.entries) == LEADS + 1)
        for name in ("ottoline", "betweena"):
            desk.window.outbox.find_box.setText(name)
            assert model.rowCount() == 1
    assert shown[:2] == [desk_view.NEWEST, LEADS + 1]
