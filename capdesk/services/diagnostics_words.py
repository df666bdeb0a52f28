"""The words that diagnostics may hold: whatever could be somebody's is withheld."""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from capdesk.logs import WITHHELD, is_harmless
from capdesk.services.listing import utc_text

Tree = dict[str, object]

# ENQ-, the day, eight letters and digits (docs/gateway.md). Whatever else a gateway
# calls a reference might be what was sent to it.
_REFERENCE = re.compile(r"ENQ-[0-9]{6}-[A-Z0-9]{8}")


def code(text: object) -> str | None:
    """Return a code or an id; None for none."""
    if text is None:
        return None
    return text if isinstance(text, str) and is_harmless(text) else WITHHELD


def reference(text: object) -> str | None:
    """Return a reference of the gateway, in its documented shape or as an id."""
    if isinstance(text, str) and _REFERENCE.fullmatch(text):
        return text
    return code(text)


def told(value: object) -> object:
    """Return a value of a clear column: numbers as they are, times as text, codes."""
    match value:
        case None | bool() | int() | float():
            return value
        case datetime():
            return utc_text(value)
        case _:
            return code(value)


def without_home(text: str) -> str:
    """Return a text in which the home folder reads `~` and the user's name is gone."""
    for home in _homes():
        text = text.replace(home, "~")
        user = re.split(r"[/\\]", home)[-1]
        # As a part of another path, such as /media/NAME.
        pattern = rf"(?<=[/\\]){re.escape(user)}(?!\w)"
        text = re.sub(pattern, "~user", text, flags=re.IGNORECASE)
    return text


def _homes() -> Iterable[str]:
    try:
        home = Path.home()
    except RuntimeError:  # this user has none
        return ()
    # Longest first: one may be reached by a link, and be the beginning of the other.
    return sorted({str(home), str(home.resolve())} - {"/"}, key=len, reverse=True)
