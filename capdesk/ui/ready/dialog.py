"""*Ready for the event?* as a dialog: a verdict on top, each finding below it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.finding import Finding
from capdesk.ui.announce import announce
from capdesk.ui.icons import size_beside
from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton
from capdesk.ui.ready.light_line import LightLine, light_icon, shown_colours
from capdesk.ui.ready.words import MOST_URGENT_FIRST, line_of, verdict
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX
from capdesk.ui.wrapped_rows import wrap_rows

TITLE = "Ready for the event?"
LOOKING = "Looking… This can take half a minute."
_LINES = (48, 40)


def ask_for_path(parent: QWidget) -> str:
    """Ask where the diagnostics go; empty if nowhere."""
    from capdesk.ui.file_choice import file_to_write

    name = "CapDesk diagnostics.zip"
    return file_to_write(parent, "Save diagnostics", name, "Zip (*.zip)")


class ReadyDialog(QDialog):
    """Asks for the check once it is shown, and takes findings one by one.

    `begin` empties it, `add_finding` adds to it, `finish` sums up. Whoever listens runs
    the check in a thread of its own.
    """

    check_wanted = Signal()
    diagnostics_wanted = Signal(str)
    """Path of the file to write them to."""

    def __init__(
        self,
        parent: QWidget | None = None,
        ask_path: Callable[[QWidget], str] = ask_for_path,
    ) -> None:
        """Make the dialog, with nothing found.

        Args:
            parent: The window.
            ask_path: Asks where diagnostics go.
        """
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self._ask_path = ask_path
        self._findings: list[Finding] = []
        self.summary = LightLine(role="title")
        self.list = _list()
        self._message = PlainLabel(wrap=True)
        self._message.hide()
        self.again_button = _button("&Check again", self._check_again)
        self.again_button.setProperty("role", "primary")
        self.save_button = _button("&Save diagnostics…", self._save)
        self.close_button = _button("Close", self.accept)
        self._build()
        resize_in_lines(self, *_LINES)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What has been found, in the order in which it is shown."""
        return tuple(self._findings)

    @property
    def message(self) -> str:
        """What it says about the check or the diagnostics file; empty if nothing."""
        return self._message.text()

    def begin(self) -> None:
        """Forget what was found: the check begins."""
        self._findings.clear()
        self.list.clear()
        self._say("")
        self._set_busy(busy=True)
        self.summary.show_light(None, LOOKING)
        announce(self, LOOKING)

    def add_finding(self, finding: Finding) -> None:
        """Show one more: the red ones on top, the green ones at the bottom."""
        rank = MOST_URGENT_FIRST.index
        before = [
            each for each in self._findings if rank(each.light) <= rank(finding.light)
        ]
        self._findings.insert(len(before), finding)
        item = QListWidgetItem(line_of(finding))
        self._paint(item, finding)
        self.list.insertItem(len(before), item)

    def finish(self) -> None:
        """Sum up: all that there is to find has been found."""
        self._set_busy(busy=False)
        light, sentence = verdict(self._findings)
        self.summary.show_light(light, sentence)
        announce(self, sentence)
        if self._findings:
            self.list.setCurrentRow(0)
            self.list.scrollToTop()

    def show_failure(self, sentence: str) -> None:
        """Say why the check, or the file, came to nothing."""
        self._set_busy(busy=False)
        if self.summary.light is None:
            self.summary.show_light(None, "")
        self._say(sentence, "error")

    def show_saved(self, path: str) -> None:
        """Say that the diagnostics were written."""
        self._set_busy(busy=False)
        self._say(
            f"Saved as {path}. It holds no contact data and no key; open it and see for"
            " yourself before you send it."
        )

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the check, once whoever made the dialog has shown it."""
        super().showEvent(event)
        if not event.spontaneous():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._check_again)

    def changeEvent(self, event: QEvent) -> None:
        """Paint the icons anew in another look, or beside larger text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            for row, finding in enumerate(self._findings):
                self._paint(self.list.item(row), finding)

    # Inside

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(GRID_PX)
        foot.addWidget(self.again_button)
        foot.addWidget(self.save_button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX, 2 * GRID_PX)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._message)
        layout.addLayout(foot)

    def _check_again(self) -> None:
        if self.again_button.isEnabled():
            self.begin()
            self.check_wanted.emit()

    def _save(self) -> None:
        if path := self._ask_path(self):
            self._say("")
            self._set_busy(busy=True)
            self.diagnostics_wanted.emit(path)

    def _paint(self, item: QListWidgetItem, finding: Finding) -> None:
        size_px = size_beside(self.fontMetrics())
        self.list.setIconSize(QSize(size_px, size_px))
        item.setIcon(light_icon(finding.light, shown_colours(), size_px))

    def _set_busy(self, *, busy: bool) -> None:
        if busy and (self.again_button.hasFocus() or self.save_button.hasFocus()):
            self.list.setFocus()  # a button that is disabled must not keep it
        self.again_button.setEnabled(not busy)
        self.save_button.setEnabled(not busy)

    def _say(self, text: str, role: str = "") -> None:
        self._message.set_role(role)
        self._message.setText(text)
        self._message.setVisible(bool(text))
        if text:
            announce(self, text, urgent=role == "error")


def _list() -> QListWidget:
    made = QListWidget()
    made.setAccessibleName("Findings")
    wrap_rows(made)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    return made


def _button(label: str, act: Callable[[], object]) -> QPushButton:
    button = PushButton(label)
    button.setAccessibleName(label.replace("&", "").rstrip("…"))
    button.clicked.connect(act)
    return button
