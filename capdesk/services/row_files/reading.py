"""Tells what kind of file it is, and refuses one that is not UTF-8 text."""

from collections.abc import Iterator
from enum import StrEnum

from capdesk.domain.rules.cleaning import is_blank
from capdesk.services.row_files.csv_rows import csv_rows
from capdesk.services.row_files.json_rows import json_rows
from capdesk.services.row_files.rows import NOTHING_CAPTURED, AnyRow, RowFileError

MAX_FILE_BYTES = 50_000_000
MAX_LINES = 100_000
"""More than any desk takes in a year, and read in seconds if none of them is a lead."""


class RowFormat(StrEnum):
    """How a file keeps its rows; the value is the ending of its name."""

    CSV = ".csv"
    JSON_LINES = ".jsonl"


def read_rows(content: bytes, name: str) -> Iterator[AnyRow]:
    """Read the rows of a file.

    Whoever wrote it is not here to be asked, so nothing is guessed: a file that does
    not say what its columns are is refused as a whole, a row that does not fit is
    refused by itself.

    Args:
        content: The whole file, UTF-8 with or without a byte order mark.
        name: What the file is called; its ending tells the format, and where it does
            not, the first character does.

    Raises:
        RowFileError: No row of it can be read.
    """
    text = _decode(content, name)
    match _format_of(name, text):
        case RowFormat.CSV:
            return csv_rows(text, name)
        case RowFormat.JSON_LINES:
            return json_rows(text)


def _decode(content: bytes, name: str) -> str:
    if len(content) > MAX_FILE_BYTES:
        raise RowFileError(
            f"{name} has more than {MAX_FILE_BYTES // 1_000_000} MB, which is more than"
            f" CapDesk takes at once; split it; {NOTHING_CAPTURED}."
        )
    try:
        text = content.decode("utf-8-sig")
        at = content.find(b"\0")  # UTF-16 passes for UTF-8 with these in it
    except UnicodeDecodeError as error:
        text, at = "", error.start
    if at >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise RowFileError(
            f'{name}: line {line:,} is not UTF-8 text; save the file as UTF-8 ("CSV'
            f' UTF-8" in Excel) and give it again; {NOTHING_CAPTURED}.'
        )
    if is_blank(text):
        raise RowFileError(f"{name} is empty; {NOTHING_CAPTURED}.")
    if max(text.count("\n"), text.count("\r")) > MAX_LINES:
        raise RowFileError(
            f"{name} has more than {MAX_LINES:,} lines, which is more than CapDesk takes"
            f" at once; split it; {NOTHING_CAPTURED}."
        )
    return text


def _format_of(name: str, text: str) -> RowFormat:
    for known in RowFormat:
        if name.lower().endswith(known):
            return known
    return RowFormat.JSON_LINES if text.lstrip().startswith("{") else RowFormat.CSV
