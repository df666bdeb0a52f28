"""What the window does by itself when a menu or a banner asks for it."""

from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from capdesk.ui.menus import Menus

if TYPE_CHECKING:
    from capdesk.ui.attention import Cause
    from capdesk.ui.help.pages import Page
    from capdesk.ui.window import MainWindow


class Commands(QObject):
    """Opens the guide and small dialogs, covers the window, sets size of text and look.

    Attributes:
        text_percent: Size of text that *Larger text* starts from, in per cent.
        folder: The data folder, for *About*; None in practice mode.
    """

    pack_chosen = Signal(str)
    """Path of a campaign pack."""
    api_key_wanted = Signal(str)
    """Environment to ask a key for; empty for that of the chosen campaign."""
    unlock_wanted = Signal()
    """Ask again for what opens the leads."""
    try_again = Signal(str)
    """Environment whose queue is to be tried again at once."""
    open_sign_in_page = Signal(str)
    """Environment whose gateway a sign-in page stands before."""
    text_percent_chosen = Signal(int)
    settings_wanted = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.text_percent = 100
        self.folder: Path | None = None

    def join(self, menus: Menus) -> None:
        """Answer these menus."""
        menus.open_pack.connect(self.choose_pack)
        menus.enter_api_key.connect(self._enter_api_key)
        menus.cover.connect(self._cover)
        menus.larger_text.connect(self._enlarge_text)
        menus.smaller_text.connect(self._reduce_text)
        menus.usual_text.connect(self._reset_text)
        menus.settings.connect(self.settings_wanted)
        menus.guide.connect(self._show_guide)
        menus.shortcuts.connect(self._show_shortcuts)
        menus.about.connect(self._about)

    def choose_pack(self) -> None:
        """Ask for a campaign pack."""
        from capdesk.ui.file_choice import file_to_open

        kinds = "Campaign packs (*.json);;All files (*)"
        if path := file_to_open(self._window, "Open a campaign pack", kinds):
            self.pack_chosen.emit(path)

    def act_on(self, cause: "Cause", environment: str) -> None:
        """Do what the button of a banner says."""
        from capdesk.domain.entry import Status
        from capdesk.ui.attention import Cause
        from capdesk.ui.help.pages import Page

        match Cause(cause):
            case Cause.KEY_REFUSED | Cause.KEY_MISSING:
                self.api_key_wanted.emit(environment)
            case Cause.MISCONFIGURED:
                self.try_again.emit(environment)
            case Cause.SIGN_IN_PAGE:
                self.open_sign_in_page.emit(environment)
            case Cause.NEEDS_FIXING:
                self._window.outbox.show_statuses({Status.NEEDS_FIXING})
            case Cause.MAY_HAVE_ARRIVED:
                self._window.outbox.show_statuses({Status.MAY_HAVE_ARRIVED})
            case Cause.LOCKED:
                self.unlock_wanted.emit()
            case Cause.OUTBOX:
                self._show_page(Page.TROUBLE)
            case _ as unknown:
                assert_never(unknown)

    def _enter_api_key(self) -> None:
        self.api_key_wanted.emit("")

    def _cover(self) -> None:
        self._window.curtain.cover()

    # Size of text and look

    def _enlarge_text(self) -> None:
        from capdesk.ui.text_size import larger

        self.choose_text(larger(self.text_percent))

    def _reduce_text(self) -> None:
        from capdesk.ui.text_size import smaller

        self.choose_text(smaller(self.text_percent))

    def _reset_text(self) -> None:
        self.choose_text(100)

    def choose_text(self, percent: int) -> None:
        """Give the whole program text of this size; see `text_size.SIZES_PERCENT`."""
        from capdesk.ui.text_size import apply_text_size, keep_on_screen

        self.text_percent = percent
        apply_text_size(_app(), percent)
        # Its icon is as large as its text; it has no eye for fonts of its own, because
        # it is made before the first paint.
        self._window.queue_line.set_colours(self._window.colours)
        keep_on_screen(self._window)
        self.text_percent_chosen.emit(percent)

    def choose_look(self, look: str) -> None:
        """Show the whole program light, dark, or as the system is from now on."""
        from capdesk.ui import theme

        theme.set_look(_app(), look)
        theme.tell_platform(_app(), look)
        self._window.follow_theme()

    # Help

    def _show_guide(self) -> None:
        from capdesk.ui.help.pages import Page
        from capdesk.ui.help.window import show_guide

        show_guide(
            self._window, Page.FIXING if self._window.form.is_correcting else None
        )

    def _show_shortcuts(self) -> None:
        from capdesk.ui.help.pages import Page

        self._show_page(Page.SHORTCUTS)

    def _show_page(self, page: "Page") -> None:
        from capdesk.ui.help.window import show_guide

        show_guide(self._window, page)

    def _about(self) -> None:
        from capdesk.ui.help.about import show_about

        show_about(self._window, self.folder)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - for the type checker
    return app
