"""`capdesk outbox add`: a verdict for each row, or one sentence for the file."""

import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.credentials import MemoryCredentials
from capdesk.domain.consent import ConsentMethod, Consents
from capdesk.outbox import OUTBOX_NAME
from capdesk.services.row_import import ROWS_PER_TRANSACTION
from tests.cli.command_desk import (
    COLUMNS,
    DEALER,
    NOW,
    Desk,
    Ended,
    a_pack,
    a_row,
    as_csv,
    as_json_lines,
)

NO_SUCH_PHONE = "020 7946"


def add(desk: Desk, content: str | bytes, *options: str, name: str = "l.csv") -> Ended:
    """Give a file to `outbox add --json`."""
    path = desk.write(name, content)
    return desk.run("outbox", "add", str(path), "--json", *options)


def captured(desk: Desk) -> int:
    """Count the leads in the outbox; 0 where there is none."""
    return len(desk.run("outbox", "list").out.splitlines())


def names(count: int) -> list[dict[str, str]]:
    """Return rows that differ."""
    return [a_row(email=f"zoe.{number}@example.com") for number in range(count)]


# Whole files


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_reads_what_spreadsheets_write(
    ready: Desk, separator: str, newline: str, mark: str
) -> None:
    """Separator, line ends and byte order mark are those of whoever wrote the file."""
    rows = as_csv(*names(2), separator=separator, newline=newline)
    assert add(ready, mark + rows).verdicts == ["captured", "captured"]
    assert captured(ready) == 2


def test_keeps_the_lead_as_the_form_would(ready: Desk) -> None:
    """Values are normalised, and the consents have their proof."""
    row = a_row(
        consent_method="on_paper",
        consent_asked_at="2026-09-12T11:00",
        enquiry_datetime="2026-09-12T11:05",
        staff_name="Sam",
    )
    (verdict,) = add(ready, as_csv(row, columns=tuple(row))).objects
    assert verdict == {
        "row": 1,
        "verdict": "captured",
        "id": str(uuid.UUID(verdict["id"])),
        "errors": [],
        "warnings": verdict["warnings"],
    }
    with closing(ready.outbox()) as outbox:
        lead = outbox.lead(verdict["id"])
    assert lead is not None
    assert (lead.first_name, lead.phone, lead.postcode) == (
        *("Zoë", "+442079460018"),
        "SW1A1AA",
    )
    assert lead.consents == Consents(phone_call=True, post=False)
    assert lead.proof.method is ConsentMethod.ON_PAPER
    assert (lead.proof.asked_by, lead.proof.wording) == ("Sam", "May we contact you?")
    assert lead.enquiry_at == NOW.replace(minute=5, second=0, hour=10, microsecond=0)
    assert lead.proof.asked_at == lead.enquiry_at - timedelta(minutes=5)


def without(column: str) -> str:
    """Return a file that lacks a column."""
    return as_csv(a_row(), columns=[each for each in COLUMNS if each != column])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\ufeff\r\n \r\n", "is empty"),
        ("name,mail\nZoë,zoe@example.com\n", 'does not know "name", "mail"'),
        (as_csv(a_row(), columns=[*COLUMNS, "budget"]), '"budget"'),
        (as_csv(a_row(), columns=[*COLUMNS, ""]), "one without a name"),
        (as_csv(a_row(), columns=[*COLUMNS, "email"]), 'more than once "email"'),
        (without("consent_sms"), 'misses "consent_sms"'),
        (without("phone"), 'misses "phone"'),
        (f'"{as_csv(a_row())}', "header"),
        (as_csv(a_row()).encode("latin-1"), "line 2 is not UTF-8"),
        (as_csv(a_row()).encode("utf-16"), "line 1 is not UTF-8"),
        (as_csv(a_row(first_name="Z\0")), "line 2 is not UTF-8"),
        ("\x1f\x8b\x08\n\x00", "is not UTF-8"),
        ("{'a': 1}", "does not know"),
    ],
)
def test_a_file_that_is_something_else_is_one_sentence(
    ready: Desk, content: str | bytes, words: str
) -> None:
    """The sentence names file and fault; nothing is captured, no outbox made."""
    before = ready.files()
    ended = add(ready, content)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith("l.csv")
    assert words in ended.err
    assert "no lead was captured" in ended.err
    assert ready.files() == before


