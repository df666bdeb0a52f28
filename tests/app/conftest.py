"""The whole window with its real parts, off screen."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from capdesk.app.desk import Desk
from capdesk.app.machine import NO_MACHINE, Machine
from capdesk.app.opening import make
from capdesk.app.parts import Parts
from capdesk.campaigns import CampaignLibrary, read_pack
from capdesk.credentials import CredentialStore, MemoryCredentials
from capdesk.domain.entry import Entry, Status
from capdesk.domain.fields import Field
from capdesk.outbox import Outbox
from capdesk.practice import Mode, PracticeGateway
from capdesk.resources import locate
from capdesk.settings import Environments
from capdesk.ui.attention import Cause
from capdesk.ui.key_question import KeyQuestion
from capdesk.ui.window import MainWindow

WAIT_MS = 15_000
PACK_DAYS = ("starts", "ends")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class OpenDesk:
    """A window somebody sits before."""

    window: MainWindow
    desk: Desk
    qtbot: QtBot

    @property
    def entries(self) -> list[Entry]:
        """What the outbox panel shows, newest first."""
        model = self.window.outbox.model
        return [model.entry(row) for row in range(model.rowCount())]

    @property
    def said(self) -> str:
        """What the banners and the queue line say."""
        banners = (
            self.window.attention.texts if "attention" in vars(self.window) else ()
        )
        return "\n".join([*banners, self.window.queue_line.text])

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        if modifier is None:
            self.qtbot.keyClick(self._focus(), key)
        else:
            self.qtbot.keyClick(self._focus(), key, modifier)

    def write(self, text: str) -> None:
        """Type where the focus is."""
        self.qtbot.keyClicks(self._focus(), text)

    def write_example(self, name: str = "test", email: str = "test@cap.co") -> None:
        """Type the documented example lead, by keyboard alone."""
        if self._focus().accessibleName() == "Enquiry type":
            self.write("Te")
            for _ in range(3):
                self.press(Qt.Key.Key_Tab)
        for text in (name, "test", email, "+4420 8759 9036", "L39AG"):
            self.write(text)
            self.press(Qt.Key.Key_Tab)
        for answer in "ynnn":
            self.write(answer)

    def send(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    @property
    def statuses(self) -> dict[str, Status]:
        """How the leads in the panel stand, by first name."""
        return {entry.name.split(" ")[0]: entry.status for entry in self.entries}

    @property
    def typed(self) -> str:
        """The first name that stands in the form."""
        return self.window.form.fields[Field.FIRST_NAME].text()

    def take(self, name: str, email: str = "test@cap.co") -> str:
        """Type the example lead and send it; return its id once it is kept."""
        before = {entry.id for entry in self.entries}
        self.write_example(name, email)
        self.send()
        self.wait_until(lambda: {entry.id for entry in self.entries} > before)
        (new,) = {entry.id for entry in self.entries} - before
        return new

    def type_into(self, of: Field, text: str) -> None:
        """Put the focus on a field of the form and type in place of what is there."""
        self.window.form.focus_field(of)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.write(text)

    def answer(self, mode: Mode) -> None:
        """Have the practice gateway of a practice session answer so from now on."""
        self.window.practice_answer.emit(mode.value)

    def wait_for(self, name: str, *statuses: Status) -> None:
        """Wait until the lead of a person stands in one of these."""
        self.wait_until(lambda: self.statuses.get(name) in statuses)

    def click(self, name: str, within: QWidget | None = None) -> None:
        """Click on the button that is shown under this name."""
        self.qtbot.mouseClick(self.button(name, within), Qt.MouseButton.LeftButton)

    def button(self, name: str, within: QWidget | None = None) -> QAbstractButton:
        """Return the button that is shown under this name."""
        (found,) = (
            each
            for each in (within or self.window).findChildren(QAbstractButton)
            if each.isVisible() and name in {each.text(), each.accessibleName()}
        )
        return found

    def shows_button(self, name: str) -> bool:
        """Whether such a button is to be seen."""
        return any(
            each.isVisible() and name in {each.text(), each.accessibleName()}
            for each in self.window.findChildren(QAbstractButton)
        )

    def choose(self, entry_id: str) -> None:
        """Click on the row of a lead, and wait for its story."""
        panel = self.window.outbox
        row = panel.model.row_of(entry_id)
        assert row is not None
        place = panel.table.visualRect(panel.model.index(row, 0)).center()
        shown = panel.details.entry
        is_new = shown is None or shown.id != entry_id
        with self.qtbot.waitSignal(panel.story_wanted) if is_new else nullcontext():
            self.qtbot.mouseClick(
                panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place
            )
        panel.table.setFocus()
        self.settle()

    def fix(self, entry_id: str, button: str = "Fix and send again") -> None:
        """Take a lead from the outbox into the form, to be corrected."""
        self.choose(entry_id)
        self.click(button)
        self.wait_until(lambda: self.window.form.is_correcting)

    def discard(self, entry_id: str) -> None:
        """Discard a lead by the keyboard, with the first reason there is."""
        self.choose(entry_id)
        self.qtbot.keyClick(self.window.outbox.table, Qt.Key.Key_Delete)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        self.qtbot.keyClick(menu, Qt.Key.Key_Return)
        self.settle()

    def choose_menu(self, text: str) -> None:
        """Choose an action of the menu bar by its words."""
        (found,) = (
            action
            for action in self.window.menuBar().findChildren(QAction)
            if action.text().replace("&", "") == text
        )
        found.trigger()

    def press_banner(self, cause: Cause, environment: str = "") -> None:
        """Click on the one button of a banner."""
        button = self.window.attention.button(cause, environment)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def ask_outbox(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Ask the outbox behind the window, as one of its parts would."""
        return self.desk.parts.storage.submit(call, *args, **kwargs).result()

    def come_back(self) -> None:
        """Turn to the window again after a dialog, as its closing does on a screen."""
        self.window.activateWindow()
        self.wait_until(lambda: QApplication.focusWidget() is not None)

    @property
    def key_question(self) -> KeyQuestion:
        """The dialog that asks for an API key."""
        (question,) = self.window.findChildren(KeyQuestion)
        return question

    def answer_key_question(
        self, text: str, key: Qt.Key = Qt.Key.Key_Return
    ) -> KeyQuestion:
        """Type an API key into the dialog that asks for it, and press a key."""
        question = self.key_question
        self.qtbot.keyClicks(question.form.field, text)
        self.qtbot.keyClick(question.form.field, key)
        return question

    def settle(self) -> None:
        """Let everything that was asked of the outbox be answered in the window."""
        answered: list[object] = []
        for _ in range(2):  # an answer may ask once more
            asked = self.desk.parts.storage.submit(Outbox.data_version)
            self.desk._relay.when_done(asked, answered.append)
        self.wait_until(lambda: len(answered) == 2)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    @staticmethod
    def _focus() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


