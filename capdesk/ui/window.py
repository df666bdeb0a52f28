"""The window: form on the left, outbox on the right, strip above, queue line below."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capdesk.ui import theme
from capdesk.ui.commands import Commands
from capdesk.ui.environments import Kind, kind_of, shown_name
from capdesk.ui.form import FormRules, LeadForm
from capdesk.ui.menus import Menus
from capdesk.ui.outbox.queue_line import QueueLine
from capdesk.ui.practice_banner import PracticeBanner
from capdesk.ui.strip import Strip

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

WIDEST_FORM_CHARACTERS = 110
"""A form wider than this many average characters of its font takes eyes and mouse far."""


class MainWindow(QMainWindow):
    """Puts the parts beside each other and turns what people do into signals."""

    painted = Signal()
    """The window was painted for the first time and takes keys."""
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
        self.strip = Strip()
        self.form = LeadForm(rules)
        self.queue_line = QueueLine(self._colours)
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
        self._outbox_layout.addWidget(panel)
        # Made before it, but read after it.
        QWidget.setTabOrder(_stop_before(self), self.queue_line.button)
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
        self._down.insertWidget(self._down.indexOf(self.queue_line), line)
        for button in line.buttons:
            self._put_before_queue_line(button)
        return line

    @cached_property
    def attention(self) -> "AttentionBar":
        """The lines that say what needs a person."""
        from capdesk.ui.attention.bar import AttentionBar

        bar = AttentionBar(self._colours)
        bar.acted.connect(self.commands.act_on)
        self._down.insertWidget(self._down.indexOf(self.queue_line), bar)
        self._put_before_queue_line(bar.more)
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
        """Tell once that the window is there."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before leads are left unsent; a log-off closes no window, so asks nothing."""
        if self._unsent > 0 and not self._is_practice:
            from capdesk.ui.quit_question import may_quit

            if not may_quit(self, self._unsent):
                event.ignore()
                return
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Give the form as much room as its text needs."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and "_form_card" in self.__dict__:
            self._fit_form()

    # Inside

    def _build(self) -> None:
        title = "CapDesk practice" if self._is_practice else "CapDesk"
        self.setWindowTitle(title)
        self._form_card, form_layout = _card()
        form_layout.addWidget(self.form)
        outbox_card, self._outbox_layout = _card()
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.GRID_PX)
        halves.addWidget(self._form_card)
        halves.addWidget(outbox_card)
        self._form_card.setMinimumWidth(400)
        self._fit_form()
        outbox_card.setMinimumWidth(320)
        halves.setSizes([FIRST_SIZE.width() // 2] * 2)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        middle = QWidget()
        across = QVBoxLayout(middle)
        across.setContentsMargins(theme.GRID_PX, 0, theme.GRID_PX, 0)
        across.addWidget(halves)
        desk = QWidget()
        self._down = down = QVBoxLayout(desk)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        for part in (self.strip, middle, self.queue_line):
            down.addWidget(part, 1 if part is middle else 0)
        self._pages.addWidget(desk)
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

    def _fit_form(self) -> None:
        """Leave to the outbox what the form can't use of a wide screen."""
        character_px = self.fontMetrics().averageCharWidth()
        self._form_card.setMaximumWidth(WIDEST_FORM_CHARACTERS * character_px)

    def _put_before_queue_line(self, stop: QWidget) -> None:
        """Make Tab reach a part in the order in which it is read."""
        QWidget.setTabOrder(_stop_before(self.queue_line.button), stop)

    def _clear(self) -> None:
        from capdesk.ui.clearing import clear

        clear(self.form, self.notice)

    def _find(self) -> None:
        self.outbox.focus_find()


def _stop_before(widget: QWidget) -> QWidget:
    """Return the last part before a widget that may have the focus; itself if none."""
    before = widget.previousInFocusChain()
    while before is not None and before.focusPolicy() is QtCore.Qt.FocusPolicy.NoFocus:
        before = before.previousInFocusChain()
    return before or widget


def _card() -> tuple[QWidget, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(0, 0, 0, 0)
    return card, layout
