"""What stands behind a practice window: nothing real, and nothing is left of it."""

import threading

from capdesk.app.parts import Parts
from capdesk.courier import News
from capdesk.domain.environment import PRACTICE


def _ignore(news: News) -> None:
    """Listen to nothing."""


def test_practice_knows_no_other_address() -> None:
    """Practice leads go to the practice gateway; no other environment has an address."""
    parts = Parts(None)
    try:
        parts.start_sending(_ignore)
        profile = parts.profile
        assert (profile.url_of(PRACTICE) or "").startswith("http://127.0.0.1:")
        assert [profile.url_of(name) for name in ("qa", "production")] == [None, None]
    finally:
        parts.close()


def test_nothing_is_left_of_practice() -> None:
    """The folder of a practice session goes with it."""
    parts = Parts(None)
    parts.storage.opened.result()
    folder = parts.profile.folder
    assert list(folder.iterdir())
    assert parts.close()
    assert not folder.exists()


def test_two_practice_sessions_share_nothing() -> None:
    """Each has a folder of its own."""
    one, other = Parts(None), Parts(None)
    try:
        assert one.profile.folder != other.profile.folder
    finally:
        one.close()
        other.close()


def test_a_window_closed_while_it_starts_sends_nothing() -> None:
    """What still loads when the window is closed starts no gateway and no courier."""
    parts = Parts(None)
    assert parts.close()
    parts.start_sending(_ignore)
    assert not {thread.name for thread in threading.enumerate()} & {"courier"}
    assert parts.profile.url_of(PRACTICE) is None


def test_an_answer_chosen_early_is_not_lost() -> None:
    """What the gateway shall do can be chosen before there is one."""
    parts = Parts(None)
    try:
        parts.set_practice_answer("offline")
        parts.start_sending(_ignore)
        assert parts._practice is not None
        assert parts._practice.mode == "offline"
    finally:
        parts.close()
