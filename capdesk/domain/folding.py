"""Texts as they are compared when people look for them: without case and accents."""

import unicodedata

_ALSO = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
"""What is typed in plain letters too, though Unicode takes none of it apart."""


def folded(text: str) -> str:
    """Return a text so that `zoe` is in `Zoë` and `o'brien` in `O’Brien`.

    Plain English takes a short way: 10,000 leads are folded when a list is read.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return bare.translate(_ALSO)
