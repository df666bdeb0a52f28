"""When a field speaks: silent at first, frank once it has been wrong; no Qt.

The rule is that of the GOV.UK Design System, made live: nobody is told off in the
middle of a word, and whoever was told is told at once when it is right.
"""

from enum import Enum
from typing import NamedTuple


class Speech(Enum):
    """Whether a field's problems are shown."""

    SILENT = "silent"  # not asked about yet, or still being typed for the first time
    LISTENING = "listening"  # shows each problem on every key


class FieldSpeech(NamedTuple):
    """The state of one field.

    Attributes:
        speech: Whether problems are shown.
        is_changed: The text was changed since it was last judged silent.
        required_shown: Whether an empty field may be called missing: after Send only.
    """

    speech: Speech = Speech.SILENT
    is_changed: bool = False
    required_shown: bool = False

    def edited(self) -> "FieldSpeech":
        """Return the state after a key press that changed the text."""
        return self._replace(is_changed=True)

    def left(self, *, is_empty: bool) -> "FieldSpeech":
        """Return the state after the focus went elsewhere."""
        if is_empty or not self.is_changed:
            return self
        return self._replace(speech=Speech.LISTENING)

    def sent(self) -> "FieldSpeech":
        """Return the state after Send was pressed."""
        return self._replace(speech=Speech.LISTENING, required_shown=True)
