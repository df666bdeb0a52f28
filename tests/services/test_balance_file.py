"""The file with a laptop's balance: what it holds, and what becomes of a bad one."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capdesk.domain.balance import Balance
from capdesk.domain.entry import Status
from capdesk.services.balance_file import (
    MAX_BALANCE_BYTES,
    BalanceFileError,
    parse_balances,
    read_balances,
    write_balances,
)
from tests.support.balances import a_balance, a_lead_counted

GOOD = write_balances(
    [
        a_balance("Tent 1", [a_lead_counted(1), a_lead_counted(2, Status.WAITING)]),
        a_balance("Tent 1", environment="qa"),
    ]
).encode()
LIMIT_S = 1.0


def _fault(content: bytes) -> str:
    with pytest.raises(BalanceFileError) as caught:
        parse_balances(content, "tent.jsonl")
    return str(caught.value)


def _changed(**changes: object) -> bytes:
    tree = json.loads(GOOD.splitlines()[0])
    return json.dumps({**tree, **changes}).encode()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_written_is_read(mark: bytes) -> None:
    """A balance comes through a file as it was, for each environment."""
    balances = [
        a_balance(
            "Zelt Österreich",
            [a_lead_counted(n, status) for n, status in enumerate(Status)],
            missing=2,
        ),
        a_balance("Zelt Österreich", environment="qa"),
    ]
    written = mark + write_balances(balances).encode()
    assert parse_balances(written, "x") == tuple(balances)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a balance that CapDesk has written"),
        (b"\n\n", "not a balance that CapDesk has written"),
        (GOOD[: len(GOOD) // 3], "this is not JSON, or only part of it"),
        (b"\xff\xfe" + GOOD, "this is not JSON"),
        (b"[]", "it has a value that no balance has"),
        (b"{}\n" * 101, "not a balance that CapDesk has written"),
        (_changed(format="capdesk-balance/2"), "If a newer CapDesk wrote it, update"),
        (_changed(captured=3), "its numbers don't add up"),
        (_changed(counts={"sent": 2}), "its numbers don't add up"),
        (_changed(leads=[]), "its numbers don't add up"),
        (_changed(first_day="2026-10-04"), "its last day is before its first"),
        (_changed(first_day="0001-01-01"), "of no calendar that is in use"),
        (_changed(first_day="2026-10-01", last_day="2026-10-02"), "of another day"),
        (_changed(laptop="a\nb"), "a line break or a control character"),
        (_changed(laptop=""), "laptop: it has a value that no balance has"),
        (_changed(counted_at="2026-10-03T17:00:00"), "it has no time zone"),
        (_changed(email="a@b.example"), "email: this does not belong in a balance"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_sentence(content: bytes, words: str) -> None:
    """It names the file and says what is wrong and what becomes of it."""
    fault = _fault(content)
    assert fault.startswith("tent.jsonl was left out: ")
    assert words in fault
    assert "\n" not in fault


def test_a_lead_that_is_there_twice_is_refused() -> None:
    """Nobody makes two leads of one by copying a line."""
    tree = json.loads(GOOD.splitlines()[0])
    leads = [tree["leads"][0]] * 2
    assert "a lead is there twice" in _fault(_changed(leads=leads))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A folder, no file at all and a huge one are sentences."""
    huge = tmp_path / "huge.jsonl"
    with huge.open("wb") as file:
        file.truncate(MAX_BALANCE_BYTES + 1)
    for path, words in (
        (tmp_path, "it is not a file"),
        (tmp_path / "none.jsonl", "it is not a file"),
        (huge, "more than 50 MB"),
    ):
        with pytest.raises(BalanceFileError, match=words):
            read_balances(path)


@settings(deadline=None)
@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 40),
    st.binary(max_size=20) | st.text("{}[]\"':,0\n ", max_size=20).map(str.encode),
)
def test_no_damage_is_more_than_a_sentence(at: int, gone: int, new: bytes) -> None:
    """Whatever was changed in a file, it is read as it stands or left out."""
    try:
        read = parse_balances(GOOD[:at] + new + GOOD[at + gone :], "x")
    except BalanceFileError as error:
        assert str(error).startswith("x was left out: ")  # noqa: PT017 - or none at all
    else:
        assert all(isinstance(each, Balance) for each in read)


@pytest.mark.parametrize("unit", [b"[", b'{"a":', b"{}\n", b'"', b"1,", b"\n"])
def test_five_megabytes_of_anything_take_no_second(unit: bytes) -> None:
    """No file keeps the program busy."""
    begun_s = time.process_time()
    _fault(unit * (5_000_000 // len(unit)))
    assert time.process_time() - begun_s < LIMIT_S
