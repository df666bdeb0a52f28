"""Somebody types while CapDesk still opens, and another lead was left half typed."""

import threading

from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from tests.app.conftest import OpenDesk, Shop, open_desk


class SlowKeyring(MemoryCredentials):
    """Does not give out its data key before it is let to."""

    def __init__(self, other: MemoryCredentials) -> None:
        super().__init__()
        self._other = other
        self.may_answer = threading.Event()

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        self.may_answer.wait()
        return self._other.data_key(key_id)


def leave_half_typed(shop: Shop) -> None:
    """Type a name, and close."""
    with shop.open() as desk:
        desk.type_into(Field.FIRST_NAME, "Sabine")


def first_name(desk: OpenDesk) -> str:
    """Return what stands in the form."""
    return desk.window.form.draft().first_name


def test_what_was_left_is_brought_back_on_request(shop: Shop) -> None:
    """The lead of last time does not disturb the one that was begun, and is not lost."""
    leave_half_typed(shop)
    assert isinstance(shop.credentials, MemoryCredentials)
    keyring = SlowKeyring(shop.credentials)
    with open_desk(shop.qtbot, shop.folder, keyring) as desk:
        desk.type_into(Field.FIRST_NAME, "J")
        desk.window.form.draft_changed.emit(desk.window.form.draft())
        keyring.may_answer.set()
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.settle()
        assert first_name(desk) == "J"
        assert "last time" in desk.window.notice.text
        desk.click("Bring it back")
        assert first_name(desk) == "Sabine"
        desk.settle()
        # And the other way round, as often as somebody likes.
        desk.click("Bring it back")
        assert first_name(desk) == "J"


def test_what_was_left_comes_back_at_the_next_start(shop: Shop) -> None:
    """Closed before the outbox was open, it keeps both; the new one is gone on with."""
    leave_half_typed(shop)
    assert isinstance(shop.credentials, MemoryCredentials)
    keyring = SlowKeyring(shop.credentials)
    with open_desk(shop.qtbot, shop.folder, keyring) as desk:
        desk.wait_until(lambda: desk.desk._parts is not None)
        desk.type_into(Field.FIRST_NAME, "J")
        keyring.may_answer.set()
    with shop.open() as desk:
        assert first_name(desk) == "J"
        desk.window.form.load(desk.window.form.draft()._replace(first_name=""))
    with shop.open() as desk:
        assert first_name(desk) == "Sabine"


def test_a_lead_sent_early_takes_nobodys_place(shop: Shop) -> None:
    """Sent before the outbox was open, it goes; the one of last time stays."""
    leave_half_typed(shop)
    assert isinstance(shop.credentials, MemoryCredentials)
    keyring = SlowKeyring(shop.credentials)
    keyring.set_api_key("local", shop.gateway.url, "k")
    with open_desk(shop.qtbot, shop.folder, keyring) as desk:
        shop.choose_campaign(desk, shop.campaigns[0])
        desk.write_example("Early")
        desk.send()
        keyring.may_answer.set()
        desk.wait_for("Early", Status.SENT)
    with shop.open() as desk:
        assert first_name(desk) == "Sabine"
