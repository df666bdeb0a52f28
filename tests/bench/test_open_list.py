"""Opening the list of a full outbox: what a person waits for, and whether all stalls.

The whole way is measured: storage thread, bridge, model, filters, painted rows.
"""

import time
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from capdesk.app.outbox_view import OutboxView
from capdesk.app.parts import Parts
from capdesk.app.relay import Relay
from capdesk.app.rules import DeskRules
from capdesk.credentials import MemoryCredentials
from capdesk.services.sending import utc_now
from capdesk.ui import theme
from capdesk.ui.window import MainWindow
from tests.bench.ten_thousand import ENTRIES, fill

ROUNDS = 9
SHOWN_WITHIN_MS = 100.0
"""From asking for the list to painted rows that can be scrolled."""
STALL_AT_MOST_MS = 50.0
"""Longest that the window answers nobody until every lead is in the list."""
BEAT_MS = 5


def test_the_list_opens(
    benchmark: BenchmarkFixture, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """The newest leads are there at once, and the others stall nobody who types."""
    parts = Parts(tmp_path, MemoryCredentials())
    parts.storage.submit(fill, now=utc_now()).result()
    theme.apply(qapp, theme.LIGHT)
    window = MainWindow(DeskRules())
    qtbot.addWidget(window)
    window.complete()
    window.show_desk()
    window.show()
    qtbot.waitExposed(window)
    view = OutboxView(window, Relay())
    shown_ms: list[float] = []
    whole_ms: list[float] = []
    stalls_ms: list[float] = []

    def open_list() -> None:
        window.outbox.show_entries(())
        qapp.processEvents()
        beats: list[tuple[float, int]] = []
        heart = QTimer(interval=BEAT_MS)
        heart.timeout.connect(
            lambda: beats.append((time.perf_counter(), window.outbox.model.rowCount()))
        )
        started = time.perf_counter()
        heart.start()
        view.begin(parts)
        qtbot.waitUntil(lambda: bool(beats) and beats[-1][1] == ENTRIES, timeout=10_000)
        qtbot.wait(BEAT_MS * 4)  # the last paint is another stall that counts
        heart.stop()
        moments = [started, *(moment for moment, _ in beats)]
        # What has just come is painted by the next beat.
        shown = next(n for n, (_, rows) in enumerate(beats) if rows) + 1
        whole = next(n for n, (_, rows) in enumerate(beats) if rows == ENTRIES) + 1
        shown_ms.append((beats[shown][0] - started) * 1000)
        whole_ms.append((beats[whole][0] - started) * 1000)
        stalls_ms.append(max(b - a for a, b in pairwise(moments)) * 1000)

    benchmark.pedantic(open_list, rounds=ROUNDS, warmup_rounds=1)
    view.end()
    parts.close()
    window.set_unsent(0)  # else it asks before it closes
    qapp.setStyleSheet("")
    # The best of them: what others do with the computer meanwhile only adds.
    shown, stall = min(shown_ms), min(stalls_ms)
    benchmark.extra_info["shown_ms"] = round(shown, 1)
    benchmark.extra_info["whole_ms"] = round(min(whole_ms), 1)
    benchmark.extra_info["stall_ms"] = round(stall, 1)
    print(f"\n{ENTRIES:,} entries: {benchmark.extra_info}")  # noqa: T201 - a benchmark reports
    assert shown <= SHOWN_WITHIN_MS
    assert stall <= STALL_AT_MOST_MS