def test_a_file_that_is_too_big_is_not_read(ready: Desk) -> None:
    """There is a limit, and the file that passes it is refused as a whole."""
    path = ready.write("l.csv", as_csv(a_row()))
    with path.open("r+b") as file:
        file.truncate(50_000_001)
    ended = ready.run("outbox", "add", str(path))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "50 MB" in ended.err
    assert not ready.has_outbox


@pytest.mark.parametrize("name", ["none.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_read(ready: Desk, name: str) -> None:
    """No such file, or a folder, is one sentence."""
    ended = ready.run("outbox", "add", name)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "can't be read" in ended.err
    assert not ready.has_outbox


def test_a_header_without_rows_is_nothing_to_do(ready: Desk) -> None:
    """No leads, no verdicts, no failure, no outbox."""
    assert add(ready, as_csv()) == Ended(0, "", "")
    assert not ready.has_outbox


def test_columns_stand_in_any_order_and_case(ready: Desk) -> None:
    """A header is known by its names alone."""
    columns = [f" {each.title()} " for each in reversed(COLUMNS)]
    row = {f" {key.title()} ": value for key, value in a_row().items()}
    assert add(ready, as_csv(row, columns=columns)).verdicts == ["captured"]


# Rows


def test_a_bad_row_does_not_stop_the_others(ready: Desk) -> None:
    """Good rows are captured, bad ones say what is wrong; exit 1 with the number."""
    first, bad, last = names(3)
    ended = add(ready, as_csv(first, bad | {"phone": NO_SUCH_PHONE}, last))
    assert ended.verdicts == ["captured", "refused", "captured"]
    assert [each["row"] for each in ended.objects] == [1, 2, 3]
    (error,) = ended.objects[1]["errors"]
    assert (error["field"], ended.objects[1]["id"]) == ("phone", None)
    assert ended.code == 1
    assert ended.err.startswith("1 of 3 rows was refused")
    assert captured(ready) == 2


def test_warnings_stop_nothing(ready: Desk) -> None:
    """What somebody should look at is said, and the row is captured."""
    ended = add(ready, as_csv(a_row(phone="", postcode="")))
    assert (ended.code, ended.verdicts) == (0, ["captured"])
    (warning,) = ended.objects[0]["warnings"]
    assert warning["field"] == "consent_phone_call"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"campaign": ""}, "campaign"),
        ({"campaign": "Another"}, "campaign"),
        ({"vehicle": "Audi A4"}, "vehicle"),
        ({"first_name": ""}, "first_name"),
        ({"email": "zoe@"}, "email"),
        ({"postcode": "SW1A 1A"}, "postcode"),
        ({"consent_email": "maybe"}, "consent_email"),
        ({"consent_sms": "true"}, "consent_sms"),
        ({"last_name": "x" * 2_001}, "last_name"),
    ],
)
def test_each_error_names_its_column(
    ready: Desk, given: dict[str, str], field: str
) -> None:
    """The field of an error is the column to put right."""
    ended = add(ready, as_csv(a_row(**given)))
    assert (ended.code, ended.verdicts) == (1, ["refused"])
    assert [each["field"] for each in ended.objects[0]["errors"]] == [field]
    assert not ready.has_outbox


