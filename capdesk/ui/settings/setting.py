"""One setting on a page: label, control, hint, what is wrong with it, its padlock."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from capdesk.ui.announce import announce
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.plain import PlainLabel
from capdesk.ui.ready.light_line import shown_colours
from capdesk.ui.theme import GRID_PX

LOCKED = "Set by your organisation"


class Padlock(QWidget):
    """A padlock and why it is there; not shown while nothing is locked."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._text = PlainLabel(LOCKED, role="muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID_PX // 2)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        layout.addStretch()
        self._paint()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Paint the icon anew in another look, or beside larger text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._paint()

    def _paint(self) -> None:
        size_px = size_beside(self._text.fontMetrics())
        shown = icon("padlock", shown_colours().muted, size_px)
        self._icon.setPixmap(shown.pixmap(size_px, size_px))


class Setting(QWidget):
    """Puts what is said about controls beside them, on screen and for screen readers."""

    def __init__(self, label: str, *controls: QWidget, hint: str = "") -> None:
        """Make the setting.

        Args:
            label: Its name, with an access key; empty where a control says it itself.
            controls: One below the other; the label is the first one's.
            hint: What it does.
        """
        super().__init__()
        self._controls = controls
        self._hint = hint
        self.problem = PlainLabel(role="error", wrap=True)
        self.problem.hide()
        self.padlock = Padlock()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID_PX // 2)
        if label:
            heading = PlainLabel(label, role="heading")
            heading.setBuddy(controls[0])
            layout.addWidget(heading)
        for control in controls:
            if isinstance(control, QAbstractButton | QComboBox):
                policy = control.sizePolicy()
                # A focus ring stands around what it is about, not across the page.
                policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
                control.setSizePolicy(policy)
            takes_all = control.sizePolicy().verticalPolicy()
            is_list = takes_all is QSizePolicy.Policy.Ignored
            layout.addWidget(control, 1 if is_list else 0)
            control.setAccessibleDescription(hint)
        layout.addWidget(self.problem)
        if hint:
            layout.addWidget(PlainLabel(hint, role="hint", wrap=True))
        layout.addWidget(self.padlock)

    def set_locked(self, *, locked: bool) -> None:
        """Take the setting out of people's hands, and say who did."""
        self.padlock.setVisible(locked)
        said = f"{LOCKED}. {self._hint}".strip() if locked else self._hint
        for control in self._controls:
            control.setEnabled(not locked)
            control.setAccessibleDescription(said)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with what stands there; empty if nothing."""
        if sentence == self.problem.text():
            return
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)
