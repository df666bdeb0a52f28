"""The outbox panel with 10,000 leads: open, find, update, memory."""

import gc
import statistics
import string
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Entry, Status
from capdesk.ui import theme
from capdesk.ui.outbox.panel import OutboxPanel
from tests.support.entries import an_entry

LEADS = 10_000
OPEN_AT_MOST_MS = 100.0
FIND_AT_MOST_MS = 50.0
UPDATE_AT_MOST_MS = 16.0
MEMORY_AT_MOST_MB = 40.0
ROUNDS = 10
TYPED = ("maximilian", "07700 900 123", "enq-12", "nobody at all")


def _leads() -> list[Entry]:
    return [_lead(number) for number in range(LEADS)]


def _lead(number: int) -> Entry:
    name = f"{string.ascii_uppercase[number % 26]}axi {number} Featherstonehaugh"
    phone = f"7700{number:06}"
    reference = f"ENQ-{number:06}-ABCD1234"
    lines = (
        *(name.casefold(), f"maxi.{number}@example.com", f"+44{phone}", f"0{phone}"),
        *("sw1a1aa", "sw1a 1aa", reference.casefold()),
    )
    return an_entry(
        name,
        id=f"00000000-0000-4000-8000-{number:012}",
        status=(*Status, *[Status.SENT] * 20)[number % 27],
        enquiry_reference=reference,
        find_text="\n".join(lines),
    )


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[OutboxPanel]:
    """Return an empty panel as it stands in the window."""
    theme.apply(qapp, theme.LIGHT)
    made = OutboxPanel(theme.LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 620)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    qapp.setStyleSheet("")


def _milliseconds(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    QApplication.processEvents()
    return (time.perf_counter() - started) * 1000


def _report(benchmark: BenchmarkFixture, name: str, times_ms: list[float]) -> None:
    benchmark.extra_info["p50_ms"] = round(statistics.median(times_ms), 1)
    benchmark.extra_info["max_ms"] = round(max(times_ms), 1)
    print(f"\n{name}: {benchmark.extra_info}")  # noqa: T201 - a benchmark reports


def test_opening(benchmark: BenchmarkFixture, panel: OutboxPanel) -> None:
    """From entries to painted rows within 100 ms."""
    leads = _leads()
    times_ms: list[float] = []

    def open_all() -> None:
        times_ms.append(_milliseconds(lambda: panel.show_entries(leads)))

    benchmark.pedantic(open_all, rounds=ROUNDS)
    _report(benchmark, "open", times_ms)
    assert max(times_ms) <= OPEN_AT_MOST_MS


def test_finding(benchmark: BenchmarkFixture, panel: OutboxPanel, qtbot: QtBot) -> None:
    """From each key to the painted answer within 50 ms."""
    panel.show_entries(_leads())
    panel.table.selectRow(LEADS // 3)
    panel.focus_find()
    times_ms: list[float] = []

    def press(letter: str) -> None:
        qtbot.keyClicks(panel.find_box, letter)

    def find() -> None:
        for text in TYPED:
            panel.find_box.clear()
            times_ms.extend(_milliseconds(partial(press, letter)) for letter in text)

    benchmark.pedantic(find, rounds=ROUNDS // 3, warmup_rounds=1)
    _report(benchmark, "find", times_ms)
    assert max(times_ms) <= FIND_AT_MOST_MS


def test_an_update_while_narrowed(
    benchmark: BenchmarkFixture, panel: OutboxPanel
) -> None:
    """Four leads that go on, as while the queue drains, within one frame."""
    leads = _leads()
    panel.show_entries(leads)
    panel.show_statuses({Status.SENT})
    panel.find_box.setText("maxi")
    statuses = (Status.SENDING, Status.SENT)
    times_ms: list[float] = []

    def go_on() -> None:
        for turn in range(20):
            status = statuses[turn % 2]
            some = [replace(each, status=status) for each in leads[turn * 100 :][:4]]
            times_ms.append(_milliseconds(partial(panel.update_entries, some)))

    benchmark.pedantic(go_on, rounds=ROUNDS)
    _report(benchmark, "update", times_ms)
    assert statistics.median(times_ms) <= UPDATE_AT_MOST_MS


def test_memory(panel: OutboxPanel) -> None:
    """Entries, rows and view together take at most 40 MB."""
    panel.show_entries([_lead(0)])
    QApplication.processEvents()
    gc.collect()
    tracemalloc.start()
    try:
        panel.show_entries(_leads())
        QApplication.processEvents()
        gc.collect()
        used_mb = tracemalloc.get_traced_memory()[0] / 1e6
    finally:
        tracemalloc.stop()
    print(f"\nmemory: {used_mb:.1f} MB")  # noqa: T201 - a benchmark reports
    assert used_mb <= MEMORY_AT_MOST_MB
