"""Texts as they are compared when people look for them."""

import pytest

from capdesk.domain.folding import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoë", "zoe"),
        ("ZOE\u0308", "zoe"),  # the same, its dots a character of their own
        ("O’Brien", "o'brien"),
        ("Łukasz Øster Æsir", "lukasz oster aesir"),
        ("Weiß", "weiss"),
        ("Ｚｏｅ", "zoe"),  # noqa: RUF001 - as wide as a Chinese character
        ("ENQ-12 3", "enq-12 3"),
        ("", ""),
    ],
)
def test_case_and_accents_go(text: str, plain: str) -> None:
    """What looks alike to who types in a hurry is alike."""
    assert folded(text) == plain


@pytest.mark.parametrize("text", ["Zoë", "O’Brien", "Jürgen Weiß", "王小明", "محمد"])
def test_a_name_is_found_by_itself(text: str) -> None:
    """Folding twice changes nothing, and other scripts are not lost."""
    assert folded(folded(text)) == folded(text) != ""
