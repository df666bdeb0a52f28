"""The window stays quick while the outbox drains behind it."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from capdesk.app.quick_start import pause_collector, resume_collector
from capdesk.campaigns import CampaignLibrary, read_pack
from capdesk.credentials import MemoryCredentials
from capdesk.outbox import Outbox
from capdesk.resources import locate
from capdesk.services.capture import new_entry
from capdesk.services.sending import utc_now
from capdesk.settings import Environments
from tests.app.conftest import open_desk
from tests.support.leads import a_lead

HERE = Path(__file__).parent
ENVIRONMENT = "dealer"
LATENCY_MS = 50
LEADS = 1_000
BEAT_MS = 5
P99_AT_MOST_MS = 16.0
LONGEST_AT_MOST_MS = 50.0


@contextmanager
def _gateway() -> Iterator[str]:
    """Run a gateway in a process of its own and give its address."""
    with subprocess.Popen(
        [sys.executable, str(HERE / "slow_gateway.py"), str(LATENCY_MS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        yield f"http://127.0.0.1:{int(program.stdout.readline())}/leads"
        program.stdin.close()


def _prepare(folder: Path, url: str) -> MemoryCredentials:
    Environments(folder).add(ENVIRONMENT, url)
    content = json.loads(locate("sample-pack.json").read_text(encoding="utf-8"))
    pack = folder / "pack.json"
    pack.write_text(json.dumps(content | {"environment": ENVIRONMENT}))
    CampaignLibrary(folder).add(read_pack(pack, [ENVIRONMENT]))
    credentials = MemoryCredentials()
    credentials.set_api_key(ENVIRONMENT, url, "key")
    return credentials


def test_the_window_does_not_stall_while_it_drains(
    benchmark: BenchmarkFixture, qtbot: QtBot, tmp_path: Path
) -> None:
    """While 1,000 leads go out, the main thread answers within 16 ms, 99 times in 100."""
    late_ms: list[float] = []
    with (
        _gateway() as url,
        open_desk(qtbot, tmp_path, _prepare(tmp_path, url)) as desk,
    ):
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.window.strip.campaign.setCurrentIndex(0)
        campaign = CampaignLibrary(tmp_path).all()[0]
        lead_ids = [a_lead(environment=ENVIRONMENT) for _ in range(LEADS)]
        entries = [new_entry(lead, campaign) for lead in lead_ids]
        # As the program does when it has opened: it looks through what a start made no
        # more. Here that is also all that pytest and its plug-ins hold.
        pause_collector()
        resume_collector()
        beat = QTimer(interval=BEAT_MS)
        last = 0.0

        def measure() -> None:
            nonlocal last
            now = time.perf_counter()
            late_ms.append(max(0.0, (now - last) * 1000 - BEAT_MS))
            last = now

        beat.timeout.connect(measure)

        def drain() -> None:
            nonlocal last
            storage = desk.desk.parts.storage
            storage.submit(Outbox.capture_all, entries, now=utc_now()).result()
            desk.desk.parts.nudge()
            last = time.perf_counter()
            beat.start()
            qtbot.waitUntil(
                lambda: desk.window.queue_line.text == "All leads are sent.",
                timeout=60_000,
            )
            beat.stop()

        benchmark.pedantic(drain, rounds=1)
    p99 = statistics.quantiles(late_ms, n=100)[98]
    benchmark.extra_info["p50_ms"] = round(statistics.median(late_ms), 1)
    benchmark.extra_info["p99_ms"] = round(p99, 1)
    benchmark.extra_info["longest_ms"] = round(max(late_ms), 1)
    print(f"\nstall: {benchmark.extra_info}")  # noqa: T201 - a benchmark reports
    assert p99 <= P99_AT_MOST_MS
    assert max(late_ms) <= LONGEST_AT_MOST_MS
