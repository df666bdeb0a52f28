"""Asks for the API key of an environment, and lets go of it as soon as it is kept."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.finding import Light
from capdesk.ui.announce import announce
from capdesk.ui.environments import shown_name
from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton
from capdesk.ui.ready.light_line import LightLine
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

WAIT_MS = 300
"""A keyring that answers sooner is not worth a word."""
WAITING = "Waiting for your keyring… It may be asking for a password in another window."
ASKING = "Asking the gateway…"
CHECK_HINT = (
    "Check key asks the gateway with an empty lead; nothing is stored. You need not"
    " check it."
)

_IN_KEYRING = "It is kept in this computer's keyring and never shown again."
_IN_SESSION = (
    "This computer has no keyring, so it is kept until CapDesk closes; you will be asked"
    " again next time."
)
_MISSING = "Type or paste the key first."
_LINES = (32, 15)


class KeyForm(QWidget):
    """The field for a key and what is said about it; the buttons are its owner's."""

    key_given = Signal(str)
    check_wanted = Signal(str)

    def __init__(self, environment: str, *, session_only: bool = False) -> None:
        """Make the form, empty.

        Args:
            environment: Whose key.
            session_only: Whether there is no keyring, so that the key goes when CapDesk
                closes.
        """
        super().__init__()
        name = shown_name(environment)
        self._checked = ""
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.field.setAccessibleName(f"API key for {name}")
        self.field.setPlaceholderText("Paste the key that CAP sent")
        self.check_button = PushButton("Chec&k key")
        self.check_button.setAccessibleName("Check key")
        self.check_button.setAccessibleDescription(CHECK_HINT)
        self.said = PlainLabel(wrap=True)
        self.verdict = LightLine()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._say_waiting)
        self._build(name, _IN_SESSION if session_only else _IN_KEYRING)
        self.field.textEdited.connect(self._edited)
        self.check_button.clicked.connect(self._check)
        self._say("")

    def give(self) -> None:
        """Hand over the key, if there is one to hand over."""
        if self.field.isReadOnly():
            return
        if key := self._typed():
            self.key_given.emit(key)

    def show_busy(self) -> None:
        """Wait for the keyring, and say so if that takes longer than a moment."""
        self._set_busy(busy=True)
        self._say("")
        self._wait.start()

    def show_failure(self, sentence: str) -> None:
        """Say why the key was not kept; it stays as typed."""
        self._set_busy(busy=False)
        self._say(sentence, "error")
        self.field.setFocus()

    def show_verdict(self, sentence: str, light: Light) -> None:
        """Say what the gateway made of the key; unless that is another one by now."""
        if self.field.text().strip() == self._checked:
            self.check_button.setEnabled(True)
            self._say("")
            self.verdict.show_light(light, sentence)
            announce(self, sentence)

    def clear(self) -> None:
        """Let go of the key, and of all that was said about it."""
        self._checked = ""
        self.field.clear()
        self._set_busy(busy=False)
        self._edited()

    def _build(self, name: str, kept: str) -> None:
        label = PlainLabel(f"&API key for {name.replace('&', '&&')}", role="muted")
        label.setBuddy(self.field)
        across = QHBoxLayout()
        across.setSpacing(GRID_PX)
        across.addWidget(self.field, 1)
        across.addWidget(self.check_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID_PX)
        layout.addWidget(label)
        layout.addLayout(across)
        layout.addWidget(self.said)
        layout.addWidget(self.verdict)
        layout.addWidget(PlainLabel(kept, wrap=True))
        layout.addWidget(PlainLabel(CHECK_HINT, role="hint", wrap=True))

    def _typed(self) -> str:
        key = self.field.text().strip()
        if not key:
            self._say(_MISSING, "error")
            self.field.setFocus()
        return key

    def _edited(self) -> None:
        self.check_button.setEnabled(not self.field.isReadOnly())
        self._say("")

    def _check(self) -> None:
        if key := self._typed():
            self._checked = key
            self.field.setFocus()  # a button that is disabled must not keep it
            self.check_button.setEnabled(False)
            self._say(ASKING, "muted")
            self.check_wanted.emit(key)

    def _set_busy(self, *, busy: bool) -> None:
        self._wait.stop()
        # Read-only rather than disabled: the focus stays.
        self.field.setReadOnly(busy)
        self.check_button.setEnabled(not busy)

    def _say_waiting(self) -> None:
        self._say(WAITING, "muted")

    def _say(self, text: str, role: str = "") -> None:
        self.verdict.show_light(None, "")
        self.said.set_role(role)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text:
            announce(self, text, urgent=role == "error")


class KeyQuestion(QDialog):
    """The form in a dialog; whoever listens answers with `show_…` or `done_well`."""

    key_given = Signal(str)
    """The key, trimmed."""
    check_wanted = Signal(str)
    """The key as it is typed at present: ask the gateway what it makes of it."""

    def __init__(
        self, parent: QWidget | None, environment: str, *, session_only: bool = False
    ) -> None:
        """Make the dialog.

        Args:
            parent: The window.
            environment: Whose key.
            session_only: See `KeyForm`.
        """
        super().__init__(parent)
        self.setWindowTitle(f"API key for {shown_name(environment)}")
        self.form = KeyForm(environment, session_only=session_only)
        self.form.key_given.connect(self.key_given)
        self.form.check_wanted.connect(self.check_wanted)
        self.keep_button = QPushButton("Keep key")
        self.keep_button.setProperty("role", "primary")
        self.keep_button.setDefault(True)
        self.keep_button.clicked.connect(self.form.give)
        self.cancel_button = PushButton("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(GRID_PX)
        foot.addStretch()
        foot.addWidget(self.keep_button)
        foot.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * GRID_PX] * 4)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(self.form)
        layout.addStretch()
        layout.addLayout(foot)
        resize_in_lines(self, *_LINES)
        self.form.field.setFocus()

    def show_busy(self) -> None:
        """See `KeyForm.show_busy`."""
        self.keep_button.setEnabled(False)
        self.form.show_busy()

    def show_failure(self, sentence: str) -> None:
        """See `KeyForm.show_failure`."""
        self.keep_button.setEnabled(True)
        self.form.show_failure(sentence)

    def show_verdict(self, sentence: str, light: Light) -> None:
        """See `KeyForm.show_verdict`."""
        self.form.show_verdict(sentence, light)

    def done_well(self) -> None:
        """Close: the key is kept."""
        self.accept()

    def done(self, result: int) -> None:
        """Let go of the key however the dialog is closed: by a button, Esc or its X."""
        self.form.clear()
        super().done(result)
