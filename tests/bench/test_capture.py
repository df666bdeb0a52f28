"""Capture: what sealing and the outbox's rules cost over a plain insert."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from capdesk.credentials import MemoryCredentials
from capdesk.outbox import OUTBOX_NAME
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from tests.support.leads import a_new_entry

ROUNDS = 200
AT_MOST = 1.5


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def test_capture_against_a_plain_insert(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    """A sealed, durable capture takes at most 1.5 times a plain durable insert."""
    outbox = open_outbox(Profile(tmp_path, MemoryCredentials()), now=utc_now())
    plain = sqlite3.connect(tmp_path / f"plain-{OUTBOX_NAME}", isolation_level=None)
    for setting in (
        "journal_mode=TRUNCATE", "synchronous=FULL", "fullfsync=ON", "secure_delete=ON",
    ):  # fmt: skip
        plain.execute(f"PRAGMA {setting}")
    plain.execute("CREATE TABLE lead (id TEXT PRIMARY KEY, content BLOB) STRICT")
    content = b"x" * 2_000  # as much as the sealed columns of a lead

    def insert(name: str) -> None:
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT INTO lead VALUES (?, ?)", (name, content))
        plain.execute("COMMIT")

    inserts, captures = [], []

    def one_round() -> None:
        entry = a_new_entry()
        inserts.append(_milliseconds(lambda: insert(entry.lead.id)))
        captures.append(_milliseconds(lambda: outbox.capture(entry, now=utc_now())))

    benchmark.pedantic(one_round, rounds=ROUNDS)
    ratio = statistics.median(captures) / statistics.median(inserts)
    benchmark.extra_info["insert_ms"] = round(statistics.median(inserts), 2)
    benchmark.extra_info["capture_ms"] = round(statistics.median(captures), 2)
    benchmark.extra_info["ratio"] = round(ratio, 2)
    print(f"\ncapture: {benchmark.extra_info}")  # noqa: T201 - a benchmark reports
    outbox.close()
    plain.close()
    assert ratio <= AT_MOST
