"""The window: its pages, its look, and what people do in it as signals."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from capdesk.ui import theme
from capdesk.ui.commands import Commands
from capdesk.ui.desk_page import DeskPage
from capdesk.ui.environments import Kind, kind_of, shown_name
from capdesk.ui.form import FormRules
from capdesk.ui.menus import Menus
from capdesk.ui.practice_banner import PracticeBanner

if TYPE_CHECKING:
    from capdesk.ui.attention import Banner
    from capdesk.ui.attention.bar import AttentionBar
    from capdesk.ui.curtain import Curtain
    from capdesk.ui.notice import Notice
    from capdesk.ui.outbox.panel import OutboxPanel
    from capdesk.ui.start_page import StartPage

FIRST_SIZE = QSize(1240, 700)
"""Fits a 1366×768 laptop screen with its panels."""

TITLE_AND_EDGES = QSize(8, 40)


class MainWindow(QMainWindow):
    """Holds the parts and turns what people do into signals.

    Attributes:
        strip: Environment, campaign and staff name.
        form: What is typed.
        queue_line: How sending is going.
    """

    painted = Signal()
    """The window and all in it were painted for the first time; it takes keys."""
    send_now = Signal()
    practise = Signal()
    practice_answer = Signal(str)
    close_of_day = Signal()
    person = Signal()
    hand_over = Signal()
    take_over = Signal()
    ready_check = Signal()

    def __init__(
        self,
        rules: FormRules,
        practice_answers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Make what the first painted window shows; `complete` makes the rest.

        Args:
            rules: What the form asks about texts and answers.
            practice_answers: In practice mode, name and label of each thing the
                practice gateway can do, first the one it does now.
        """
        super().__init__()
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - for the type checker
        self._app = app
        self._colours = theme.shown(app)
        self._is_practice = bool(practice_answers)
        self._was_painted = False
        self._is_complete = False
        self.idle_after_ms = 5 * 60 * 1_000
        """How long nobody has to touch anything before it is covered; 0 for never."""
        self._unsent = 0
        # Why there is no practice on this computer; empty where there is.
        self._no_practice = ""
        # Why no pack can be opened here; empty where one can.
        self._no_packs = ""
        self._desk = desk = DeskPage(rules, self._colours, FIRST_SIZE.width() // 2)
        self.strip, self.form, self.queue_line = desk.strip, desk.form, desk.queue_line
        self.banner = PracticeBanner(practice_answers) if practice_answers else None
        self._pages = QStackedWidget()
        self.commands = Commands(self)
        self._build()
        self._menus = Menus(self.menuBar(), practice_answers)
        self._connect()

    def complete(self) -> None:
        """Make what the first painted window did not have to wait for; once is enough."""
        if self._is_complete:
            return
        self._is_complete = True
        self._menus.fill()
        self.form.complete()
        self.curtain.set_idle_after(self.idle_after_ms)
        self.outbox.show()
        self.follow_theme()

    # Parts that are made when they are first needed

    @cached_property
    def outbox(self) -> "OutboxPanel":
        """The leads on this computer."""
        from capdesk.ui.outbox.panel import OutboxPanel

        panel = OutboxPanel(self._colours)
        self._desk.put_outbox(panel)
        return panel

    @cached_property
    def curtain(self) -> "Curtain":
        """What covers the window."""
        from capdesk.ui.curtain import Curtain

        return Curtain(self)

    @cached_property
    def start_page(self) -> "StartPage":
        """The page of the first run."""
        from capdesk.ui.start_page import StartPage

        page = StartPage()
        page.open_pack.connect(self.commands.choose_pack)
        page.practise.connect(self.practise)
        if self._no_practice:
            page.forbid_practice(self._no_practice)
        if self._no_packs:
            page.forbid_packs(self._no_packs)
        self._pages.addWidget(page)
        return page

    @cached_property
    def notice(self) -> "Notice":
        """The line that says what has just been done."""
        from capdesk.ui.notice import Notice

        line = Notice()
        self._desk.put_line(line, *line.buttons)
        return line

    @cached_property
    def attention(self) -> "AttentionBar":
        """The lines that say what needs a person."""
        from capdesk.ui.attention.bar import AttentionBar

        bar = AttentionBar(self._colours)
        bar.acted.connect(self.commands.act_on)
        self._desk.put_line(bar, bar.more)
        return bar

    # What the program asks of it

    def show_desk(self) -> None:
        """Show form and outbox."""
        self._pages.setCurrentIndex(0)
        if self.strip.campaign.currentIndex() < 0:
            self.strip.campaign.setFocus()  # nothing can be sent without one
        else:
            self.form.focus_first()

    def show_start(self) -> None:
        """Show the first-run page: there is no campaign yet."""
        self._pages.setCurrentWidget(self.start_page)
        self.start_page.pack_button.setFocus()

    def set_environment(self, environment: str) -> None:
        """Show where leads go, by name, colour and title; empty where none is chosen."""
        self.strip.set_environment(environment)
        kind = kind_of(environment) if environment else Kind.PRODUCTION
        theme.set_accent(self._app, kind)
        self._show_colours(theme.shown(self._app))
        if not self._is_practice:
            name = f" – {shown_name(environment)}" if environment else ""
            self.setWindowTitle(f"CapDesk{name}")

    def forbid_practice(self, why: str) -> None:
        """Offer practice mode no more, and say why."""
        self._no_practice = why
        self._menus.forbid_practice(why)
        if "start_page" in self.__dict__:
            self.start_page.forbid_practice(why)

    def forbid_packs(self, why: str) -> None:
        """Offer to open campaign packs no more, and say why."""
        self._no_packs = why
        self._menus.forbid_packs(why)
        if "start_page" in self.__dict__:
            self.start_page.forbid_packs(why)

    def show_attention(self, banners: "Sequence[Banner]") -> None:
        """Show what needs a person; most desks never need one."""
        if banners or "attention" in self.__dict__:
            self.attention.show_banners(banners)

    @property
    def colours(self) -> theme.Colours:
        """The look, for dialogs that paint something themselves."""
        return self._colours

    def set_unsent(self, count: int) -> None:
        """Note how many leads would be left unsent if the window closed."""
        self._unsent = count

    def bring_to_front(self) -> None:
        """Come up before other windows: somebody started CapDesk again."""
        self.setWindowState(self.windowState() & ~QtCore.Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is there, when all that is in it is."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # Its fields are painted after it, then all is shown, and then timers run.
            QTimer.singleShot(0, self._tell_painted)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before leads are left unsent; a log-off closes no window, so asks nothing."""
        if self._unsent > 0 and not self._is_practice:
            from capdesk.ui.quit_question import may_quit

            if not may_quit(self, self._unsent):
                event.ignore()
                return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Have Enter press the button that has the focus, as in dialogs; Qt would not."""
        keys, button = QtCore.Qt.Key, self.focusWidget()
        is_enter = event.key() in {keys.Key_Return, keys.Key_Enter}
        if is_enter and isinstance(button, QPushButton | QToolButton):
            button.click()
        else:
            super().keyPressEvent(event)

    # Inside

    def _tell_painted(self) -> None:
        self.painted.emit()
        # Before the first key is looked at, which may be one of their shortcuts.
        self._menus.fill()

    def _build(self) -> None:
        title = "CapDesk practice" if self._is_practice else "CapDesk"
        self.setWindowTitle(title)
        self._pages.addWidget(self._desk)
        frame = QFrame()
        around = QVBoxLayout(frame)
        around.setSpacing(0)
        around.setContentsMargins(0, 0, 0, 0)
        if self.banner is not None:
            frame.setObjectName("practice-frame")
            around.addWidget(self.banner)
        around.addWidget(self._pages)
        self.setCentralWidget(frame)
        self.resize(FIRST_SIZE.boundedTo(self._room_on_screen()))

    def _room_on_screen(self) -> QSize:
        """Return the most the window may take, its title bar and edges left out."""
        return self.screen().availableGeometry().size() - TITLE_AND_EDGES

    def _connect(self) -> None:
        self._app.styleHints().colorSchemeChanged.connect(self.follow_theme)
        self.strip.campaign_chosen.connect(self.form.set_campaign)
        self.strip.staff_name_changed.connect(self.form.set_staff_name)
        self.form.cleared.connect(self._clear)
        self.queue_line.send_now.connect(self.send_now)
        menus = self._menus
        menus.send.connect(self.form.request_send)
        menus.clear.connect(self._clear)
        menus.use_suggestion.connect(self.form.take_suggestion)
        menus.find.connect(self._find)
        menus.send_now.connect(self.send_now)
        menus.close_of_day.connect(self.close_of_day)
        menus.person.connect(self.person)
        menus.hand_over.connect(self.hand_over)
        menus.take_over.connect(self.take_over)
        menus.ready_check.connect(self.ready_check)
        menus.practise.connect(self.practise)
        menus.quit.connect(self.close)
        self.commands.join(menus)
        if self.banner is not None:
            # Menu and banner are two ways to one choice.
            menus.answer_chosen.connect(self.banner.choose)
            self.banner.answer_chosen.connect(menus.check_answer)
            self.banner.answer_chosen.connect(self.practice_answer)

    def follow_theme(self) -> None:
        """Show the colours of the look that is chosen or the system's now."""
        self._show_colours(theme.current(self._app))

    def _show_colours(self, colours: theme.Colours) -> None:
        if colours == self._colours:
            return
        self._colours = colours
        if self._app.styleSheet():
            theme.apply(self._app, colours)
        else:  # at the start the style sheet comes once everything is in its place
            self._app.setPalette(theme.palette(colours))
        self.queue_line.set_colours(colours)
        if "outbox" in self.__dict__:
            self.outbox.set_colours(colours)
        if "attention" in self.__dict__:
            self.attention.set_colours(colours)

    def _clear(self) -> None:
        from capdesk.ui.clearing import clear

        clear(self.form, self.notice)

    def _find(self) -> None:
        self.outbox.focus_find()
