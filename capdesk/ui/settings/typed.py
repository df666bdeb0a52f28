"""A field for a setting that is typed: told once it is finished, and only if it is good."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from capdesk.ui.settings.setting import Setting


class TypedField(QLineEdit):
    """A field whose text is read by a rule.

    The text is told when Enter is pressed, or the field is left, if only because
    the dialog is closed; not with each key: on the way to 14 days there is 1 day, and data that was erased
    for it does not come back. Once it is wrong it is judged with each key.
    """

    committed = Signal(str)

    def __init__(self, name: str, problem_of: Callable[[str], str]) -> None:
        """Make the field.

        Args:
            name: Its accessible name.
            problem_of: Returns what is wrong with a text, as a sentence; empty if
                nothing is.
        """
        super().__init__()
        self.setAccessibleName(name)
        self._problem_of = problem_of
        self._kept = ""
        self.setting: Setting | None = None
        """Where what is wrong is said."""
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(self._edited)

    def show_kept(self, text: str) -> None:
        """Show what is in force; what is being typed is left alone."""
        if not (self.hasFocus() and self.text() != self._kept):
            self.setText(text)
            self._say("")
        self._kept = text

    def commit(self) -> None:
        """Tell the text, if it is another one and there is nothing wrong with it."""
        if not self.isEnabled():
            return
        text = self.text().strip()
        problem = self._problem_of(text)
        self._say(problem)
        if not problem and text != self._kept:
            self._kept = text
            self.committed.emit(text)

    def _edited(self, text: str) -> None:
        if self.property("state") == "error":
            self._say(self._problem_of(text.strip()))

    def _say(self, problem: str) -> None:
        self.setProperty("state", "error" if problem else "")
        self.style().unpolish(self)
        self.style().polish(self)
        if self.setting is not None:
            self.setting.show_problem(problem)


def whole_number(least: int, most: int) -> Callable[[str], str]:
    """Return the rule for a whole number from `least` to `most`."""

    def problem_of(text: str) -> str:
        # No more digits than the largest has: int() is slow for thousands of them.
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
        if is_number and least <= int(text) <= most:
            return ""
        return f"Type a whole number from {least} to {most}."

    return problem_of
