"""Names of people: taken as typed, and only what cannot be sent refused.

Never title-cased, which would damage names (McCullough, de la Cruz, Ng'ang'a).
"""

import unicodedata
from collections.abc import Iterator

from capdesk.domain.fields import Field
from capdesk.domain.rules.cleaning import clean, is_blank
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong
from capdesk.domain.rules.text import describe, unsendable

LONG_NAME_CHARS = 100
"""A name longer than this is more likely to be something else, so it is warned of."""


def check_first_name(text: str) -> RuleResult:
    """Check a first name; one letter is a name."""
    return _check_name(text, Field.FIRST_NAME.label)


def check_last_name(text: str) -> RuleResult:
    """Check a last name; one letter is a name, and so is the first name again."""
    return _check_name(text, Field.LAST_NAME.label)


def check_staff_name(text: str) -> RuleResult:
    """Check the label of who is typing; it is kept here and may be empty."""
    name = clean(text)
    if error := unsendable(name, Field.STAFF_NAME.label):
        return Wrong(error)
    return Valid(name, name)


def _check_name(text: str, label: str) -> RuleResult:
    if is_blank(text):
        return Wrong(Finding(f"{label} is empty; one letter is enough."))
    name = clean(text)
    if error := unsendable(name, label):
        return Wrong(error)
    return Valid(name, name, tuple(_oddities(name, label)))


def _oddities(name: str, label: str) -> Iterator[Finding]:
    """Yield what is rare in a name, though no reason to refuse one."""
    if not any(char.isalpha() for char in name):
        yield Finding(f"{label} has no letter in it; check it with the person.")
    if any(char.isdigit() for char in name):
        yield Finding(f"{label} has a digit in it; check that it is a name.")
    if symbols := [char for char in name if _is_symbol(char)]:
        yield Finding(
            f"{label} has {describe(symbols[0])} in it; check that it is a name."
        )
    if len(name) > LONG_NAME_CHARS:
        yield Finding(
            f"{label} has {len(name)} characters; check that it is only a name."
        )


def _is_symbol(char: str) -> bool:
    return char == "@" or unicodedata.category(char).startswith("S")
