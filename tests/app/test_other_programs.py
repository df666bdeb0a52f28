"""What another program writes reaches the window, whatever happens at the same time."""

from contextlib import closing
from pathlib import Path

from pytestqt.qtbot import QtBot

from capdesk.credentials import MemoryCredentials
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from tests.app.conftest import open_desk
from tests.support.leads import a_new_entry


def test_a_row_is_not_missed_for_a_look_at_others(qtbot: QtBot, tmp_path: Path) -> None:
    """News of the courier's own, just after another program's lead, doesn't hide it."""
    credentials = MemoryCredentials()
    profile = Profile(tmp_path / "data", credentials)
    with open_desk(qtbot, profile.folder, credentials) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        view = desk.desk._view
        view._watch.stop()
        with closing(open_outbox(profile, now=utc_now())) as other:
            other.capture(a_new_entry(), now=utc_now())
        view.refresh([])
        desk.wait_until(lambda: desk.window._unsent == 1)
        view.watch()
        desk.wait_until(lambda: len(desk.entries) == 1)
