"""How sentences are found in code, and quotes among them."""

import ast

import pytest

from tests.support.sentences import stands_in, texts

CODE = '''
"""A module's docstring."""
WORDS = (
    "Two strings in a row"
    " are one."
)
def say(name):
    """A function's docstring."""
    return f"There is no {name} on {'this ' + 'computer'}."
'''


def test_texts_of_code() -> None:
    """Joined strings are one text, what is filled in is a gap, docstrings are none."""
    assert set(texts(ast.parse(CODE))) == {
        *(
            "Two strings in a row are one.",
            "There is no \0 on \0.",
            "this ",
            "computer",
        ),
    }


@pytest.mark.parametrize(
    ("quote", "sentence", "stands"),
    [
        ("The disk is full.", "The disk is full.", True),
        ("The disk is full", "The disk is full. Free some.", True),
        ("It can't be read", "It can’t be read.", True),
        ("There is no … here.", "There is no \0 here.", True),
        ("There is no key here.", "There is no \0 here.", False),
        ("… here. There is", "There is no \0 here.", False),
        ("The disk was full.", "The disk is full.", False),
        ("…", "The disk is full.", False),
    ],
)
def test_quote_of_a_sentence(quote: str, sentence: str, stands: bool) -> None:
    """A quote is word for word; `…` stands for what is filled in."""
    assert stands_in(quote, sentence) is stands
