"""Cleaning of typed text, and the characters that must not be sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.cleaning import clean, is_blank
from capdesk.domain.rules.text import describe, unsendable, without_unsendable

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Anna ", "Anna"),
        ("\u00a0Anna\u00a0", "Anna"),
        ("Anna \t\u2003 Maria", "Anna Maria"),
        ("\ufeffAn\u200bna", "Anna"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Anna\r\n", "Anna"),
        ("An\nna", "An\nna"),
        ("\u0646\u200c\u0646", "\u0646\u200c\u0646"),
    ],
)
def test_clean(typed: str, cleaned: str) -> None:
    """Ends, runs of space and paste residue go; joiners and inner line breaks stay."""
    assert clean(typed) == cleaned


@given(ANY_TEXT)
def test_clean_twice_is_clean_once(text: str) -> None:
    """Cleaning what is clean changes nothing."""
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\t\n", "\ufeff", "\u200b\u200d"])
def test_blank_is_what_nobody_can_see(text: str) -> None:
    """A field that looks empty is empty."""
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "-", "\x07", "\ud800"])
def test_not_blank(text: str) -> None:
    """A field with anything else in it is not."""
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("char", "words"),
    [
        ("\n", "a line break"),
        ("\r\n", "a line break"),
        ("\x85", "a line break"),
        ("\u2028", "a line break"),
        ("\u2029", "a line break"),
        ("\x00", "a control character (U+0000)"),
        ("\x1f", "a control character (U+001F)"),
        ("\ud800", "a broken character (U+D800)"),
        ("\ue000", "a private-use character (U+E000)"),
        ("\ufdd0", "an unassigned character (U+FDD0)"),
        ("\u202e", "turns text around (U+202E)"),
        ("\u2066", "turns text around (U+2066)"),
        ("\u2069", "turns text around (U+2069)"),
    ],
)
def test_unsendable(char: str, words: str) -> None:
    """Each kind of character that cannot be sent is named, and what remains offered."""
    error = unsendable(f"An{char}na", "First name")
    assert error is not None
    assert error.message.startswith("First name has ")
    assert words in error.message
    assert error.suggestion in {"Anna", "An na"}


def test_nothing_is_offered_where_nothing_remains() -> None:
    """A text of unsendable characters alone has no suggestion."""
    error = unsendable("\x07", "First name")
    assert error is not None
    assert error.suggestion is None


@pytest.mark.parametrize(
    "text", ["Anna", "\u200d", "\u0646\u200c", "\u200fAnna", "\u2019"]
)
def test_sendable(text: str) -> None:
    """Joiners and direction marks are part of names in some scripts."""
    assert unsendable(text, "First name") is None


@given(ANY_TEXT)
def test_what_remains_is_sendable(text: str) -> None:
    """Nothing unsendable survives its removal."""
    assert unsendable(without_unsendable(text), "First name") is None


def test_describe() -> None:
    """A character is quoted where it can be seen, and numbered where not."""
    assert describe("@") == '"@"'
    assert describe("\x07") == "U+0007"
    assert describe("\U000e0001") == "U+E0001"
