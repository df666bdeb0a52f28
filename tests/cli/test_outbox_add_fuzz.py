"""Whatever is in a file of leads, `outbox add` says so in words, soon, and keeps count."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capdesk.services.row_files.reading import MAX_LINES
from tests.cli.command_desk import (
    COLUMNS,
    Desk,
    Ended,
    a_pack,
    a_row,
    as_csv,
    as_json_lines,
)

BYTES_5_MB = 5_000_000
LIMIT_S = 1.0
ENOUGH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

cells = st.one_of(
    st.sampled_from([*a_row().values(), "", "yes", '"', "=1+1", "\ufeff", "\u202e"]),
    st.text(max_size=12),
)
rows = st.dictionaries(st.sampled_from([*COLUMNS, "staff_name", "x"]), cells)
csv_files = st.builds(
    lambda head, body, separator: "\n".join(
        separator.join(line) for line in [head, *body]
    ).encode("utf-8", "surrogatepass"),
    st.one_of(st.just(list(COLUMNS)), st.lists(st.sampled_from(COLUMNS))),
    st.lists(st.lists(cells, max_size=15), max_size=5),
    st.sampled_from(",;\t"),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | cells,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(cells, inner, max_size=3)
    ),
    max_leaves=6,
)
json_files = st.lists(
    st.one_of(
        rows.map(lambda row: json.dumps(a_row() | row)),
        st.dictionaries(st.sampled_from(COLUMNS), json_values).map(json.dumps),
        json_values.map(json.dumps),
        st.text(max_size=20),
    ),
    max_size=5,
).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))
contents = st.one_of(st.binary(max_size=200), csv_files, json_files)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Return one desk for all examples."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "data")
        desk.run("environment", "add", "dealer", "http://127.0.0.1:9/")
        pack = desk.write("pack.json", json.dumps(a_pack()))
        assert desk.run("campaign", "add", str(pack)).code == 0
        yield desk


def add(desk: Desk, content: bytes, ending: str, *extra: str) -> Ended:
    """Add a file of these bytes."""
    path = desk.write(f"fuzz{ending}", content)
    return desk.run("outbox", "add", "--json", str(path), *extra)


def kept(desk: Desk) -> int:
    """Return how many leads there are."""
    if not desk.has_outbox:
        return 0
    with closing(desk.outbox()) as outbox:
        return len(outbox.entries())


@ENOUGH
@given(content=contents, ending=st.sampled_from([".csv", ".jsonl", ""]))
def test_any_file_gets_a_verdict_in_words(
    desk: Desk, content: bytes, ending: str
) -> None:
    """One sentence for the file or one verdict a row; what is kept is what is said."""
    before = kept(desk)
    ended = add(desk, content, ending)
    assert ended.code in {0, 1}
    assert "inside CapDesk" not in ended.err
    assert ended.err.count("\n") == ended.code
    assert kept(desk) - before == ended.verdicts.count("captured")
    assert set(ended.verdicts) <= {"captured", "already_captured", "refused"}
    if not ended.verdicts and ended.code:
        assert "no lead was captured" in ended.err


HEADER = ",".join(COLUMNS).encode() + b"\n"
LARGE: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: b"\0" * BYTES_5_MB,
    "noise": lambda: bytes(range(256)) * (BYTES_5_MB // 256),
    "separators": lambda: b"," * BYTES_5_MB,
    "quotation marks": lambda: b'"' * BYTES_5_MB,
    "line ends": lambda: b"\n" * BYTES_5_MB,
    "one line": lambda: b"a" * BYTES_5_MB,
    "brackets": lambda: b"[" * BYTES_5_MB,
    "deep object": lambda: b'{"email":' * (BYTES_5_MB // 9),
    "long number": lambda: b'{"email":' + b"9" * BYTES_5_MB + b"}",
    "many columns": lambda: b"a," * (BYTES_5_MB // 2),
    "other columns": lambda: b",".join(b"%x" % n for n in range(BYTES_5_MB // 6)),
    "one column often": lambda: HEADER[:-1] + b",email" * (BYTES_5_MB // 6),
    "many objects": lambda: b"{}\n" * (BYTES_5_MB // 3),
    "many rows": lambda: HEADER + b"a\n" * (BYTES_5_MB // 2),
    "open quotation": lambda: HEADER + b'"' + b"a" * BYTES_5_MB,
    "a lead too many": (as_csv(a_row()) + "\n" * (MAX_LINES + 1)).encode,
}


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
@pytest.mark.parametrize("kind", LARGE)
@pytest.mark.timeout(20)
def test_a_large_file_that_is_nothing_is_refused(
    desk: Desk, kind: str, ending: str
) -> None:
    """Five megabytes of anything end in a sentence, soon, and keep nothing."""
    before = kept(desk)
    # Other tests may be busy beside this one, so it is our own time that counts.
    begun_s = time.process_time()
    ended = add(desk, LARGE[kind](), ending)
    assert time.process_time() - begun_s < LIMIT_S
    assert len(ended.err) < 1_000
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "inside CapDesk" not in ended.err
    assert kept(desk) == before


def test_separators_alone_are_an_empty_file(desk: Desk) -> None:
    """A spreadsheet that was emptied leaves such files."""
    ended = add(desk, b",,,\n,,,\n", ".csv")
    assert ended.err == "fuzz.csv is empty; no lead was captured.\n"


def test_more_lines_than_any_desk_has_are_refused_as_a_whole(desk: Desk) -> None:
    """Reading is bounded by lines as well as by bytes."""
    rows = as_json_lines(a_row()) + "\n" * MAX_LINES
    ended = add(desk, rows.encode(), ".jsonl")
    assert ended.verdicts == []
    assert f"more than {MAX_LINES:,} lines" in ended.err
