"""Somebody presses F1 and reads, without leaving the keyboard."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from capdesk.ui.help.browser import GuideBrowser
from capdesk.ui.help.pages import Page
from capdesk.ui.help.window import GuideWindow, show_guide

_IMAGE = QTextDocument.ResourceType.ImageResource.value


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Return the window the guide is opened from."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _open(qtbot: QtBot, window: QWidget, page: Page | None = None) -> GuideWindow:
    guide = show_guide(window, page)
    qtbot.waitUntil(guide.isActiveWindow)
    return guide


def test_it_opens_at_the_beginning_beside_the_work(
    window: QWidget, qtbot: QtBot
) -> None:
    """The first page is shown; the window behind can still be used."""
    guide = _open(qtbot, window)
    assert guide.browser.toPlainText().startswith("Your first lead")
    assert not guide.isModal()
    assert guide.windowTitle() == "CapDesk guide"


def test_it_opens_where_help_is_wanted(window: QWidget, qtbot: QtBot) -> None:
    """A page that fits what is being done is opened at once, also a second time."""
    guide = _open(qtbot, window, Page.FIXING)
    assert guide.browser.toPlainText().startswith("Fixing a lead")
    assert _open(qtbot, window, Page.TROUBLE) is guide
    assert guide.browser.toPlainText().startswith("Trouble")


def test_it_opens_again_where_it_was_left(window: QWidget, qtbot: QtBot) -> None:
    """F1 alone goes back to the page that was read last."""
    _open(qtbot, window, Page.CONSENT).close()
    guide = _open(qtbot, window)
    assert guide.browser.toPlainText().startswith("Consent")


def test_the_keyboard_alone_will_do(window: QWidget, qtbot: QtBot) -> None:
    """Arrows choose a page, Tab goes to its text and links, Enter follows, Esc closes."""
    guide = _open(qtbot, window)
    assert QApplication.focusWidget() is guide.contents
    qtbot.keyClick(guide.contents, Qt.Key.Key_Down)
    assert guide.browser.toPlainText().startswith("When there is no network")
    qtbot.keyClick(guide.contents, Qt.Key.Key_Up)
    qtbot.keyClick(guide.contents, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is guide.browser
    qtbot.keyClick(guide.browser, Qt.Key.Key_Tab)
    qtbot.keyClick(guide.browser, Qt.Key.Key_Return)
    assert guide.browser.toPlainText().startswith("Consent")
    assert guide.contents.currentItem().text() == "Consent"
    qtbot.keyClick(guide.browser, Qt.Key.Key_Escape)
    assert not guide.isVisible()


@pytest.mark.parametrize("link", ["https://cap.example/", "file:///etc/passwd", "x.md"])
def test_no_link_leads_out(window: QWidget, qtbot: QtBot, link: str) -> None:
    """What is no page of the guide is not followed."""
    guide = _open(qtbot, window)
    guide.browser.anchorClicked.emit(QUrl(link))
    assert guide.browser.toPlainText().startswith("Your first lead")


def test_pictures_come_from_one_folder_alone(qtbot: QtBot, tmp_path: Path) -> None:
    """A picture in the folder is shown; nothing from elsewhere, and nothing else."""
    folder = tmp_path / "guide"
    assert _picture(width=4).save(str(tmp_path / "any.png"))
    picture = (tmp_path / "any.png").read_bytes()
    folder.mkdir()
    for name in ("guide/form.png", "guide/notes.md", "outside.png"):
        (tmp_path / name).write_bytes(picture)
    browser = GuideBrowser(folder)
    qtbot.addWidget(browser)
    loaded = browser.loadResource(_IMAGE, QUrl("form.png"))
    assert loaded is not None
    assert loaded.width() == 4
    for name in (
        "https://cap.example/form.png",
        "//cap.example/form.png",
        (folder / "form.png").as_uri(),
        "../outside.png",
        "../guide/form.png",
        "notes.md",
        "missing.png",
    ):
        assert browser.loadResource(_IMAGE, QUrl(name)) is None, name
    sheet = QTextDocument.ResourceType.StyleSheetResource.value
    assert browser.loadResource(sheet, QUrl("form.png")) is None


def test_a_picture_is_no_wider_than_the_page(tmp_path: Path, qtbot: QtBot) -> None:
    """A picture of the whole window is made smaller, so that no page scrolls sideways."""
    assert _picture(width=3_000).save(str(tmp_path / "desk.png"))
    browser = GuideBrowser(tmp_path)
    qtbot.addWidget(browser)
    browser.resize(500, 400)
    browser.show()
    loaded = browser.loadResource(_IMAGE, QUrl("desk.png"))
    assert loaded is not None
    assert 300 < loaded.width() < browser.viewport().width()


@pytest.mark.parametrize("picture", sorted(Page.FIRST_LEAD.path.parent.glob("*.png")))
def test_every_picture_is_shown_somewhere(picture: Path) -> None:
    """`nox -s pictures` takes none that no page has a use for."""
    assert any(f"({picture.name})" in page.text for page in Page)


@pytest.mark.parametrize("page", Page)
def test_every_picture_of_a_page_is_there(page: Page) -> None:
    """No page names a picture that was never taken."""
    for name in re.findall(r"\(([^()]+\.png)\)", page.text):
        assert page.path.with_name(name).is_file(), name


def _picture(width: int) -> QImage:
    picture = QImage(width, width, QImage.Format.Format_RGB32)
    picture.fill(0)
    return picture


@pytest.mark.parametrize("page", Page)
def test_every_page_is_shown_without_markup(
    window: QWidget, qtbot: QtBot, page: Page
) -> None:
    """Tables, lists and emphasis are drawn; none of their signs is left."""
    shown = _open(qtbot, window, page).browser.toPlainText()
    for sign in ("|", "**", "`", "](", "# "):
        assert sign not in shown
