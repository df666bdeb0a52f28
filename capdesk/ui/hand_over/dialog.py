"""One dialog for either side of a hand-over: a file, its passphrase, then the slip."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.slip import Slip
from capdesk.files import write_private
from capdesk.ui.announce import announce
from capdesk.ui.day.choosers import Choosers
from capdesk.ui.file_choice import file_to_open, file_to_write
from capdesk.ui.hand_over import words
from capdesk.ui.plain import PlainLabel
from capdesk.ui.printing import (
    NO_PRINTER,
    not_printed,
    pdf_of_text,
    print_text,
    printed,
)
from capdesk.ui.push_button import PushButton
from capdesk.ui.saving import why_unsaved
from capdesk.ui.secret_field import SecretField, with_label
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

_SIZE_LINES = (40, 26)


class HandOverDialog(QDialog):
    """Whoever listens answers with `show_slip` or `show_failure`."""

    wanted = Signal(str, str)
    """Path of the file, and the passphrase as typed: spaces count."""

    def __init__(
        self,
        parent: QWidget,
        side: words.SideWords,
        *,
        fault_of: Callable[[str], str] | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            parent: The window.
            side: What it says.
            fault_of: Where a passphrase is to be chosen: why one can't be taken, as a
                sentence; empty if it can. None where it is only asked for.
        """
        super().__init__(parent)
        self._side = side
        self._fault_of = fault_of
        self._path = ""
        self._slip: Slip | None = None
        self.choosers = Choosers()
        self.setWindowTitle(side.title)
        self.file_button = PushButton(side.file)
        self.file_button.clicked.connect(self._choose)
        self.file_label = PlainLabel(side.no_file, role="muted", wrap=True)
        self.field = SecretField(side.label.replace("&", ""))
        self.repeated = SecretField("Once more") if fault_of is not None else None
        self.do_button = QPushButton(side.do)
        self.do_button.setProperty("role", "primary")
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self._do)
        self.said = PlainLabel(wrap=True)
        self.slip = QPlainTextEdit()
        self.slip.setReadOnly(True)
        self.slip.setTabChangesFocus(True)
        self.slip.setAccessibleName("Slip")
        self.slip.hide()
        self.print_button = _button("&Print…", self._print)
        self.pdf_button = _button("&Save PDF…", self._save_pdf)
        for button in self._slip_buttons:
            button.hide()
        self.close_button = _button("Close", self.reject)
        self._questions = QWidget()
        self._build()

    def ask_path(self) -> str:
        """Ask for the file; empty for none."""
        if self.repeated is None:
            return file_to_open(self, self._side.title, words.KINDS)
        return file_to_write(self, self._side.title, words.FILE_NAME, words.KINDS)

    def show_failure(self, sentence: str) -> None:
        """Say why it was not done; it can be tried again."""
        self._set_busy(busy=False)
        self._say(sentence, "error")
        self.field.selectAll()
        self.field.setFocus()

    def show_slip(self, slip: Slip) -> None:
        """Say that it is done, and show what to keep of it."""
        self._wipe()
        self._slip = slip
        self._questions.hide()
        self.do_button.hide()
        self._say(slip.headline)
        self.slip.setPlainText(slip.text)
        self.slip.show()
        for button in self._slip_buttons:
            button.show()
        self.close_button.setDefault(True)
        self.slip.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the file: Enter must not press what hands leads over."""
        super().showEvent(event)
        if not event.spontaneous():
            self.file_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self, result: int) -> None:
        """Let go of what was typed however the dialog is closed."""
        self._wipe()
        super().done(result)

    def _build(self) -> None:
        inside = QVBoxLayout(self._questions)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2 * GRID_PX)
        for sentence in self._side.told:
            inside.addWidget(PlainLabel(sentence, wrap=True))
        file = QVBoxLayout()
        file.setSpacing(GRID_PX // 2)
        file.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignLeft)
        file.addWidget(self.file_label)
        inside.addLayout(file)
        inside.addLayout(with_label(self._side.label, self.field))
        if self.repeated is not None:
            inside.addLayout(with_label("&Once more", self.repeated))
        foot = QHBoxLayout()
        foot.setSpacing(GRID_PX)
        foot.addStretch()
        for button in (self.do_button, *self._slip_buttons, self.close_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * GRID_PX] * 4)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(self._questions)
        layout.addWidget(self.said)
        layout.addWidget(self.slip, 1)
        layout.addStretch()
        layout.addLayout(foot)
        resize_in_lines(self, *_SIZE_LINES)

    def _choose(self) -> None:
        if path := self.ask_path():
            self._path = path
            self.file_label.setText(path)
            self.field.setFocus()

    def _do(self) -> None:
        text = self.field.text()
        if not self._path:
            self._refuse(words.CHOOSE_FIRST, self.file_button)
        elif not text:
            self._refuse(words.TYPE_FIRST, self.field)
        elif self._fault_of is not None and (fault := self._fault_of(text)):
            self._refuse(fault, self.field)
        elif self.repeated is not None and self.repeated.text() != text:
            self._refuse(words.DIFFER, self.repeated)
        else:
            self._set_busy(busy=True)
            self._say(self._side.doing, "muted")
            self.wanted.emit(self._path, text)

    def _refuse(self, sentence: str, at: QWidget) -> None:
        self._say(sentence, "error")
        at.setFocus()

    def _set_busy(self, *, busy: bool) -> None:
        for field in self._fields:
            # Read-only rather than disabled: the focus stays.
            field.setReadOnly(busy)
        self.file_button.setEnabled(not busy)
        self.do_button.setEnabled(not busy)

    @property
    def _fields(self) -> tuple[SecretField, ...]:
        return (self.field,) if self.repeated is None else (self.field, self.repeated)

    def _wipe(self) -> None:
        for field in self._fields:
            field.wipe()

    def _say(self, text: str, role: str = "") -> None:
        self.said.set_role(role)
        self.said.setText(text)
        announce(self, text, urgent=role == "error")

    @property
    def _slip_buttons(self) -> tuple[QPushButton, QPushButton]:
        return self.print_button, self.pdf_button

    def _print(self) -> None:
        if self._slip is None:
            return
        if not self.choosers.has_printer():
            self._say(NO_PRINTER, "error")
            return
        device = self.choosers.printer(self, self._slip.title)
        if device is None:
            return
        if print_text(self._paper, device):
            self._say(printed(words.SLIP, device))
        else:
            self._say(not_printed(words.SLIP, device), "error")

    def _save_pdf(self) -> None:
        if self._slip is None:
            return
        title = self._slip.title
        path = self.choosers.file(self, f"{title}.pdf", "pdf")
        if path is None:
            return
        try:
            write_private(path, pdf_of_text(self._paper, title))
        except OSError as error:
            self._say(why_unsaved(path, error), "error")
        else:
            self._say(f"Saved as {path}.")

    @property
    def _paper(self) -> str:
        """What stands on the printed slip."""
        return f"{self._slip.title}\n\n{self._slip.text}" if self._slip else ""


def _button(text: str, pressed: Callable[[], None]) -> QPushButton:
    button = PushButton(text)
    button.clicked.connect(pressed)
    return button
