"""Typed text without what copying left behind."""

import re
import unicodedata

PASTE_RESIDUE = "\ufeff\u200b"
"""Byte order mark and zero-width space: left by copying, never part of a word."""

_SPACES = "\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACE_RUN = re.compile(f"[{_SPACES}]+")


def clean(text: str, *, drop: str = PASTE_RESIDUE) -> str:
    """Return the text in NFC, trimmed, each inner run of white space as one space.

    Line breaks inside are kept, for `unsendable` to see: they tell that more than
    one thing was pasted.

    Args:
        text: What was typed.
        drop: Characters to leave out.
    """
    if text.isascii():
        composed = text
    else:
        composed = unicodedata.normalize(
            "NFC", text.translate(dict.fromkeys(map(ord, drop)))
        )
    trimmed = composed.strip()
    if trimmed.isascii() and "  " not in trimmed and "\t" not in trimmed:
        return trimmed  # as nearly all are, and a file has a hundred thousand of them
    return _SPACE_RUN.sub(" ", trimmed)


def is_blank(text: str) -> bool:
    """Whether nothing was typed that anybody could see."""
    if text.isascii():  # of which nothing is invisible but white space
        return not text.strip()
    return all(unicodedata.category(char) == "Cf" for char in clean(text))