def test_all_that_can_be_told_is_told_at_once(ready: Desk) -> None:
    """An unknown campaign, an answer and a number that are wrong: three errors."""
    row = a_row(campaign="Another", consent_sms="maybe", phone=NO_SUCH_PHONE)
    errors = add(ready, as_csv(row)).objects[0]["errors"]
    assert {each["field"] for each in errors} == {"campaign", "consent_sms", "phone"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("one,two", "Line 3 has 2 cells where the header has 13"),
        (",".join("x" * 14), "Line 3 has 14 cells"),
        ('"Zoë" Ångström,2', "Line 3 is not one row"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_alone(
    ready: Desk, line: str, words: str
) -> None:
    """Short, long and badly quoted rows say where they are; the rest goes on."""
    good = as_csv(*names(2)).splitlines()
    ended = add(ready, "\n".join([*good[:2], line, good[2]]))
    assert ended.verdicts == ["captured", "refused", "captured"]
    (error,) = ended.objects[1]["errors"]
    assert error["field"] is None
    assert words in error["message"]


def test_a_quotation_mark_never_closed_is_told(ready: Desk) -> None:
    """What it swallows is refused, not lost without a word."""
    good = as_csv(*names(4)).splitlines()
    ended = add(ready, "\n".join([*good[:2], f'"{good[2]}', *good[3:]]))
    assert ended.verdicts == ["captured", "refused"]
    (error,) = ended.objects[1]["errors"]
    assert "begins in line 3 and ends in 5" in error["message"]


def test_quoted_cells_may_hold_separators_and_lines(ready: Desk) -> None:
    """A line break inside quotation marks belongs to its cell; lines still count."""
    header, row = as_csv(a_row()).splitlines()
    broken = row.replace("Ångström", '"Ång\nström"')
    rows = [header, row.replace("Zoë", '"Zoë, ""Z"""'), broken, "x"]
    ended = add(ready, "\n".join(rows))
    assert ended.verdicts == ["captured", "refused", "refused"]
    assert ended.objects[1]["errors"][0]["field"] == "last_name"
    assert "Line 5" in ended.objects[2]["errors"][0]["message"]


def test_empty_rows_are_no_leads(ready: Desk) -> None:
    """Rows with nothing but separators, as spreadsheets leave them, do not count."""
    header, row = as_csv(a_row()).splitlines()
    ended = add(ready, "\n".join(["", header, "", "," * 12, " ", row, ",,,", ""]))
    assert (ended.code, ended.verdicts) == (0, ["captured"])


def test_an_ambiguous_campaign_is_settled_by_the_environment(ready: Desk) -> None:
    """A campaign of two environments is refused until one of them is chosen."""
    pack = ready.write("pack.json", as_json_lines(a_pack("qa")))
    assert ready.run("campaign", "add", str(pack)).code == 0
    ended = add(ready, as_csv(a_row()))
    assert ended.verdicts == ["refused"]
    assert ended.objects[0]["errors"][0]["field"] == "campaign"
    assert add(ready, as_csv(a_row()), "--environment", "qa").verdicts == ["captured"]
    assert add(ready, as_csv(a_row()), "--environment", DEALER).verdicts == ["captured"]
    listed = ready.run("outbox", "list", "--json").objects
    assert [each["environment"] for each in listed] == ["qa", DEALER]


def test_an_unknown_environment_is_one_sentence(ready: Desk) -> None:
    """A wrong --environment stops before any row."""
    ended = add(ready, as_csv(a_row()), "--environment", "nowhere")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert not ready.has_outbox


def test_plain_output_is_one_line_for_each_row(ready: Desk) -> None:
    """People get row, line, verdict and what is wrong."""
    path = ready.write("l.csv", as_csv(a_row(), a_row(), a_row(email="zoe@")))
    lines = ready.run("outbox", "add", str(path)).out.splitlines()
    assert [each[: each.index(":")] for each in lines] == [
        "Row 1 (line 2)",
        "Row 2 (line 3)",
        "Row 3 (line 4)",
    ]
    words = ("captured", "already captured", "refused")
    for line, word in zip(lines, words, strict=True):
        assert f": {word}  " in line


# JSON Lines


def test_json_lines_are_judged_like_csv(ready: Desk) -> None:
    """Strings, booleans and null; what is missing was not given."""
    row: dict[str, object] = {
        **a_row(),
        "consent_phone_call": True,
        "consent_post": False,
        "consent_sms": None,
    }
    del row["consent_email"]
    ended = add(ready, "\ufeff" + as_json_lines(row), name="l.jsonl")
    assert ended.verdicts == ["captured"]
    with closing(ready.outbox()) as outbox:
        lead = outbox.lead(ended.objects[0]["id"])
    assert lead is not None
    assert lead.consents == Consents(phone_call=True, post=False)


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("{", None, "Line 2: this is not JSON"),
        ("[1]", None, "Line 2: a lead is an object"),
        ('"text"', None, "Line 2: a lead is an object"),
        ('{"email": "a@example.com", "email": "b@example.com"}', None, "twice"),
        ('{"email": NaN}', None, "NaN is not JSON"),
        ("[" * 5_000, None, "Line 2: "),
        (as_json_lines(a_row() | {"budget": "1"}), None, '"budget" is not a column'),
        (as_json_lines({**a_row(), "phone": 7}), "phone", "put it in quotes"),
        (as_json_lines({**a_row(), "phone": True}), "phone", "put it in quotes"),
        (as_json_lines({**a_row(), "consent_sms": 1}), "consent_sms", "yes nor no"),
        (as_json_lines({**a_row(), "vehicle": ["x"]}), "vehicle", "put it in quotes"),
        (
            as_json_lines(a_row()).replace("Zoë", "Zo\\ud83d"),
            "first_name",
            "broken character",
        ),
    ],
)
def test_a_line_that_is_wrong_is_refused_alone(
    ready: Desk, line: str, field: str | None, words: str
) -> None:
    """Each says where it is and what is wrong; the others are captured."""
    first, last = (as_json_lines(each) for each in names(2))
    ended = add(ready, f"{first}{line.strip()}\n\n{last}", name="l.jsonl")
    assert ended.verdicts == ["captured", "refused", "captured"]
    errors = ended.objects[1]["errors"]
    assert [each["field"] for each in errors] == [field]
    assert words in errors[0]["message"]


