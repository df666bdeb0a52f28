"""The page of environments: where leads go, and whether their keys are there."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QVBoxLayout

from capdesk.domain.finding import Light
from capdesk.ui.announce import announce
from capdesk.ui.environments import shown_name
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.key_question import ASKING
from capdesk.ui.plain import PlainLabel
from capdesk.ui.ready.light_line import LightLine, shown_colours
from capdesk.ui.settings.page import Page, button, give_what_is_left, row_of
from capdesk.ui.settings.setting import LOCKED, Padlock
from capdesk.ui.settings.view import (
    KEY_WORDS,
    KeyState,
    KnownEnvironment,
    SettingsView,
)
from capdesk.ui.theme import GRID_PX
from capdesk.ui.wrapped_rows import wrap_rows

CHECK_HINT = "Check key asks the gateway with an empty lead; nothing is stored."
_HELD = {KeyState.IN_KEYRING, KeyState.FOR_SESSION}


class KeyPage(Page):
    """Each environment with its key; a key itself is never shown."""

    enter_key_wanted = Signal(str)
    check_key_wanted = Signal(str)
    delete_key_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(
            "Environment and key",
            "Leads go where their campaign says, each environment with a key of its own.",
        )
        self._known: tuple[KnownEnvironment, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("Environments")
        wrap_rows(self.list)
        give_what_is_left(self.list)
        self.enter_button = button("&Enter key…")
        self.check_button = button("&Check key")
        self.check_button.setAccessibleDescription(CHECK_HINT)
        self.delete_button = button("&Delete key…")
        self.padlock = Padlock()
        self.verdict = LightLine()
        self.question = _DeleteQuestion()
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.padlock)
        self.column.addLayout(
            row_of(self.enter_button, self.check_button, self.delete_button)
        )
        self.column.addWidget(self.verdict)
        self.column.addWidget(self.question)
        self.column.addWidget(PlainLabel(CHECK_HINT, role="hint", wrap=True))
        self.list.currentRowChanged.connect(self._turn_to)
        self.enter_button.clicked.connect(self._enter)
        self.check_button.clicked.connect(self._check)
        self.delete_button.clicked.connect(self._ask)
        self.question.keep_button.clicked.connect(self._keep)
        self.question.delete_button.clicked.connect(self._delete)

    @property
    def chosen(self) -> str:
        """The environment that the buttons are about; empty where there is none."""
        row = self.list.currentRow()
        return self._known[row].name if 0 <= row < len(self._known) else ""

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force; what was chosen stays so."""
        self._show_environments(view.environments)
        # The one environment that this computer takes leads for.
        self.padlock.setVisible("environment" in view.locked)

    def show_key_state(self, environment: str, state: KeyState) -> None:
        """Show what has become known of a key."""
        self._show_environments(
            tuple(
                replace(each, key=state) if each.name == environment else each
                for each in self._known
            )
        )

    def show_verdict(self, environment: str, sentence: str, light: Light) -> None:
        """Say what the gateway made of a key, unless another one is looked at by now."""
        if environment == self.chosen:
            self._fit()
            self.verdict.show_light(light, sentence)
            announce(self, sentence)

    def changeEvent(self, event: QEvent) -> None:
        """Paint the padlocks anew in another look, or beside larger text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._paint()

    def _paint(self) -> None:
        size_px = size_beside(self.fontMetrics())
        for row, each in enumerate(self._known):
            if each.managed:
                padlock = icon("padlock", shown_colours().muted, size_px)
                self.list.item(row).setIcon(padlock)

    def _show_environments(self, known: tuple[KnownEnvironment, ...]) -> None:
        if known == self._known:
            return
        chosen = self.chosen
        names = [each.name for each in known]
        self._known = known
        self.list.blockSignals(True)
        self.list.clear()
        for each in known:
            self.list.addItem(_line(each))
        self._paint()
        self.list.blockSignals(False)
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self._fit()

    def _turn_to(self) -> None:
        self.verdict.show_light(None, "")
        self.question.hide()
        self._fit()

    def _fit(self) -> None:
        states = {each.name: each.key for each in self._known}
        state = states.get(self.chosen)
        self.enter_button.setEnabled(state is not None)
        self.check_button.setEnabled(state in _HELD)
        self.delete_button.setEnabled(state in _HELD)

    def _enter(self) -> None:
        self.verdict.show_light(None, "")
        self.enter_key_wanted.emit(self.chosen)

    def _check(self) -> None:
        self.list.setFocus()  # a button that is disabled must not keep it
        self.check_button.setEnabled(False)
        self.verdict.show_light(None, ASKING)
        announce(self, ASKING)
        self.check_key_wanted.emit(self.chosen)

    def _ask(self) -> None:
        self.verdict.show_light(None, "")
        self.question.ask_about(shown_name(self.chosen))
        announce(self, self.question.text.text())

    def _keep(self) -> None:
        self.question.hide()
        self.delete_button.setFocus()

    def _delete(self) -> None:
        self.question.hide()
        self.list.setFocus()
        self.delete_key_wanted.emit(self.chosen)


def _line(known: KnownEnvironment) -> str:
    source = LOCKED.lower() if known.managed else known.source
    return (
        f"{shown_name(known.name)}: {KEY_WORDS[known.key].lower()}"
        f"\n{known.url} ({source})"
    )


class _DeleteQuestion(QFrame):
    """What it means to delete a key; the way back comes first."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problems")
        self.text = PlainLabel(wrap=True)
        self.keep_button = button("&Keep it")
        self.delete_button = button("Delete &it")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * GRID_PX] * 4)
        layout.setSpacing(GRID_PX)
        layout.addWidget(self.text)
        layout.addLayout(row_of(self.keep_button, self.delete_button))
        self.hide()

    def ask_about(self, name: str) -> None:
        """Ask whether the key of an environment is to be deleted."""
        self.text.setText(
            f"Delete the key for {name}? Leads for {name} then wait on this computer"
            " until a key is entered."
        )
        self.delete_button.setAccessibleDescription(self.text.text())
        self.show()
        self.keep_button.setFocus()
