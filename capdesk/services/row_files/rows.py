"""What a row of a file is: texts by column, or the reasons why it can't be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from capdesk.domain.fields import Field
from capdesk.domain.rules.cleaning import is_blank

MAX_FIELD_CHARACTERS = 2_000

COLUMNS = frozenset(Field)

OPTIONAL_COLUMNS = frozenset(
    {
        *(Field.CONSENT_METHOD, Field.CONSENT_ASKED_AT),
        *(Field.ENQUIRY_DATETIME, Field.STAFF_NAME),
    }
)
"""Columns that a CSV file may leave out; without the others it is another file."""

NOTHING_CAPTURED = "no lead was captured"


class RowFileError(Exception):
    """The file is refused as a whole; the text is a sentence that names it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a row.

    Attributes:
        field: The column it is about; None for the whole row.
        message: What is wrong and how to put it right.
    """

    field: Field | None
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read.

    Attributes:
        number: 1 for the first lead of the file.
        line: Line of the file that it begins in, from 1.
        texts: What was given, as it stands there; columns left empty are not in it.
    """

    number: int
    line: int
    texts: Mapping[Field, str]


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row that could not be read, and why; number and line as in `Row`."""

    number: int
    line: int
    faults: tuple[Remark, ...]


AnyRow = Row | UnreadableRow


def row_of(
    number: int, line: int, texts: Mapping[Field, str], *faults: Remark
) -> AnyRow:
    """Make a row of what stands in its columns, unless there is a fault in it."""
    too_long = tuple(
        Remark(
            field,
            f"{field.label} has {len(text):,} characters; there is room for"
            f" {MAX_FIELD_CHARACTERS:,}.",
        )
        for field, text in texts.items()
        if len(text) > MAX_FIELD_CHARACTERS
    )
    if faults or too_long:
        return UnreadableRow(number, line, (*faults, *too_long))
    given = {field: text for field, text in texts.items() if not is_blank(text)}
    return Row(number, line, given)