def test_standard_input_is_looked_at(ready: Desk) -> None:
    """`-` takes either format; an unknown ending does too."""
    first, second, third = names(3)
    for number, content in enumerate(
        [as_csv(first), as_json_lines(second), "\ufeff\n" + as_json_lines(third)]
    ):
        ended = ready.run("outbox", "add", "-", stdin=content.encode())
        assert ended.code == 0, ended.err
        assert captured(ready) == number + 1
    ended = ready.run("outbox", "add", "-")
    assert (ended.code, ended.err) == (
        1,
        "Standard input is empty; no lead was captured.\n",
    )


# Once


def test_a_row_given_twice_is_captured_once(ready: Desk) -> None:
    """In one file, in a second run, in another order, another format, by the id."""
    first, second = names(2)
    once = add(ready, as_csv(first, second, first))
    assert once.verdicts == ["captured", "captured", "already_captured"]
    ids = [each["id"] for each in once.objects]
    assert ids[2] == ids[0]
    again = [
        add(ready, as_csv(first, second)),
        add(ready, as_csv(first, second, columns=COLUMNS[::-1], separator=";")),
        add(ready, as_json_lines(first, second), name="l.jsonl"),
        add(
            ready, as_csv(*(row | {"campaign": a_pack_id()} for row in (first, second)))
        ),
    ]
    for each in again:
        assert each.verdicts == ["already_captured", "already_captured"]
        assert [row["id"] for row in each.objects] == ids[:2]
        assert each.code == 0
    assert captured(ready) == 2


