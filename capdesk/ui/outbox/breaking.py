"""A label that fits into any width: even a word without an end goes on below."""

import re

from PySide6.QtWidgets import QWidget

from capdesk.ui.plain import PlainLabel

_LONG_RUN = re.compile(r"\S{20,}")
_PART = re.compile(r"\S{8}(?=\S)")
_MAY_BREAK = "\u200b"
"""Zero-width space: Qt may begin a new line here."""


class BreakingLabel(PlainLabel):
    """What people type and gateways answer has no shortest form.

    Qt breaks lines between words alone, and an email address of 200 characters would
    make the window as wide.
    """

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        self._text = ""
        super().__init__(parent=parent, role=role, wrap=True)

    def text(self) -> str:
        """Return the text as it was given."""
        return self._text

    def setText(self, text: str) -> None:
        """Show a text."""
        self._text = text
        super().setText(_LONG_RUN.sub(_breakable, text))
        if text != super().text():
            # A screen reader would stumble at every place to break.
            self.setAccessibleName(text)


def _breakable(run: re.Match[str]) -> str:
    return _PART.sub(rf"\g<0>{_MAY_BREAK}", run[0])
