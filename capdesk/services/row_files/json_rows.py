"""Rows of a JSON Lines file: one object in each line."""

from collections.abc import Iterator

from capdesk.campaigns.strict_json import Json, StrictJsonError, parse, quoted
from capdesk.domain.consent import CONSENT_FIELDS
from capdesk.domain.fields import Field
from capdesk.domain.rules.cleaning import is_blank
from capdesk.services.row_files.rows import (
    COLUMNS,
    AnyRow,
    Remark,
    UnreadableRow,
    row_of,
)


def json_rows(text: str) -> Iterator[AnyRow]:
    """Read one row from each line that is not blank."""
    # Not `splitlines`, which also splits at characters that may stand in a JSON text.
    lines = enumerate(text.split("\n"), start=1)
    given = ((line, source) for line, source in lines if not is_blank(source))
    for number, (line, source) in enumerate(given, start=1):
        yield _row(number, line, source)


def _row(number: int, line: int, source: str) -> AnyRow:
    try:
        tree = parse(source)
    except StrictJsonError as error:
        fault = Remark(None, f"Line {line:,}: {error.fault}.")
        return UnreadableRow(number, line, (fault,))
    if not isinstance(tree, dict):
        fault = Remark(None, f"Line {line:,}: a lead is an object, {{ … }}.")
        return UnreadableRow(number, line, (fault,))
    faults = [
        Remark(None, f"Line {line:,}: {quoted(key)} is not a column that a lead has.")
        for key in tree
        if key not in COLUMNS
    ]
    texts: dict[Field, str] = {}
    for field in Field:
        match _text_of(field, tree.get(field)):
            case str(text):
                texts[field] = text
            case Remark() as fault:
                faults.append(fault)
    return row_of(number, line, texts, *faults)


def _text_of(field: Field, value: Json) -> str | Remark:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() if field in CONSENT_FIELDS:
            return "yes" if value else "no"
        case _ if field in CONSENT_FIELDS:
            return Remark(
                field,
                f"{field.label} is neither yes nor no; leave it out if the person was"
                " not asked.",
            )
        case _:
            return Remark(field, f"{field.label} is not text; put it in quotes.")
