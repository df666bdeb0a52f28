"""*What is held about a person*: find, look, export, forget."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capdesk.domain.fields import Field
from capdesk.domain.person import Erased, PersonFile
from capdesk.ui.announce import announce
from capdesk.ui.person import words
from capdesk.ui.person.confirm import ForgetQuestion
from capdesk.ui.person.held import HeldList
from capdesk.ui.plain import PlainLabel
from capdesk.ui.push_button import PushButton
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

_LINES = (46, 42)
_INTRO = (
    "A person may ask what is held about them, and have it erased. This looks through"
    " all leads on this computer, those sent long ago as well; not at CAP."
)


def ask_for_path(parent: QWidget) -> str:
    """Ask where the export goes; empty if nowhere."""
    from capdesk.ui.file_choice import file_to_write

    # The name of a file is seen by many: it names no person.
    return file_to_write(parent, "Export what is held", "held.json", "JSON (*.json)")


class PersonDialog(QDialog):
    """Says what it wants through signals; whoever listens answers with `show_…`."""

    find_wanted = Signal(str, str)
    """Email and phone as typed; at least one is not empty."""
    export_wanted = Signal(str)
    """Path of the file to write what was found last to."""
    forget_wanted = Signal()
    """Confirmed: forget the person that was found last."""

    def __init__(
        self, parent: QWidget, ask_path: Callable[[QWidget], str] = ask_for_path
    ) -> None:
        """Make the dialog, with nobody looked for.

        Args:
            parent: The main window.
            ask_path: Asks where an export goes.
        """
        super().__init__(parent)
        self._ask_path = ask_path
        # No name, no address: titles are seen in task bars and over shoulders.
        self.setWindowTitle("What is held about a person")
        self.email = _line_edit(Field.EMAIL)
        self.phone = _line_edit(Field.PHONE)
        self.find_button = QPushButton("&Find")
        self.find_button.setAccessibleName("Find")
        self.find_button.setProperty("role", "primary")
        self.find_button.setDefault(True)
        self.said = PlainLabel(wrap=True)
        self.held = HeldList()
        self.question = ForgetQuestion()
        self.export_button = _button("E&xport…", "Export")
        self.forget_button = _button("For&get this person…", "Forget this person")
        self.close_button = _button("Close", "Close")
        self._build()
        self._connect()
        self._forget_what_was_found()
        resize_in_lines(self, *_LINES)

    # What the program answers

    def show_file(self, file: PersonFile) -> None:
        """Show what is held about the person that was looked for."""
        self._forget_what_was_found()
        self.question.set_warning(words.warning(file))
        self._say(words.found_sentence(file))
        if file.stories:
            self.held.show_stories(file.stories)
            self.held.show()
            self._offer_actions()
            self.held.setFocus()

    def show_exported(self, path: str) -> None:
        """Say that what is held was written to a file."""
        self._say(f"Exported to {path}. It holds contact data: keep it safe.")

    def show_erased(self, erased: Erased) -> None:
        """Say what was done and what is left to do."""
        self._forget_what_was_found()
        role = "" if words.is_complete(erased) else "warning"
        self._say("\n".join(words.erased_sentences(erased)), role)
        self.email.setFocus()

    def show_failure(self, sentence: str) -> None:
        """Say why what was asked for could not be done; what was found stays."""
        self._set_busy(busy=False)
        if not self.held.isHidden():
            self._offer_actions()
        self._say(sentence, "error")

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc in the question for *Keep*; elsewhere it closes the dialog."""
        if event.key() == Qt.Key.Key_Escape and not self.question.isHidden():
            self._ask_no_more()
            return
        super().keyPressEvent(event)

    # Inside

    def _build(self) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(2 * GRID_PX)
        fields.setVerticalSpacing(GRID_PX // 4)
        for column, (letter, edit) in enumerate(
            (("&Email", self.email), ("&Phone", self.phone))
        ):
            label = PlainLabel(letter, role="muted")
            label.setBuddy(edit)
            fields.addWidget(label, 0, column)
            fields.addWidget(edit, 1, column)
        fields.addWidget(self.find_button, 1, 2)
        foot = QHBoxLayout()
        foot.setSpacing(GRID_PX)
        foot.addWidget(self.export_button)
        foot.addWidget(self.forget_button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * GRID_PX] * 4)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(PlainLabel(_INTRO, role="muted", wrap=True))
        layout.addLayout(fields)
        layout.addWidget(self.said)
        layout.addWidget(self.held, 1)
        layout.addWidget(self.question)
        # Keeps all else at the top while nothing is listed.
        layout.addStretch()
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.email.textEdited.connect(self._retyped)
        self.phone.textEdited.connect(self._retyped)
        self.find_button.clicked.connect(self._find)
        self.export_button.clicked.connect(self._export)
        self.forget_button.clicked.connect(self._ask)
        self.question.keep_button.clicked.connect(self._ask_no_more)
        self.question.forget_button.clicked.connect(self._forget)
        self.close_button.clicked.connect(self.reject)

    def _retyped(self) -> None:
        # What is shown is about somebody else now, and must not be forgotten for them.
        self._forget_what_was_found()

    def _forget_what_was_found(self) -> None:
        self._set_busy(busy=False)
        self._say("")
        self.held.show_stories(())
        for part in (self.held, self.question, self.export_button, self.forget_button):
            part.hide()

    def _find(self) -> None:
        email, phone = self.email.text().strip(), self.phone.text().strip()
        if not email and not phone:
            self._say("Type an email or a phone number to look for.")
            self.email.setFocus()
            return
        self._forget_what_was_found()
        self._set_busy(busy=True)
        self._say("Looking…")
        self.find_wanted.emit(email, phone)

    def _export(self) -> None:
        if path := self._ask_path(self):
            self.export_wanted.emit(path)

    def _ask(self) -> None:
        self.forget_button.hide()
        self.export_button.hide()
        self.question.show()
        announce(self, self.question.text)
        self.question.keep_button.setFocus()

    def _ask_no_more(self) -> None:
        self.question.hide()
        self._offer_actions()
        self.forget_button.setFocus()

    def _offer_actions(self) -> None:
        self.export_button.show()
        self.forget_button.show()

    def _forget(self) -> None:
        self.question.hide()
        self._set_busy(busy=True)
        self._say("Erasing…")
        self.forget_wanted.emit()

    def _set_busy(self, *, busy: bool) -> None:
        # Read-only rather than disabled: the focus stays.
        self.email.setReadOnly(busy)
        self.phone.setReadOnly(busy)
        self.find_button.setEnabled(not busy)

    def _say(self, text: str, role: str = "") -> None:
        self.said.set_role(role)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text:
            announce(self, text)


def _line_edit(field: Field) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(field.label)
    return edit


def _button(text: str, name: str) -> QPushButton:
    # Enter in a field finds; it must never come to mean anything else.
    button = PushButton(text)
    button.setAccessibleName(name)
    return button