def a_pack_id() -> str:
    """Return the id of the campaign in the pack."""
    return str(a_pack()["campaigns"][0]["id"])


def test_good_rows_of_a_corrected_file_are_not_captured_twice(ready: Desk) -> None:
    """The remedy that the sentence on standard error names works."""
    first, bad = names(2)
    add(ready, as_csv(first, bad | {"email": "zoe@"}))
    ended = add(ready, as_csv(first, bad))
    assert (ended.code, ended.verdicts) == (0, ["already_captured", "captured"])


# Dry runs and failures


def test_a_dry_run_needs_no_keyring_and_makes_nothing(ready: Desk) -> None:
    """Rows are judged, none is captured, nobody is asked for a key."""
    before = ready.files()
    ready.credentials = NoKeyring()
    ended = add(ready, as_csv(a_row(), a_row(email="zoe@")), "--dry-run")
    assert (ended.code, ended.verdicts) == (1, ["ok", "refused"])
    assert [each["id"] for each in ended.objects] == [None, None]
    assert ready.files() == before


class NoKeyring(MemoryCredentials):
    """A keyring that nobody may ask."""

    def data_key(self, key_id: str) -> bytes | None:
        """Fail."""
        raise AssertionError(key_id)


def test_a_batch_that_fails_is_refused_with_the_reason(ready: Desk) -> None:
    """Rows before it stay captured; it and all after it are told, and known later."""
    rows = names(ROWS_PER_TRANSACTION + 2)
    assert add(ready, as_csv(a_row())).code == 0
    refuse_after(ready.folder, 1 + ROWS_PER_TRANSACTION)
    ended = add(ready, as_csv(*rows))
    assert ended.code == 1
    assert ended.verdicts == ["captured"] * ROWS_PER_TRANSACTION + ["refused"] * 2
    (error,) = ended.objects[-1]["errors"]
    assert error["field"] is None
    assert "was not saved" in error["message"]
    assert "was not saved" in ended.err
    assert ended.err.count("\n") == 1
    assert captured(ready) == ROWS_PER_TRANSACTION + 1


def refuse_after(folder: Path, rows: int) -> None:
    """Have SQLite refuse an insert once there are so many entries."""
    with closing(sqlite3.connect(folder / OUTBOX_NAME)) as connection, connection:
        trigger = (
            "CREATE TRIGGER full BEFORE INSERT ON entry"
            " WHEN (SELECT count(*) FROM entry) >= :rows"
            " BEGIN SELECT raise(ABORT, 'full'); END"
        )
        # A trigger takes no parameters.
        connection.execute(trigger.replace(":rows", str(rows)))


@pytest.mark.parametrize("pragma", ["application_id = 7", "user_version = 99"])
def test_an_outbox_that_cannot_be_opened_is_one_sentence(
    ready: Desk, pragma: str
) -> None:
    """What is there is left alone, and no verdict says that a row was captured."""
    add(ready, as_csv(a_row()))
    with closing(sqlite3.connect(ready.folder / OUTBOX_NAME)) as connection:
        connection.execute(f"PRAGMA {pragma}")
    before = ready.files()
    ended = add(ready, as_csv(*names(2)))
    assert ended.code == 1
    assert "captured" not in ended.out
    assert ended.err.count("\n") == 1
    assert ready.files() == before


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are closed as on Unix")
def test_verdicts_that_nobody_reads_are_a_failure(ready: Desk) -> None:
    """A reader that goes away is told of: rows may be missing."""
    path = ready.write("l.csv", as_csv(*names(3)))
    command = ["outbox", "add", str(path), "--dry-run"]
    with subprocess.Popen(
        [sys.executable, "-m", "capdesk", "--data-dir", str(ready.folder), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        program.stdout.close()
        assert program.stderr is not None
        said = program.stderr.read()
    assert program.returncode == 1
    assert b"Nobody reads the verdicts from row 1 on" in said
    assert said.count(b"\n") == 1
