"""Asks for the passphrase that opens the leads, or has one chosen."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton
from capdesk.ui.secret_field import SecretField, with_label
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

WAIT_MS = 300
"""An answer that comes sooner is not worth a word."""
WAITING = "Opening the leads…"
MISSING = "Type the passphrase first."
DIFFER = "The two passphrases differ. Type the second one again."
CANNOT_BE_RECOVERED = (
    "Nobody can open the leads without it. It can’t be found out or reset, not even by"
    " support: write it down and keep it away from this computer."
)

_ASKED = (
    "The leads on this computer are opened by a passphrase. Until it is given no lead can"
    " be kept or sent; those that are here stay safe."
)
_CHOSEN = (
    (
        "This computer has no keyring, so a passphrase locks the leads instead. CapDesk"
        " asks for it each time it is opened."
    ),
    CANNOT_BE_RECOVERED,
    "API keys are not kept: you are asked for them each time, too.",
)
_ASK_LINES = (32, 15)
_CHOOSE_LINES = (34, 25)


class PassphraseQuestion(QDialog):
    """One field to open the leads, two to choose what opens them.

    Whoever listens answers with `show_failure`, until it is `done_well`.
    """

    passphrase_given = Signal(str)
    """As typed: spaces count."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        fault_of: Callable[[str], str] | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            parent: The window.
            fault_of: Where a passphrase is to be chosen: why one can't be taken, as a
                sentence; empty if it can. None where the one that was chosen is asked
                for.
        """
        super().__init__(parent)
        self._fault_of = fault_of
        chooses = fault_of is not None
        self.setWindowTitle("Choose a passphrase" if chooses else "Passphrase")
        self.field = SecretField("New passphrase" if chooses else "Passphrase")
        self.repeated = SecretField("New passphrase once more") if chooses else None
        self.shown = QCheckBox("&Show what is typed")
        self.shown.toggled.connect(self._show_typed)
        self.said = PlainLabel(wrap=True)
        self.said.hide()
        self.give_button = QPushButton("Use this passphrase" if chooses else "Open")
        self.give_button.setProperty("role", "primary")
        self.give_button.setDefault(True)
        self.give_button.clicked.connect(self._give)
        self.later_button = PushButton("Not now")
        self.later_button.clicked.connect(self.reject)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._say_waiting)
        self._build()
        for field in self._fields:
            field.textEdited.connect(self._edited)
        self.field.setFocus()

    def show_failure(self, sentence: str) -> None:
        """Say why it does not open the leads; what was typed can be typed over."""
        self._set_busy(busy=False)
        self._say(sentence, "error")
        self.field.selectAll()
        self.field.setFocus()

    def done_well(self) -> None:
        """Close: the leads are open."""
        self.accept()

    def done(self, result: int) -> None:
        """Let go of what was typed however the dialog is closed."""
        self._wait.stop()
        for field in self._fields:
            field.wipe()
        super().done(result)

    @property
    def _fields(self) -> tuple[SecretField, ...]:
        return (self.field,) if self.repeated is None else (self.field, self.repeated)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * GRID_PX] * 4)
        layout.setSpacing(2 * GRID_PX)
        if self.repeated is None:
            layout.addWidget(PlainLabel(_ASKED, wrap=True))
            layout.addLayout(with_label("&Passphrase", self.field))
        else:
            for sentence in _CHOSEN:
                layout.addWidget(PlainLabel(sentence, wrap=True))
            layout.addLayout(with_label("New &passphrase", self.field))
            layout.addLayout(with_label("&Once more", self.repeated))
        layout.addWidget(self.shown)
        layout.addWidget(self.said)
        layout.addStretch()
        foot = QHBoxLayout()
        foot.setSpacing(GRID_PX)
        foot.addStretch()
        foot.addWidget(self.give_button)
        foot.addWidget(self.later_button)
        layout.addLayout(foot)
        resize_in_lines(self, *(_ASK_LINES if self.repeated is None else _CHOOSE_LINES))

    def _give(self) -> None:
        if self.field.isReadOnly():
            return
        text = self.field.text()
        if not text:
            self._refuse(MISSING, self.field)
        elif self._fault_of is not None and (fault := self._fault_of(text)):
            self._refuse(fault, self.field)
        elif self.repeated is not None and self.repeated.text() != text:
            # Whoever presses Enter after the first comes to the second.
            self._refuse(DIFFER if self.repeated.text() else "", self.repeated)
        else:
            self._set_busy(busy=True)
            self._say("")
            self._wait.start()
            self.passphrase_given.emit(text)

    def _refuse(self, sentence: str, field: SecretField) -> None:
        self._say(sentence, "error")
        field.selectAll()
        field.setFocus()

    def _edited(self) -> None:
        self._say("")

    def _show_typed(self, shown: bool) -> None:
        for field in self._fields:
            field.set_shown(shown=shown)

    def _set_busy(self, *, busy: bool) -> None:
        self._wait.stop()
        for field in self._fields:
            # Read-only rather than disabled: the focus stays.
            field.setReadOnly(busy)
        self.give_button.setEnabled(not busy)

    def _say_waiting(self) -> None:
        self._say(WAITING, "muted")

    def _say(self, text: str, role: str = "") -> None:
        self.said.set_role(role)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text:
            announce(self, text, urgent=role == "error")
