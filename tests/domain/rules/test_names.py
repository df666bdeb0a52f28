"""Names are taken as typed; only what cannot be sent is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.names import (
    check_first_name,
    check_last_name,
    check_staff_name,
)
from capdesk.domain.rules.result import Valid, Wrong

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("McCullough", "McCullough"),
        ("de la Cruz", "de la Cruz"),
        ("Ng'ang'a", "Ng'ang'a"),
        ("O\u2019Neil", "O\u2019Neil"),
        ("Smith-Jones", "Smith-Jones"),
        ("anna", "anna"),
        ("X", "X"),
        ("\u674e", "\u674e"),
        (" Anna\u00a0", "Anna"),
        ("Anna   Maria", "Anna Maria"),
        ("\ufeffAn\u200bna", "Anna"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u0646\u200c\u0646\u200d\u0646", "\u0646\u200c\u0646\u200d\u0646"),
        ("A" * 100, "A" * 100),
    ],
)
def test_names_are_kept(typed: str, value: str) -> None:
    """Case, accents, apostrophes, hyphens and joiners stay; nothing is warned of."""
    assert check_first_name(typed) == Valid(value, value)
    assert check_last_name(typed) == Valid(value, value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "\ufeff\u200b", "\u200d", "An\nna", "An\u2028na", "An\x00na"),
        *("An\ud800na", "An\ue000na", "An\u0378na", "An\u202ena", "An\u2067na"),
    ],
)
def test_what_cannot_be_sent(text: str) -> None:
    """Empty names, line breaks and unsendable characters are errors."""
    first, last = check_first_name(text), check_last_name(text)
    assert isinstance(first, Wrong)
    assert isinstance(last, Wrong)
    assert first.error.message.startswith("First name ")
    assert last.error.message.startswith("Last name ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("--", "no letter"),
        ("Anna2", "a digit"),
        ("Anna \u0663", "a digit"),
        ("Anna \U0001f600", '"\U0001f600"'),
        ("a@b", '"@"'),
        ("<Anna", '"<"'),
        ("Anna>", '">"'),
        ("Anna \u20ac", '"\u20ac"'),
        ("A" * 101, "101 characters"),
    ],
)
def test_what_is_rare_in_a_name(text: str, words: str) -> None:
    """A name that may be something else can be sent, with a warning."""
    result = check_first_name(text)
    assert isinstance(result, Valid)
    assert result.value == text
    (warning,) = result.warnings
    assert words in warning.message


@given(ANY_TEXT)
def test_any_text(text: str) -> None:
    """A value has no line break, is NFC, and checks as itself; suggestions pass."""
    match check_last_name(text):
        case Valid(value=value) as valid:
            assert len(value.splitlines()) == 1
            assert unicodedata.is_normalized("NFC", value)
            assert check_last_name(value) == valid
        case Wrong(error):
            if error.suggestion is not None:
                assert isinstance(check_last_name(error.suggestion), Valid)


def test_staff_name_may_be_empty() -> None:
    """The label of who is typing is cleaned, and needed by no rule."""
    assert check_staff_name("  ") == Valid("", "")
    assert check_staff_name(" Sam \u00a0 B") == Valid("Sam B", "Sam B")


def test_staff_name_that_cannot_be_kept() -> None:
    """A broken character is an error, since it could not be stored either."""
    assert isinstance(check_staff_name("Sam\ud800"), Wrong)
