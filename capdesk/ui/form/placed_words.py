"""Which field of the form each word of the gateway is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from capdesk.domain.fields import Field
from capdesk.domain.gateway_words import fields_meant


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Where the gateway's words are shown.

    Attributes:
        at_fields: At the fields they seem to mean, in the order of the form.
        others: Those that fit no field.
    """

    at_fields: dict[Field, str]
    others: tuple[str, ...]


def place_words(words: Sequence[str], fields: Collection[Field]) -> PlacedWords:
    """Place what the gateway said.

    Args:
        words: One sentence each.
        fields: What can show some.
    """
    at_fields: dict[Field, list[str]] = {}
    others = []
    for each in words:
        places = [field for field in fields_meant(each) if field in fields]
        for field in places:
            at_fields.setdefault(field, []).append(each)
        if not places:
            others.append(each)
    ordered = {
        field: " ".join(at_fields[field]) for field in Field if field in at_fields
    }
    return PlacedWords(ordered, tuple(others))
