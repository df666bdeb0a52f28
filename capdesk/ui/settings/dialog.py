"""The settings as a dialog: pages on the left, the page on the right; no OK, no Apply."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.finding import Light
from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel
from capdesk.ui.ready.light_line import LightLine
from capdesk.ui.settings.campaign_page import CampaignPage, ask_for_pack
from capdesk.ui.settings.key_page import KeyPage
from capdesk.ui.settings.page import Page, button
from capdesk.ui.settings.plain_pages import (
    AppearancePage,
    NetworkPage,
    PrivacyPage,
    StartPage,
)
from capdesk.ui.settings.staff_page import StaffPage
from capdesk.ui.settings.view import KeyState, Name, PackPreview, SettingsView
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

PRACTICE = (
    "Practice keeps nothing: what you choose here counts until practice mode is closed."
    " Everything else is set in CapDesk itself."
)
_TROUBLES_SHOWN = 3
_LINES = (54, 40)
_PRACTICE_LINES = (34, 30)


class SettingsDialog(QDialog):
    """Tells every change at once; whoever listens keeps it and answers with `show_…`."""

    changed = Signal(str, object)
    """Name of a setting (see `Name`) and its new value."""
    enter_key_wanted = Signal(str)
    """Environment whose key is to be asked for."""
    check_key_wanted = Signal(str)
    """Environment whose kept key the gateway is to be asked about."""
    delete_key_wanted = Signal(str)
    """Environment whose key is to be deleted; confirmed."""
    pack_opened = Signal(str)
    """Path of a pack to look at, not yet to take."""
    pack_taken = Signal()
    """Add the pack that `show_pack` showed last."""

    def __init__(
        self,
        view: SettingsView,
        *,
        proxy_problem: Callable[[str], str],
        parent: QWidget | None = None,
        ask_pack: Callable[[QWidget], str] = ask_for_pack,
    ) -> None:
        """Make the dialog.

        Args:
            view: What is in force.
            proxy_problem: Returns what is wrong with a proxy's address, as a sentence;
                empty if nothing is.
            parent: The window.
            ask_pack: Asks for a pack's file.
        """
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.keys = KeyPage()
        self.campaigns = CampaignPage(ask_pack)
        self.staff = StaffPage()
        self.privacy = PrivacyPage()
        self.network = NetworkPage(proxy_problem)
        self.appearance = AppearancePage()
        self.start = StartPage()
        self._is_practice = view.is_practice
        self.top = LightLine()
        """What holds for the whole of it: practice, or trouble with what IT has set."""
        self._message = PlainLabel(role="error", wrap=True)
        self._message.hide()
        self.contents = _contents(self._pages)
        self._shown = QStackedWidget()
        for page in self._pages:
            self._shown.addWidget(page)
        self.close_button = button("Close")
        self._build()
        self._connect()
        self.show_view(view)
        self.contents.setCurrentRow(0)
        resize_in_lines(self, *(_PRACTICE_LINES if self._is_practice else _LINES))

    @property
    def message(self) -> str:
        """What it says below the pages; empty if nothing."""
        return self._message.text()

    def show_page(self, page: Page) -> None:
        """Turn to a page, as if chosen in the list."""
        self.contents.setCurrentRow(self._pages.index(page))

    # What the program answers

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force now; what is just being typed is left alone."""
        for page in (
            self.keys,
            self.campaigns,
            self.staff,
            self.privacy,
            self.network,
            self.appearance,
            self.start,
        ):
            page.show_view(view)
        if view.is_practice:
            self.top.show_light(None, PRACTICE)
        else:
            light = Light.AMBER if view.troubles else None
            self.top.show_light(light, _shortened(view.troubles))

    def show_failure(self, name: str, sentence: str) -> None:
        """Say why a change could not be kept, where it was made.

        Args:
            name: Value of a `Name`; anything else, a key for example, is said below.
            sentence: Why, and what to do.
        """
        match name:
            case Name.RETENTION_DAYS | Name.CURTAIN_MINUTES:
                self.privacy.show_problem(Name(name), sentence)
            case Name.PROXY:
                self.network.show_problem(Name.PROXY, sentence)
            case Name.STAFF_NAMES:
                self.staff.show_problem(Name.STAFF_NAMES, sentence)
            case Name.START_AT_SIGN_IN:
                self.start.show_problem(Name.START_AT_SIGN_IN, sentence)
            case _:
                self._say(sentence)

    def show_key_state(self, environment: str, state: KeyState) -> None:
        """Show what has become known of a key."""
        self._say("")
        self.keys.show_key_state(environment, state)

    def show_verdict(self, environment: str, sentence: str, light: Light) -> None:
        """Say what the gateway made of a key."""
        self.keys.show_verdict(environment, sentence, light)

    def show_pack(self, preview: PackPreview) -> None:
        """Show what a pack would change, and ask."""
        self.campaigns.show_pack(preview)

    def show_pack_failure(self, sentence: str) -> None:
        """Say why a pack can't be used."""
        self.campaigns.show_pack_failure(sentence)

    def show_pack_added(self) -> None:
        """Say that the pack was added."""
        self.campaigns.show_pack_added()

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the rows again: the first time, they got their style only now."""
        super().showEvent(event)
        self.contents.doItemsLayout()

    # Inside

    @property
    def _pages(self) -> tuple[Page, ...]:
        if self._is_practice:
            return (self.appearance,)
        return (
            self.keys,
            self.campaigns,
            self.staff,
            self.privacy,
            self.network,
            self.appearance,
            self.start,
        )

    def _build(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(GRID_PX)
        across.addWidget(self.contents)
        self.contents.setHidden(self._is_practice)
        across.addWidget(self._shown, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._message, 1)
        foot.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * GRID_PX] * 4)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(self.top)
        layout.addLayout(across, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.contents.currentRowChanged.connect(self._shown.setCurrentIndex)
        self.close_button.clicked.connect(self.accept)
        for page in (
            self.staff,
            self.privacy,
            self.network,
            self.appearance,
            self.start,
        ):
            page.changed.connect(self._tell)
        self.keys.enter_key_wanted.connect(self.enter_key_wanted)
        self.keys.check_key_wanted.connect(self.check_key_wanted)
        self.keys.delete_key_wanted.connect(self.delete_key_wanted)
        self.campaigns.pack_opened.connect(self.pack_opened)
        self.campaigns.pack_taken.connect(self.pack_taken)

    def _tell(self, name: str, value: object) -> None:
        self._say("")
        self.changed.emit(name, value)

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)


def _shortened(troubles: tuple[str, ...]) -> str:
    lines = [*troubles[:_TROUBLES_SHOWN]]
    if (more := len(troubles) - _TROUBLES_SHOWN) > 0:
        lines.append(f"And {more} more: see Ready for the event? in the Help menu.")
    return "\n".join(lines)


def _contents(pages: tuple[Page, ...]) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName("Settings pages")
    for page in pages:
        made.addItem(page.title)
    # As wide as its longest title, whatever the size of the text.
    made.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
