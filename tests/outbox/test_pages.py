"""Rows are read from the bare pages of a file as SQLite itself would read them."""

import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.outbox.pages import RawRow, raw_rows

PAGE_BYTES = (512, 4096, 65_536)


def _database(path: Path, page_bytes: int = 4096, rows: int = 300) -> list[RawRow]:
    """Make a file with every kind of value, many pages and long rows."""
    chance = random.Random(7)
    numbers = [0, 1, -1, 127, -128, 2**15, -(2**23), 2**31, 2**40, -(2**63), 2**63 - 1]
    expected = [
        RawRow(
            number - 5 if number != 5 else -(2**62),
            (
                None,
                chance.choice(numbers),
                chance.choice([0.5, -2e300]),
                "é" * chance.choice([0, 7, 3_000]),
                chance.randbytes(chance.choice([0, 40, 4_061, 4_062, 20_000])),
            ),
        )
        for number in range(rows)
    ]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA page_size = {page_bytes}")
        connection.execute("PRAGMA user_version = 3")
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, i, f, s, b)")
        connection.execute("CREATE INDEX by_text ON t (s)")
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?)",
            [(row.rowid, *row.values[1:]) for row in expected],
        )
        connection.commit()
    return expected


@pytest.mark.parametrize("page_bytes", PAGE_BYTES)
def test_every_row_of_a_sound_file_is_read_as_it_was_written(
    page_bytes: int, tmp_path: Path
) -> None:
    """All kinds of values, long rows included, and nothing twice."""
    path = tmp_path / "sound"
    expected = _database(path, page_bytes)
    found = [row for row in raw_rows(path.read_bytes()) if row.values[0] is None]
    assert Counter(found) == Counter(expected)


@pytest.mark.parametrize("lost", [b"\xa5", b"\0"], ids=["rubbish", "zeros"])
def test_rows_are_found_without_the_first_page_and_without_the_root(
    lost: bytes, tmp_path: Path
) -> None:
    """What SQLite needs to find any row at all is not needed here."""
    path = tmp_path / "headless"
    expected = _database(path)
    content = lost * 2 * 4096 + path.read_bytes()[2 * 4096 :]
    found = [row for row in raw_rows(content) if row.values[0] is None]
    assert Counter(found) == Counter(expected)


def test_a_lost_continuation_reads_as_zeros(tmp_path: Path) -> None:
    """A long row whose end is lost keeps its beginning."""
    path = tmp_path / "cut"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.execute("INSERT INTO t VALUES ('kept', ?)", (b"x" * 9_000,))
        connection.commit()
    content = path.read_bytes()[: 2 * 4096]
    (row,) = [each for each in raw_rows(content) if len(each.values) == 2]
    text, blob = row.values
    assert text == "kept"
    assert isinstance(blob, bytes)
    assert blob == b"x" * blob.count(b"x") + b"\0" * blob.count(b"\0")
    assert len(blob) == 9_000
    assert 0 < blob.count(b"x") < 4096


def test_no_damage_is_more_than_missing_rows(tmp_path: Path) -> None:
    """Whatever a disk writes over a file, reading it ends, and raises nothing."""
    path = tmp_path / "damaged"
    expected = Counter(_database(path, rows=60))
    sound = path.read_bytes()
    chance = random.Random(1)
    for _ in range(60):
        content = bytearray(sound)
        for _ in range(chance.choice([1, 10, 1_000])):
            content[chance.randrange(len(content))] = chance.choice([0, 13, 255, 128])
        cut = bytes(content[: chance.choice([len(content), chance.randrange(9_999)])])
        found = Counter(row for row in raw_rows(cut))
        assert found.total() < 10 * expected.total()


@pytest.mark.parametrize("content", [b"", b"hello", bytes(100), bytes(9_000)])
def test_what_never_was_a_database_has_no_rows(content: bytes) -> None:
    """Rubbish gives nothing."""
    assert [row for row in raw_rows(content) if len(row.values) > 2] == []
