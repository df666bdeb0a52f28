"""What several rules ask of typed text: whether it can be sent at all."""

import re
import unicodedata

from capdesk.domain.rules.cleaning import clean, is_blank
from capdesk.domain.rules.result import Finding

_LINE_BREAK = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSENDABLE_CATEGORIES = {
    "Cc": "a control character",
    "Cs": "a broken character",
    "Co": "a private-use character",
    "Cn": "an unassigned character",
}


def describe(char: str) -> str:
    """Return a character as a sentence can name it: quoted, or by its code point."""
    return f'"{char}"' if char.isprintable() else f"U+{ord(char):04X}"


def unsendable(text: str, label: str) -> Finding | None:
    """Find the first character that must not reach the gateway.

    These are control, surrogate, private-use and unassigned characters, line breaks,
    and the bidi controls that show a text in another order than it is stored in.

    Args:
        text: Cleaned text.
        label: The field's name, to begin the sentence with.

    Returns:
        The error, with the text that remains as its suggestion; None if all is well.
    """
    if text.isprintable():
        return None
    for char in text:
        if what := _why_unsendable(char):
            rest = without_unsendable(text)
            return Finding(
                f"{label} has {what} in it, which cannot be sent; type it again"
                " without it.",
                suggestion=None if is_blank(rest) else rest,
            )
    return None


def _why_unsendable(char: str) -> str | None:
    if _LINE_BREAK.match(char):
        return "a line break"
    if char in _BIDI_CONTROLS:
        return f"a character that turns text around ({describe(char)})"
    what = _UNSENDABLE_CATEGORIES.get(unicodedata.category(char))
    return f"{what} ({describe(char)})" if what else None


def without_unsendable(text: str) -> str:
    """Return the text cleaned of what cannot be sent, line breaks made spaces."""
    one_line = _LINE_BREAK.sub(" ", text)
    return clean("".join(char for char in one_line if not _why_unsendable(char)))
