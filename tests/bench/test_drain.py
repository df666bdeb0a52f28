"""Drain: how fast a full outbox empties, and what an idle courier costs."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from capdesk.courier import CourierThread, News
from capdesk.courier.queueing import MAX_IN_FLIGHT
from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.domain.queue import QueueState
from capdesk.outbox import Outbox, Storage, exchange
from capdesk.services.capture import new_entry
from capdesk.services.outbox_access import open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import ignore_news, make_courier, utc_now
from capdesk.settings import Environments
from tests.support.leads import a_campaign, a_lead

HERE = Path(__file__).parent
ENVIRONMENT = "dealer"
AT_MOST = 1.25
DRAIN_WITHIN_S = 60.0

IDLE_FOR_S = 5.0
IDLE_AT_MOST = 0.005
"""Share of one core."""


@contextmanager
def _gateway(latency_ms: int) -> Iterator[str]:
    """Run a gateway in a process of its own and give its address."""
    with subprocess.Popen(
        [sys.executable, str(HERE / "slow_gateway.py"), str(latency_ms)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        yield f"http://127.0.0.1:{int(program.stdout.readline())}/leads"
        program.stdin.close()


def _profile(folder: Path, url: str) -> Profile:
    profile = Profile(folder, MemoryCredentials())
    Environments(folder).add(ENVIRONMENT, url)
    profile.credentials.set_api_key(ENVIRONMENT, url, "key")
    return profile


def _capture(outbox: Outbox, leads: int) -> None:
    campaign = a_campaign(environment=ENVIRONMENT)
    outbox.capture_all(
        [new_entry(a_lead(environment=ENVIRONMENT), campaign) for _ in range(leads)],
        now=utc_now(),
    )


def _seconds_to_drain(profile: Profile, storage: Storage, leads: int) -> float:
    """Start a courier and return the seconds until the last lead is written down."""
    sent: set[str] = set()
    done = threading.Event()

    def hear(news: News) -> None:
        sent.update(news.changed)
        if len(sent) == leads and news.in_flight == 0:
            done.set()

    courier = CourierThread(lambda: make_courier(profile, storage, listener=hear))
    started = time.perf_counter()
    courier.start()
    assert done.wait(DRAIN_WITHIN_S)
    seconds = time.perf_counter() - started
    assert courier.stop()
    return seconds


@pytest.mark.parametrize(("leads", "latency_ms"), [(1_000, 50), (200, 300)])
def test_drain(
    leads: int, latency_ms: int, benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    """A queue drains in at most 1.25 times what four attempts at a time take."""
    with _gateway(latency_ms) as url:
        profile = _profile(tmp_path, url)
        storage = open_storage(profile, utc_now)
        storage.submit(_capture, leads).result()
        took: list[float] = []
        benchmark.pedantic(
            lambda: took.append(_seconds_to_drain(profile, storage, leads)), rounds=1
        )
        counts = storage.submit(Outbox.counts, ENVIRONMENT).result()
        storage.close()
    ideal_s = leads * latency_ms / 1000 / MAX_IN_FLIGHT
    benchmark.extra_info["ideal_s"] = round(ideal_s, 2)
    benchmark.extra_info["took_s"] = round(took[0], 2)
    benchmark.extra_info["ratio"] = round(took[0] / ideal_s, 3)
    print(f"\n{leads} at {latency_ms} ms: {benchmark.extra_info}")  # noqa: T201 - a benchmark reports
    assert counts[Status.SENT] == leads
    assert took[0] <= AT_MOST * ideal_s


def _put_off(outbox: Outbox) -> None:
    """Have the queue wait, as after an hour offline."""
    now = utc_now()
    offline = QueueState(
        ENVIRONMENT,
        failures=9,
        not_before=now + timedelta(hours=1),
        trouble="http_503",
        may_hint=False,
    )
    exchange(outbox, ENVIRONMENT, now=now, queue=offline)


@pytest.mark.parametrize("waiting", [0, 100])
def test_idle(waiting: int, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """A courier with nothing to do, or nothing it may do yet, costs next to nothing."""
    profile = _profile(tmp_path, "http://127.0.0.1:1/leads")
    storage = open_storage(profile, utc_now)
    storage.submit(_capture, waiting).result()
    storage.submit(_put_off).result()
    started = threading.Event()

    def hear(_news: News) -> None:
        started.set()

    courier = CourierThread(
        lambda: make_courier(
            profile, storage, listener=hear if waiting else ignore_news
        )
    )
    courier.start()
    if waiting:
        assert started.wait(DRAIN_WITHIN_S)
    shares: list[float] = []

    def rest() -> None:
        before = time.process_time()
        threading.Event().wait(IDLE_FOR_S)
        shares.append((time.process_time() - before) / IDLE_FOR_S)

    benchmark.pedantic(rest, rounds=1)
    assert courier.stop()
    storage.close()
    benchmark.extra_info["cpu_percent"] = round(shares[0] * 100, 3)
    print(f"\nidle, {waiting} waiting: {benchmark.extra_info}")  # noqa: T201 - a benchmark reports
    assert shares[0] <= IDLE_AT_MOST
