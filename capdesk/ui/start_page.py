"""The first thing to see where no campaign is there yet: three steps to the first lead."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from capdesk.ui.announce import announce
from capdesk.ui.plain import PlainLabel

if TYPE_CHECKING:
    from capdesk.domain.finding import Light
    from capdesk.ui.key_question import KeyForm

CARD_WIDTH_PX = 560
STEPS = ("Campaign pack", "API key", "Ready")

_PACK, _KEY, _READY = range(3)
_WORDS = (
    "CapDesk needs a campaign before it can take leads. Head office sends it as a"
    " campaign pack, a small file that ends in .json."
)
_LATER = (
    "With Later you can take leads at once: they wait on this computer until a key is"
    " entered."
)
_NO_PACK = (
    "CapDesk needs a campaign before it can take leads, and there is none on this"
    " computer yet. Ask your IT for one, then close CapDesk and open it again."
)
READY = "Leads go out by themselves from now on, whenever there is a connection."


class StartPage(QWidget):
    """A campaign pack, its key, ready; or practice."""

    open_pack = Signal()
    practise = Signal()
    key_given = Signal(str)
    """The key for the environment that `show_key_step` named."""
    check_wanted = Signal(str)
    """The key as typed: ask the gateway what it makes of it."""
    later = Signal()
    """Leads are to be taken without a key."""
    start = Signal()
    """All is done: show the desk."""

    def __init__(self) -> None:
        super().__init__()
        self._step = _PACK
        self.key_form: KeyForm | None = None
        """The second step's form; None before it, and after it."""
        self.pack_button = _button("Open a campaign pack", self.open_pack, primary=True)
        self.practice_button = _button("Try practice mode", self.practise)
        self.keep_button = _button("Keep key", self._give_key, primary=True)
        self.later_button = _button("Later", self.later)
        self.start_button = _button("Start", self.start, primary=True)
        self.title = PlainLabel("Welcome to CapDesk", role="title")
        self._steps = _Steps()
        self._words = PlainLabel(_WORDS, wrap=True)
        self._message = PlainLabel(role="error", wrap=True)
        self._message.hide()
        # Why practice is not offered, where it is not.
        self._no_practice = PlainLabel(role="muted", wrap=True)
        self._build()
        self._show_step(_PACK)

    @property
    def step(self) -> int:
        """Which of the steps is shown, from 1."""
        return self._step + 1

    def forbid_practice(self, why: str) -> None:
        """Offer practice mode no more, and say why: a policy forbids it."""
        self.practice_button.setEnabled(False)
        self._no_practice.setText(why)
        self._show_step(self._step)

    def forbid_packs(self, why: str) -> None:
        """Offer to open a pack no more, and say why: a policy forbids it."""
        self.pack_button.setEnabled(False)
        self.pack_button.setAccessibleDescription(why)
        self.pack_button.setToolTip(why)
        self._words.setText(_NO_PACK)

    def show_failure(self, sentence: str) -> None:
        """Say why a pack could not be used, or a key not be kept; it stays as typed."""
        if self.key_form is not None:
            self.keep_button.setEnabled(True)
            self.key_form.show_failure(sentence)
            return
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)

    def show_key_step(self, environment: str, *, session_only: bool = False) -> None:
        """Ask for a key: the pack was taken.

        Args:
            environment: The pack's.
            session_only: Whether there is no keyring.
        """
        from capdesk.ui.environments import shown_name
        from capdesk.ui.key_question import KeyForm

        self._drop_key_form()
        self.show_failure("")
        form = KeyForm(environment, session_only=session_only)
        form.key_given.connect(self.key_given)
        form.check_wanted.connect(self.check_wanted)
        form.field.returnPressed.connect(self._give_key)
        self._inside.insertWidget(self._inside.indexOf(self._words), form)
        # Made last, but read before the buttons below it.
        QWidget.setTabOrder(form.field, form.check_button)
        QWidget.setTabOrder(form.check_button, self.keep_button)
        self.key_form = form
        self.title.setText(
            f"The campaigns are here. Now the key for {shown_name(environment)}"
        )
        self._words.setText(_LATER)
        self._show_step(_KEY)
        form.show()
        form.field.setFocus()

    def show_key_busy(self) -> None:
        """Wait for the keyring."""
        if self.key_form is not None:
            self.keep_button.setEnabled(False)
            self.key_form.show_busy()

    def show_verdict(self, sentence: str, light: "Light") -> None:
        """Say what the gateway made of the key."""
        if self.key_form is not None:
            self.key_form.show_verdict(sentence, light)

    def show_ready(self) -> None:
        """Say that all is done: the key is kept."""
        self._drop_key_form()
        self.title.setText("Ready.")
        self._words.setText(READY)
        self._show_step(_READY)
        self.start_button.setFocus()
        announce(self, f"Ready. {READY}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc in the second step for *Later*; it destroys nothing."""
        if event.key() == QtCore.Qt.Key.Key_Escape and self._step == _KEY:
            self.later_button.click()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        card.setMinimumWidth(CARD_WIDTH_PX)  # wider where larger text needs it
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in self._buttons():
            buttons.addWidget(button)
        buttons.addStretch()
        self._inside = inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 24, 32, 24)
        inside.setSpacing(16)
        inside.addWidget(self._steps)
        inside.addWidget(self.title)
        inside.addWidget(self._words)
        inside.addLayout(buttons)
        inside.addWidget(self._no_practice)
        inside.addWidget(self._message)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(card)
        across.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(across)
        layout.addStretch(3)

    def _buttons(self) -> dict[QPushButton, int]:
        return {
            self.pack_button: _PACK,
            self.practice_button: _PACK,
            self.keep_button: _KEY,
            self.later_button: _KEY,
            self.start_button: _READY,
        }

    def _show_step(self, step: int) -> None:
        self._step = step
        for button, shown_in in self._buttons().items():
            button.setVisible(shown_in == step)
        is_forbidden = bool(self._no_practice.text())
        self.practice_button.setVisible(step == _PACK and not is_forbidden)
        self._no_practice.setVisible(step == _PACK and is_forbidden)
        self.keep_button.setEnabled(True)
        self._steps.show_step(step)

    def _give_key(self) -> None:
        if self.key_form is not None:
            self.key_form.give()

    def _drop_key_form(self) -> None:
        if self.key_form is not None:
            self.key_form.clear()
            self.key_form.hide()
            self.key_form.deleteLater()
            self.key_form = None

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of a key that was typed and left."""
        super().hideEvent(event)
        if self.key_form is not None and not event.spontaneous():
            self.key_form.clear()


class _Steps(QWidget):
    """Where one is on the way: done, here, to come."""

    def __init__(self) -> None:
        super().__init__()
        # As they are first shown: a role that changes has Python make Qt's style type,
        # 20 ms before the first paint.
        self._labels = [
            PlainLabel(role=_role(is_now=place == _PACK)) for place in range(len(STEPS))
        ]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(24)
        for label in self._labels:
            layout.addWidget(label)
        layout.addStretch()

    def show_step(self, step: int) -> None:
        for place, (label, name) in enumerate(zip(self._labels, STEPS, strict=True)):
            mark, state = f"{place + 1}", "to come"
            if place < step:
                mark, state = "✓", "done"
            elif place == step:
                state = "now"
            label.setText(f"{mark}  {name}")
            label.set_role(_role(is_now=place == step))
            label.setAccessibleName(
                f"Step {place + 1} of {len(STEPS)}, {name}: {state}"
            )


def _role(*, is_now: bool) -> str:
    return "step" if is_now else "muted"


def _button(
    text: str, pressed: SignalInstance | Callable[[], None], *, primary: bool = False
) -> QPushButton:
    button = QPushButton(text)
    if primary:
        button.setProperty("role", "primary")
    button.setAutoDefault(True)  # Enter presses it too, as in a dialog
    button.clicked.connect(pressed)
    return button
