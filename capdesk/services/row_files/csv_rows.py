"""Rows of a CSV file, as spreadsheets in several countries write it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from capdesk.campaigns.strict_json import quoted
from capdesk.domain.fields import Field
from capdesk.domain.rules.cleaning import is_blank
from capdesk.services.row_files.rows import (
    COLUMNS,
    NOTHING_CAPTURED,
    OPTIONAL_COLUMNS,
    AnyRow,
    Remark,
    RowFileError,
    UnreadableRow,
    row_of,
)

_SEPARATORS = (",", ";", "\t")
_MOST_NAMED = 5  # no more columns than these are named in a sentence
MAX_HEADER_CHARACTERS = 10_000
"""Many times what all columns take: a line that is longer may name a million."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What the csv module made of some lines: cells, or its complaint."""

    first_line: int
    last_line: int
    content: list[str] | csv.Error


def csv_rows(text: str, name: str) -> Iterator[AnyRow]:
    """Read the header at once, and the rows as they are asked for.

    Args:
        text: Something that is not blank.
        name: What the file is called.

    Raises:
        RowFileError: The first line is not a header with the columns of a lead.
    """
    line = next(each for each in io.StringIO(text, newline="") if not is_blank(each))
    if len(line) > MAX_HEADER_CHARACTERS:
        raise RowFileError(
            f"{name}: CapDesk reads the columns in the first line, and that has"
            f" {len(line):,} characters, which no header has; {NOTHING_CAPTURED}."
        )
    records = _records(text, _separator(line))
    first = next(records, None)
    if first is None:  # nothing but separators
        raise RowFileError(f"{name} is empty; {NOTHING_CAPTURED}.")
    header = _header(first, name)
    return (
        _row(number, record, header) for number, record in enumerate(records, start=1)
    )


def _records(text: str, separator: str) -> Iterator[_Record]:
    """Give every record that is not blank."""
    # Strict, as a quotation mark that is never closed would else swallow the rest.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        first_line = reader.line_num + 1
        content: list[str] | csv.Error
        try:
            content = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            content = error
        # Spreadsheets leave rows behind that hold nothing but separators.
        if isinstance(content, csv.Error) or not is_blank("".join(content)):
            yield _Record(first_line, reader.line_num, content)


def _separator(first: str) -> str:
    """Return what separates the columns: what yields most of the names we know."""
    return max(
        _SEPARATORS,
        key=lambda separator: sum(
            _column_name(cell.strip().strip('"')) in COLUMNS
            for cell in set(first.split(separator))
        ),
    )


def _column_name(cell: str) -> str:
    return cell.strip().casefold()


def _header(record: _Record, name: str) -> list[Field]:
    if isinstance(record.content, csv.Error):
        raise RowFileError(
            f"{name}: the first line cannot be read as a header ({record.content});"
            f" {NOTHING_CAPTURED}."
        ) from record.content
    names = [_column_name(cell) for cell in record.content]
    if COLUMNS.isdisjoint(names) and any("@" in each for each in names):
        # Not to be quoted: a name of a person belongs in no message.
        raise RowFileError(
            f"{name}: CapDesk reads the columns in the first line, and that seems to be"
            f" a lead; put the names of the columns above it; {NOTHING_CAPTURED}."
        )
    counts = Counter(names)
    mandatory = [each for each in Field if each not in OPTIONAL_COLUMNS]
    faults: dict[str, Sequence[str]] = {
        "does not know": [each for each in names if each not in COLUMNS],
        "misses": [each for each in mandatory if each not in counts],
        "finds more than once": sorted(n for n, count in counts.items() if count > 1),
    }
    if any(faults.values()):
        said = "; it ".join(f"{word} {_listed(c)}" for word, c in faults.items() if c)
        raise RowFileError(
            f"{name}: CapDesk reads the columns in the first line; it {said};"
            f" {NOTHING_CAPTURED}."
        )
    return [Field(each) for each in names]


def _listed(columns: Sequence[str]) -> str:
    named = ", ".join(
        quoted(each) if each else "one without a name" for each in columns[:_MOST_NAMED]
    )
    more = len(columns) - _MOST_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _row(number: int, record: _Record, header: Sequence[Field]) -> AnyRow:
    line, cells = record.first_line, record.content
    if isinstance(cells, csv.Error):
        where = f"Line {line:,}"
        if record.last_line > line:
            where = f"What begins in line {line:,} and ends in {record.last_line:,}"
        message = f"{where} is not one row ({cells}); check its quotation marks."
        return UnreadableRow(number, line, (Remark(None, message),))
    if len(cells) != len(header):
        count = "1 cell" if len(cells) == 1 else f"{len(cells):,} cells"
        message = (
            f"Line {line:,} has {count} where the header has {len(header)}; check its"
            " separators and quotation marks."
        )
        return UnreadableRow(number, line, (Remark(None, message),))
    return row_of(number, line, dict(zip(header, cells, strict=True)))
