"""A real gnome-keyring that is locked, does not answer, or goes while CapDesk is open."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from capdesk.app.keyring_wait import WAITING
from capdesk.credentials import SystemKeyring
from capdesk.domain.entry import Status
from capdesk.ui.attention import Cause
from capdesk.ui.lost_key_question import LostKeyQuestion
from capdesk.ui.passphrase_question import PassphraseQuestion
from tests.app.conftest import OpenDesk, Shop, open_desk
from tests.support.secret_service import SecretService

pytestmark = pytest.mark.secret_service


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """Run a private session with an unlocked keyring, and be in it."""
    with SecretService.running() as service:
        for name, value in service.environ.items():
            monkeypatch.setenv(name, value)
        yield service


@contextmanager
def _opened(shop: Shop) -> Iterator[OpenDesk]:
    """Start CapDesk as people do, with the keyring of their session."""
    with open_desk(shop.qtbot, shop.folder) as desk:
        yield desk


def _take(shop: Shop, desk: OpenDesk, name: str) -> None:
    shop.choose_campaign(desk, shop.campaigns[0])
    desk.take(name)


def _a_day_before(shop: Shop) -> None:
    SystemKeyring().set_api_key("local", shop.gateway.url, "k")
    with _opened(shop) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        _take(shop, desk, "Ann")
        desk.wait_for("Ann", Status.SENT)


def _is_shut(desk: OpenDesk) -> bool:
    return "is locked" in desk.said and desk.shows_button("Try again")


def test_a_locked_keyring_is_told_and_tried_again(
    shop: Shop, keyring: SecretService
) -> None:
    """A banner says so with *Try again*; a wrong password changes nothing, a right one does."""
    _a_day_before(shop)
    keyring.lock()
    with _opened(shop) as desk:
        desk.wait_until(lambda: _is_shut(desk))
        shop.choose_campaign(desk, shop.campaigns[0])
        desk.write_example("Bea")
        desk.send()
        assert "was not saved" in desk.window.form.problems.text
        keyring.kill_keyring()
        keyring.start_keyring(password=b"not the password")
        desk.press_banner(Cause.LOCKED)
        desk.wait_until(lambda: "is locked" in desk.window.notice.text)
        assert _is_shut(desk)
        keyring.kill_keyring()
        keyring.start_keyring()
        desk.press_banner(Cause.LOCKED)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: not desk.shows_button("Try again"))
        assert desk.typed == "Bea"
        desk.send()
        desk.wait_for("Bea", Status.SENT)
        assert desk.statuses["Ann"] is Status.SENT


def test_a_silent_keyring_is_waited_for_in_words(
    shop: Shop, keyring: SecretService
) -> None:
    """*Waiting for your keyring* stands below while it owes an answer, and goes with it."""
    _a_day_before(shop)
    with keyring.frozen_keyring(), _opened(shop) as desk:
        desk.wait_until(lambda: desk.window.queue_line.text == WAITING)
        shop.choose_campaign(desk, shop.campaigns[0])
        desk.write_example("Bea")  # the window does not wait
        assert desk.typed == "Bea"
    with _opened(shop) as desk:
        with keyring.frozen_keyring():
            desk.wait_until(lambda: desk.window.queue_line.text == WAITING)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: desk.window.queue_line.text != WAITING)


def test_a_keyring_that_goes_costs_no_lead(shop: Shop, keyring: SecretService) -> None:
    """Gone while CapDesk is open: leads are kept as before; the next start tells."""
    _a_day_before(shop)
    with _opened(shop) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        keyring.kill_keyring()
        _take(shop, desk, "Bea")
        assert "Bea" in desk.statuses
    with _opened(shop) as desk:
        desk.wait_until(lambda: bool(desk.window.findChildren(LostKeyQuestion)))
        (question,) = desk.window.findChildren(LostKeyQuestion)
        assert "It may not have been started" in question.text
        keyring.start_keyring()
        desk.click("Try again", question)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_for("Bea", Status.SENT)


def test_where_there_is_no_keyring_a_passphrase_is_asked_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session without a bus has no keyring to wait for."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with _opened(shop) as desk:
        desk.wait_until(lambda: bool(desk.window.findChildren(PassphraseQuestion)))
