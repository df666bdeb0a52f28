"""The page of staff names: a list to pick from when somebody takes over the desk."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget

from capdesk.ui.announce import announce
from capdesk.ui.settings.page import Page, button, give_what_is_left, row_of
from capdesk.ui.settings.setting import Setting
from capdesk.ui.settings.view import Name, SettingsView

MAX_NAMES = 200
MAX_CHARACTERS = 100


class StaffPage(Page):
    """Names are added one by one, and removed with the button or Delete."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(
            "Staff names",
            "To pick from in the strip above the form. With no name here, everybody types"
            " their own. A name is a label on leads and reports, not a login.",
        )
        self.list = _NameList()
        self.list.setAccessibleName("Staff names")
        give_what_is_left(self.list)
        self.new_name = QLineEdit()
        self.new_name.setAccessibleName("New staff name")
        self.new_name.setMaxLength(MAX_CHARACTERS)
        self.add_button = button("&Add")
        self.remove_button = button("&Remove")
        self._list_setting = Setting("", self.list)
        self._new = Setting("&New name", self.new_name)
        self.column.addWidget(self._list_setting, 1)
        self.column.addWidget(self._new)
        self.column.addLayout(row_of(self.add_button, self.remove_button))
        self.new_name.returnPressed.connect(self._add)
        self.new_name.textEdited.connect(lambda: self._new.show_problem(""))
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        self.list.delete_pressed.connect(self._remove)
        self.list.currentRowChanged.connect(self._fit)
        self._locked = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the list."""
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    @property
    def problem(self) -> str:
        """What is wrong with the new name; empty if nothing."""
        return self._new.problem.text()

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force."""
        if self.names != view.staff_names:
            self._fill(view.staff_names, self.list.currentRow())
        self._locked = Name.STAFF_NAMES in view.locked
        self._list_setting.set_locked(locked=self._locked)
        self._new.set_locked(locked=self._locked)
        # Where nothing can be added there is nothing to add it with.
        for part in (self._new, self.add_button, self.remove_button):
            part.setHidden(self._locked)
        self._fit()

    def show_problem(self, _: Name, sentence: str) -> None:
        """Say why a change could not be kept."""
        self._new.show_problem(sentence)

    def _add(self) -> None:
        name = " ".join(self.new_name.text().split())
        names = self.names
        if problem := _problem(name, names):
            self._new.show_problem(problem)
            self.new_name.setFocus()
            return
        self._new.show_problem("")
        self.new_name.clear()
        self.new_name.setFocus()
        self._fill((*names, name), len(names))
        announce(self, f"{name} was added.")
        self.changed.emit(Name.STAFF_NAMES.value, self.names)

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row < 0 or self._locked:
            return
        name = self.names[row]
        self._fill((*self.names[:row], *self.names[row + 1 :]), row)
        announce(self, f"{name} was removed.")
        self.changed.emit(Name.STAFF_NAMES.value, self.names)
        if not self.list.count():
            self.new_name.setFocus()

    def _fill(self, names: tuple[str, ...], row: int) -> None:
        self.list.clear()
        self.list.addItems(names)
        self.list.setCurrentRow(min(row, len(names) - 1))
        self._fit()

    def _fit(self) -> None:
        self.add_button.setEnabled(not self._locked)
        self.remove_button.setEnabled(not self._locked and self.list.currentRow() >= 0)


class _NameList(QListWidget):
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Delete for *Remove*."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)


def _problem(name: str, names: tuple[str, ...]) -> str:
    if not name:
        return "Type a name first."
    if not name.isprintable():
        return "A name has letters and signs that can be seen."
    if name.casefold() in {each.casefold() for each in names}:
        return f"{name} is in the list already."
    if len(names) >= MAX_NAMES:
        return f"The list has {MAX_NAMES} names; remove one first."
    return ""
