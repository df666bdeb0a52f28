"""Something is in the leads' way that a person has to put right."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME
from capdesk.practice import Mode
from capdesk.ui.attention import Cause
from capdesk.ui.help.window import GuideWindow
from tests.app.conftest import OpenDesk, Shop, open_desk


class _Browser(QObject):
    """Takes the addresses that would go to a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Note an address."""
        self.opened.append(url.toString())


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[_Browser]:
    """Have nothing leave this computer, and know what would have."""
    browser = _Browser()
    # PySide 6.11 wants a str here, whatever its stubs say.
    QDesktopServices.setUrlHandler("http", browser, "open")  # type: ignore[arg-type]
    yield browser
    QDesktopServices.unsetUrlHandler("http")


def test_a_new_key_frees_the_leads(shop: Shop) -> None:
    """Refused: one banner however many leads; its button asks for a key; they go."""
    shop.gateway.set_mode(Mode.REFUSE_KEY)
    with shop.open() as desk:
        desk.take("Ann")
        desk.take("Bea")
        desk.wait_until(lambda: "2 leads wait here" in desk.said)
        assert desk.said.count("refused the API key") == 1
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.press_banner(Cause.KEY_REFUSED, "local")
        desk.answer_key_question("0123456789abcdef")
        desk.wait_for("Ann", Status.SENT)
        desk.wait_for("Bea", Status.SENT)
        desk.wait_until(lambda: desk.said == "All leads are sent.")
        kept = shop.credentials.api_key("local", shop.gateway.url)
        assert kept == "0123456789abcdef"


def test_who_has_no_key_yet_can_leave_the_dialog(shop: Shop) -> None:
    """Esc keeps the key that was there, and the banner stays."""
    shop.gateway.set_mode(Mode.REFUSE_KEY)
    with shop.open() as desk:
        desk.take("Ann")
        desk.wait_until(lambda: "refused the API key" in desk.said)
        desk.press_banner(Cause.KEY_REFUSED, "local")
        desk.answer_key_question("0123456789abcdef", Qt.Key.Key_Escape)
        desk.settle()
        assert shop.credentials.api_key("local", shop.gateway.url) == "k"
        assert "refused the API key" in desk.said


def test_what_can_be_no_key_is_refused(shop: Shop) -> None:
    """A key with a blank in it is not kept: the window says why, the old one stays."""
    shop.gateway.set_mode(Mode.REFUSE_KEY)
    with shop.open() as desk:
        desk.take("Ann")
        desk.wait_until(lambda: "refused the API key" in desk.said)
        desk.press_banner(Cause.KEY_REFUSED, "local")
        question = desk.answer_key_question("two words")
        desk.wait_until(lambda: "key" in question.form.said.text())
        assert question.isVisible()
        assert shop.credentials.api_key("local", shop.gateway.url) == "k"


def test_a_sign_in_page_is_opened(shop: Shop, browser: _Browser) -> None:
    """The button opens whatever stands there, unencrypted; *Send now* then sends."""
    shop.gateway.set_mode(Mode.CAPTIVE_PORTAL)
    with shop.open() as desk:
        desk.take("Ann")
        desk.wait_until(lambda: "sign-in page is in the way" in desk.said)
        desk.press_banner(Cause.SIGN_IN_PAGE, "local")
        assert browser.opened == ["http://127.0.0.1/"]
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.click("Send now", desk.window.queue_line)
        desk.wait_for("Ann", Status.SENT)
        desk.wait_until(lambda: desk.said == "All leads are sent.")


def test_in_practice_no_page_is_opened(practice: OpenDesk, browser: _Browser) -> None:
    """A captive portal that is only practised leads to no page."""
    practice.answer(Mode.CAPTIVE_PORTAL)
    practice.take("Ann")
    practice.wait_until(lambda: "sign-in page is in the way" in practice.said)
    practice.press_banner(Cause.SIGN_IN_PAGE, "practice")
    assert "In practice" in practice.window.notice.text
    assert browser.opened == []


def test_a_wrong_address_is_tried_again(shop: Shop) -> None:
    """Once whoever set it up has put it right, the button sends what waited."""
    shop.gateway.set_mode(Mode.REDIRECT)
    with shop.open() as desk:
        desk.take("Ann")
        desk.wait_until(lambda: "address for local seems to be wrong" in desk.said)
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.press_banner(Cause.MISCONFIGURED, "local")
        desk.wait_for("Ann", Status.SENT)
        desk.wait_until(lambda: desk.said == "All leads are sent.")


def test_an_outbox_that_cant_be_opened_leads_to_the_guide(
    shop: Shop, qtbot: QtBot
) -> None:
    """The banner says why, its button opens the page of trouble; dialogs say no more."""
    with closing(sqlite3.connect(shop.folder / OUTBOX_NAME)) as foreign:
        foreign.execute("CREATE TABLE somebody_elses (id INTEGER)")
    with open_desk(qtbot, shop.folder, shop.credentials) as desk:
        desk.wait_until(lambda: "belongs to another program" in desk.said)
        desk.press_banner(Cause.OUTBOX)
        guide = desk.window.findChild(GuideWindow)
        assert isinstance(guide, GuideWindow)
        assert guide.isVisible()
        guide.close()
        for words in ("Close of day…", "What is held about a person…"):
            desk.choose_menu(words)
            assert "the outbox is not open" in desk.window.notice.text


def test_the_gateway_is_asked_about_a_key_on_request(shop: Shop) -> None:
    """*Check key* says what the gateway makes of it, and keeps and sends nothing."""
    with shop.open() as desk:
        desk.choose_menu("Enter the API key…")
        question = desk.key_question
        desk.qtbot.keyClicks(question.form.field, "0123456789abcdef")
        desk.click("Check key", question)
        desk.wait_until(lambda: "takes this key" in question.form.verdict.text)
        assert shop.credentials.api_key("local", shop.gateway.url) == "k"
        assert not any(request.took_lead for request in shop.gateway.received)
