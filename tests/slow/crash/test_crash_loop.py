"""Killed at any moment, again and again, no acknowledged lead is lost.

`CAPDESK_CRASHES` says how often, `CAPDESK_CRASH_SEED` repeats the draws of a run that
failed; the moments themselves are the machine's.
"""

import os
import random
import threading
from collections import defaultdict
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from capdesk.courier import CourierThread, News
from capdesk.domain.entry import UNSENT, Entry, Status
from capdesk.outbox import Outbox, recover
from capdesk.practice import Mode, Received
from capdesk.services.outbox_access import open_outbox, open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import make_courier, utc_now
from capdesk.settings import Environments
from tests.slow.crash.killer import Killer
from tests.slow.crash.victim import ENVIRONMENT
from tests.support.file_credentials import FileCredentials

CRASHES = int(os.environ.get("CAPDESK_CRASHES", "30"))
LOOK_EVERY = 25
S_FOR_EACH_CRASH = 5
DRAIN_WITHIN_S = 60

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 + CRASHES * S_FOR_EACH_CRASH)]

MAY_BE_AT_GATEWAY = {Status.SENT, Status.SENDING, Status.MAY_HAVE_ARRIVED}


def test_no_lead_is_lost_by_crashes(tmp_path: Path) -> None:
    """What was acknowledged is kept, what was taken shows it, what went twice is marked."""
    seed = int(
        os.environ.get("CAPDESK_CRASH_SEED", random.SystemRandom().randrange(10**9))
    )
    print(f"CAPDESK_CRASH_SEED={seed}")  # noqa: T201 - pytest shows it with a failure
    chance = random.Random(seed)
    keyring = tmp_path / "keyring"
    profile = Profile(tmp_path / "data", FileCredentials(keyring))
    killer = Killer(profile.folder, keyring, chance)
    with killer.gateway as gateway:
        Environments(profile.folder).add(ENVIRONMENT, gateway.url)
        profile.credentials.set_api_key(ENVIRONMENT, gateway.url, "key")
        while killer.toll.crashes < CRASHES:
            killer.kill_one()
            if killer.toll.crashes % LOOK_EVERY == 0:
                _check(killer, profile)
        _check(killer, profile)
        gateway.set_mode(Mode.ACCEPT)
        _send_all(profile)
        _check(killer, profile)
        _check_that_all_arrived(killer, profile)


def _check(killer: Killer, profile: Profile) -> None:
    """Hold what the gateway got against the outbox, at any moment."""
    requests = _by_lead(killer.gateway.received)  # before the look: it only grows
    if not (killer.toll.tried or requests):
        return
    with closing(open_outbox(profile, now=utc_now())) as outbox:
        entries = {entry.id: entry for entry in outbox.entries()}
        assert killer.toll.kept <= entries.keys() <= killer.toll.tried
        assert requests.keys() <= entries.keys()
        for entry in entries.values():
            _check_entry(entry, requests[entry.id])
            history = outbox.history(entry.id)
            assert history[-1].after is entry.status
            assert all(b.before is a.after for a, b in pairwise(history))
        counts = outbox.counts(ENVIRONMENT)
        assert (
            outbox.captured_count(ENVIRONMENT) == sum(counts.values()) == len(entries)
        )


def _check_entry(entry: Entry, requests: list[Received]) -> None:
    taken = [number for number, request in enumerate(requests) if request.took_lead]
    assert entry.readable
    assert entry.attempts >= len(requests)
    if taken:
        assert entry.status in MAY_BE_AT_GATEWAY, entry
    if taken and taken[0] < len(requests) - 1:
        assert entry.possible_duplicate, entry
    # None is shown as sent that was not.
    if entry.status is Status.SENT:
        assert taken, entry


def _by_lead(received: tuple[Received, ...]) -> defaultdict[str, list[Received]]:
    by_lead: defaultdict[str, list[Received]] = defaultdict(list)
    for each in received:
        assert each.external_reference is not None
        by_lead[each.external_reference].append(each)
    return by_lead


def _send_all(profile: Profile) -> None:
    """Have a person send everything again that is unsent, and wait until it has gone."""
    storage = open_storage(profile, utc_now)
    done = threading.Event()

    def hear(news: News) -> None:
        if news.changed:
            asked = storage.submit(_is_anything_unsent)
            asked.add_done_callback(lambda it: None if it.result() else done.set())

    courier = CourierThread(lambda: make_courier(profile, storage, listener=hear))
    storage.submit(_send_everything).result()
    # The last process may have died with nothing left to send: then no change comes.
    if not storage.submit(_is_anything_unsent).result():
        storage.close()
        return
    courier.start()
    try:
        assert done.wait(DRAIN_WITHIN_S), storage.submit(_counts).result()
    finally:
        courier.stop()
        storage.close()


def _send_everything(outbox: Outbox) -> None:
    # The last crash may have left one `sending`; nobody else sends, so it may be asked
    # for here already, and a person need not wait for its resend.
    recover(outbox, now=utc_now())
    for entry in outbox.entries(Status.MAY_HAVE_ARRIVED):
        outbox.send_again(entry.id)
    outbox.send_now(ENVIRONMENT)


def _counts(outbox: Outbox) -> dict[Status, int]:
    return outbox.counts(ENVIRONMENT)


def _is_anything_unsent(outbox: Outbox) -> bool:
    counts = _counts(outbox)
    return any(counts[status] for status in UNSENT - {Status.NEEDS_FIXING})


def _check_that_all_arrived(killer: Killer, profile: Profile) -> None:
    """At least once: in the end the gateway has every lead that it did not refuse."""
    requests = _by_lead(killer.gateway.received)
    with closing(open_outbox(profile, now=utc_now())) as outbox:
        for entry in outbox.entries():
            taken = any(request.took_lead for request in requests[entry.id])
            refused = requests[entry.id][-1].status == 400
            assert (entry.status is Status.SENT, taken) == (not refused, not refused)
            assert (entry.status is Status.NEEDS_FIXING) == refused
        marked = sum(entry.possible_duplicate for entry in outbox.entries())
        print(  # noqa: T201 - what the run was worth
            f"{killer.toll.crashes} crashes, {len(killer.toll.kept)} leads kept,"
            f" {sum(map(len, requests.values()))} requests, {marked} marked"
        )
