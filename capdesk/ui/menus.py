"""The menu bar: every action by name, with its shortcut."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


class Menus(QObject):
    """Fills a menu bar and says which action was chosen."""

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
        """Fill the bar.

        Args:
            bar: The window's menu bar, empty.
            practice_answers: In practice mode, name and label of each thing the
                practice gateway can do, first the one it does now.
        """
        super().__init__(bar)
        self._answers: dict[str, QAction] = {}
        self._practise: QAction | None = None
        self._open_pack: QAction | None = None
        self._fill_lead(bar.addMenu("&Lead"))
        self._fill_outbox(bar.addMenu("Outbo&x"), is_practice=bool(practice_answers))
        self._fill_view(bar.addMenu("Vie&w"))
        if practice_answers:
            self._fill_practice(bar.addMenu("P&ractice"), practice_answers)
        else:
            self._fill_campaigns(bar.addMenu("&Campaigns"))
        self._fill_help(bar.addMenu("&Help"))

    def check_answer(self, name: str) -> None:
        """Tick what the practice gateway does now."""
        self._answers[name].setChecked(True)

    def forbid_practice(self, why: str) -> None:
        """Show in the menu that there is no practice, and why."""
        if self._practise is not None:
            self._practise.setText(why.removesuffix("."))
            self._practise.setEnabled(False)

    def forbid_packs(self, why: str) -> None:
        """Show in the menu that no pack can be opened, and why."""
        if self._open_pack is not None:
            self._open_pack.setText(why.removesuffix("."))
            self._open_pack.setEnabled(False)

    def _fill_lead(self, menu: QMenu) -> None:
        send = menu.addAction("&Send", self.send.emit)
        send.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        menu.addAction("&Clear the form", QKeySequence("Ctrl+N"), self.clear.emit)
        menu.addAction(
            "&Use the suggestion", QKeySequence("Alt+U"), self.use_suggestion.emit
        )
        menu.addSeparator()
        # On a Mac, Qt moves both into the program's own menu.
        menu.addAction("Se&ttings…", QKeySequence("Ctrl+,"), self.settings.emit)
        menu.addAction("&Quit", QKeySequence("Ctrl+Q"), self.quit.emit)

    def _fill_outbox(self, menu: QMenu, *, is_practice: bool) -> None:
        menu.addAction("&Find", QKeySequence("Ctrl+F"), self.find.emit)
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
        menu.addAction("&Cover everything", QKeySequence("Ctrl+L"), self.cover.emit)
        menu.addSeparator()
        larger = menu.addAction("&Larger text", self.larger_text.emit)
        # Where `+` is a letter with Shift, `=` is the key that people press.
        larger.setShortcuts([QKeySequence("Ctrl+="), QKeySequence("Ctrl++")])
        menu.addAction("&Smaller text", QKeySequence("Ctrl+-"), self.smaller_text.emit)
        menu.addAction("&Usual text size", QKeySequence("Ctrl+0"), self.usual_text.emit)

    def _fill_help(self, menu: QMenu) -> None:
        menu.addAction("&Guide", QKeySequence("F1"), self.guide.emit)
        menu.addAction("&Keyboard shortcuts", self.shortcuts.emit)
        menu.addAction("&Ready for the event?", self.ready_check.emit)
        menu.addSeparator()
        menu.addAction("&About CapDesk", self.about.emit)

    def _fill_campaigns(self, menu: QMenu) -> None:
        self._open_pack = menu.addAction("&Open a campaign pack…", self.open_pack.emit)
        menu.addAction("&Enter the API key…", self.enter_api_key.emit)
        menu.addSeparator()
        self._practise = menu.addAction("&Try practice mode", self.practise.emit)

    def _fill_practice(self, menu: QMenu, answers: Sequence[tuple[str, str]]) -> None:
        # Not a section: under a style sheet Qt shows no more of those than a line.
        menu.addAction("The gateway will").setEnabled(False)
        group = QActionGroup(menu)
        for place, (name, label) in enumerate(answers):
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(place == 0)
            action.setData(name)
            group.addAction(action)
            self._answers[name] = action
        group.triggered.connect(self._answer_triggered)

    def _answer_triggered(self, action: QAction) -> None:
        self.answer_chosen.emit(str(action.data()))
