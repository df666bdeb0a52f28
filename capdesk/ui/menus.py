"""The menu bar: every action by name, with its shortcut."""

from collections.abc import Sequence

from PySide6 import QtGui
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QMenuBar


class Menus(QObject):
    """Fills a menu bar and says which action was chosen.

    Its menus stand in the bar at once; what is in them is made by `fill`, and Qt's types
    for it as well, as the first paint shows none of it.
    """

    send = Signal()
    clear = Signal()
    use_suggestion = Signal()
    find = Signal()
    send_now = Signal()
    close_of_day = Signal()
    person = Signal()
    hand_over = Signal()
    take_over = Signal()
    ready_check = Signal()
    cover = Signal()
    larger_text = Signal()
    smaller_text = Signal()
    usual_text = Signal()
    settings = Signal()
    quit = Signal()
    open_pack = Signal()
    enter_api_key = Signal()
    practise = Signal()
    guide = Signal()
    shortcuts = Signal()
    about = Signal()
    answer_chosen = Signal(str)
    """Name of what the practice gateway shall do next."""

    def __init__(
        self, bar: QMenuBar, practice_answers: Sequence[tuple[str, str]]
    ) -> None:
        """Name the menus in the bar.

        Args:
            bar: The window's menu bar, empty.
            practice_answers: In practice mode, name and label of each thing the
                practice gateway can do, first the one it does now.
        """
        super().__init__(bar)
        self._practice_answers = practice_answers
        self._answers: dict[str, QtGui.QAction] = {}
        self._is_filled = False
        # Why there is no practice, and why no pack can be opened; empty where there is.
        self._no_practice = ""
        self._no_packs = ""
        self._lead = bar.addMenu("&Lead")
        self._outbox = bar.addMenu("Outbo&x")
        self._view = bar.addMenu("Vie&w")
        title = "P&ractice" if practice_answers else "&Campaigns"
        self._fourth = bar.addMenu(title)
        self._help = bar.addMenu("&Help")

    def fill(self) -> None:
        """Put all actions into the menus; once is enough."""
        if self._is_filled:
            return
        self._is_filled = True
        self._fill_lead(self._lead)
        self._fill_outbox(self._outbox, is_practice=bool(self._practice_answers))
        self._fill_view(self._view)
        if self._practice_answers:
            self._fill_practice(self._fourth, self._practice_answers)
        else:
            self._fill_campaigns(self._fourth)
        self._fill_help(self._help)

    def check_answer(self, name: str) -> None:
        """Tick what the practice gateway does now."""
        self.fill()
        self._answers[name].setChecked(True)

    def forbid_practice(self, why: str) -> None:
        """Show in the menu that there is no practice, and why; before it is filled."""
        self._no_practice = why.removesuffix(".")

    def forbid_packs(self, why: str) -> None:
        """Show in the menu that no pack can be opened, and why; before it is filled."""
        self._no_packs = why.removesuffix(".")

    def _fill_lead(self, menu: QMenu) -> None:
        send = menu.addAction("&Send", self.send.emit)
        send.setShortcuts(
            [QtGui.QKeySequence("Ctrl+Return"), QtGui.QKeySequence("Ctrl+Enter")]
        )
        menu.addAction("&Clear the form", QtGui.QKeySequence("Ctrl+N"), self.clear.emit)
        menu.addAction(
            "&Use the suggestion", QtGui.QKeySequence("Alt+U"), self.use_suggestion.emit
        )
        menu.addSeparator()
        # On a Mac, Qt moves both into the program's own menu.
        menu.addAction("Se&ttings…", QtGui.QKeySequence("Ctrl+,"), self.settings.emit)
        menu.addAction("&Quit", QtGui.QKeySequence("Ctrl+Q"), self.quit.emit)

    def _fill_outbox(self, menu: QMenu, *, is_practice: bool) -> None:
        menu.addAction("&Find", QtGui.QKeySequence("Ctrl+F"), self.find.emit)
        menu.addAction("Send &now", self.send_now.emit)
        menu.addSeparator()
        menu.addAction("&Close of day…", self.close_of_day.emit)
        menu.addAction("What is held about a &person…", self.person.emit)
        menu.addSeparator()
        for action in (
            menu.addAction("&Hand over unsent leads…", self.hand_over.emit),
            menu.addAction("&Take leads over…", self.take_over.emit),
        ):
            # Practice keeps nothing, so it has nothing to give and must take nothing.
            action.setEnabled(not is_practice)

    def _fill_view(self, menu: QMenu) -> None:
        menu.addAction(
            "&Cover everything", QtGui.QKeySequence("Ctrl+L"), self.cover.emit
        )
        menu.addSeparator()
        larger = menu.addAction("&Larger text", self.larger_text.emit)
        # Where `+` is a letter with Shift, `=` is the key that people press.
        larger.setShortcuts(
            [QtGui.QKeySequence("Ctrl+="), QtGui.QKeySequence("Ctrl++")]
        )
        menu.addAction(
            "&Smaller text", QtGui.QKeySequence("Ctrl+-"), self.smaller_text.emit
        )
        menu.addAction(
            "&Usual text size", QtGui.QKeySequence("Ctrl+0"), self.usual_text.emit
        )

    def _fill_help(self, menu: QMenu) -> None:
        menu.addAction("&Guide", QtGui.QKeySequence("F1"), self.guide.emit)
        menu.addAction("&Keyboard shortcuts", self.shortcuts.emit)
        menu.addAction("&Ready for the event?", self.ready_check.emit)
        menu.addSeparator()
        menu.addAction("&About CapDesk", self.about.emit)

    def _fill_campaigns(self, menu: QMenu) -> None:
        open_pack = menu.addAction("&Open a campaign pack…", self.open_pack.emit)
        menu.addAction("&Enter the API key…", self.enter_api_key.emit)
        menu.addSeparator()
        practise = menu.addAction("&Try practice mode", self.practise.emit)
        for action, why_not in (
            (open_pack, self._no_packs),
            (practise, self._no_practice),
        ):
            if why_not:
                action.setText(why_not)
                action.setEnabled(False)

    def _fill_practice(self, menu: QMenu, answers: Sequence[tuple[str, str]]) -> None:
        # Not a section: under a style sheet Qt shows no more of those than a line.
        menu.addAction("The gateway will").setEnabled(False)
        group = QtGui.QActionGroup(menu)
        for place, (name, label) in enumerate(answers):
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(place == 0)
            action.setData(name)
            group.addAction(action)
            self._answers[name] = action
        group.triggered.connect(self._answer_triggered)

    def _answer_triggered(self, action: "QtGui.QAction") -> None:
        self.answer_chosen.emit(str(action.data()))