@contextmanager
def open_desk(
    qtbot: QtBot,
    folder: Path | None,
    credentials: CredentialStore | None = None,
    machine: Machine = NO_MACHINE,
) -> Iterator[OpenDesk]:
    """Open a window on a data folder, or on a practice session for None."""
    parts = partial(Parts, credentials=credentials, machine=machine)
    window, desk = make(folder, parts, machine)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk.start()
    try:
        yield OpenDesk(window, desk, qtbot)
    finally:
        desk.close()
        window.set_unsent(0)
        window.close()
        window.deleteLater()


@dataclass(frozen=True)
class Shop:
    """A computer at a dealer's: its data folder, its keyring, and a gateway near by.

    Attributes:
        gateway: Stands for the real one, of the environment `local`.
        campaigns: Names of those in its pack; the first needs phone and postcode,
            the other asks a person what to do with a lead that may have arrived.
    """

    folder: Path
    credentials: CredentialStore
    gateway: PracticeGateway
    qtbot: QtBot
    campaigns: tuple[str, ...] = field(
        default=("Audi Q6 e-tron launch", "Keep me informed")
    )

    def open(self) -> AbstractContextManager[OpenDesk]:
        """Start CapDesk on it and choose the first campaign, as far as none was."""
        return self._open()

    @contextmanager
    def _open(self) -> Iterator[OpenDesk]:
        with open_desk(self.qtbot, self.folder, self.credentials) as desk:
            desk.wait_until(lambda: desk.desk.is_sending)
            desk.settle()
            if desk.window.strip.campaign.currentIndex() < 0:
                self.choose_campaign(desk, self.campaigns[0])
            yield desk

    def choose_campaign(self, desk: OpenDesk, name: str) -> None:
        """Choose a campaign in the strip, and the first of all it has to choose."""
        desk.window.strip.campaign.setCurrentIndex(self.campaigns.index(name))
        for of in (Field.ENQUIRY_TYPE, Field.VEHICLE, Field.ACQUISITION_CHANNEL):
            control = desk.window.form.fields[of].control
            desk.qtbot.keyClick(control, Qt.Key.Key_Home)
        desk.window.form.focus_first()


@pytest.fixture
def shop(qtbot: QtBot, tmp_path: Path) -> Iterator[Shop]:
    """Return a computer that is set up, with a gateway that accepts every lead."""
    with PracticeGateway() as gateway:
        Environments(tmp_path).add("local", gateway.url)
        content = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
        content["environment"] = "local"
        for campaign in content["campaigns"]:
            for day in PACK_DAYS:  # whatever day this is run on
                campaign.pop(day, None)
        content["campaigns"][1]["on_unknown_outcome"] = "hold"
        pack = tmp_path / "pack.json"
        pack.write_text(json.dumps(content), encoding="utf-8")
        CampaignLibrary(tmp_path).add(read_pack(pack, ["local"]))
        credentials = MemoryCredentials()
        credentials.set_api_key("local", gateway.url, "k")
        yield Shop(tmp_path, credentials, gateway, qtbot)


@pytest.fixture
def practice(qtbot: QtBot) -> Iterator[OpenDesk]:
    """Return a practice window that is ready to send."""
    with ExitStack() as stack:
        opened = stack.enter_context(open_desk(qtbot, None))
        opened.wait_until(lambda: opened.desk.is_sending)
        yield opened
