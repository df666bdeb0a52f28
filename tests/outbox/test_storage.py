"""The storage thread: one at a time, in order, and nothing asked for is forgotten."""

import threading
from pathlib import Path

import pytest

from capdesk.outbox import (
    OUTBOX_NAME,
    NotAnOutboxError,
    Outbox,
    Storage,
)
from tests.outbox.desk import NOW, open_outbox
from tests.support.leads import a_new_entry

PATIENCE_S = 10.0
"""Only a test that fails waits so long."""


def _note(outbox: Outbox, notes: list[tuple[int, int]], note: int) -> int:
    notes.append((note, threading.get_ident()))
    return note


def _wait(outbox: Outbox, go_on: threading.Event) -> bool:
    return go_on.wait(PATIENCE_S)


def test_calls_run_in_the_order_they_were_asked_for_in_one_thread(
    tmp_path: Path,
) -> None:
    """Whoever asks, from whatever thread, the file is touched by one thread alone."""
    storage = Storage(lambda: open_outbox(tmp_path))
    notes: list[tuple[int, int]] = []
    futures = [storage.submit(_note, notes, number) for number in range(100)]
    assert [future.result(PATIENCE_S) for future in futures] == list(range(100))
    storage.close()
    assert [note for note, _ in notes] == list(range(100))
    (thread,) = {thread for _, thread in notes}
    assert thread != threading.get_ident()


def test_many_threads_capture_and_none_gets_lost(tmp_path: Path) -> None:
    """The window and the courier ask at once, and each gets its own answer."""
    storage = Storage(lambda: open_outbox(tmp_path))
    ids: list[str] = []

    def desk() -> None:
        for _ in range(3):
            new = a_new_entry()
            kept = storage.submit(Outbox.capture, new, now=NOW).result(PATIENCE_S)
            assert kept.id == new.lead.id
            ids.append(kept.id)

    desks = [threading.Thread(target=desk) for _ in range(4)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    entries = storage.submit(Outbox.entries).result(PATIENCE_S)
    storage.close()
    assert sorted(entry.id for entry in entries) == sorted(ids)
    assert len(ids) == 12


def test_an_error_goes_to_who_asked_and_to_nobody_else(tmp_path: Path) -> None:
    """One call that fails leaves the thread and the outbox as they were."""
    storage = Storage(lambda: open_outbox(tmp_path))
    bad = storage.submit(Outbox.entry, "nobody")
    good = storage.submit(Outbox.entries)
    assert "nobody" in str(bad.exception(PATIENCE_S))
    assert good.result(PATIENCE_S) == ()
    storage.close()


def test_an_outbox_that_does_not_open_is_told_to_everybody(tmp_path: Path) -> None:
    """Every call, before and after it is known, gets the sentence that says why."""

    def fail() -> Outbox:
        raise NotAnOutboxError("It belongs to another program.")

    storage = Storage(fail)
    futures = [storage.submit(Outbox.entries) for _ in range(3)]
    with pytest.raises(NotAnOutboxError):
        storage.opened.result(PATIENCE_S)
    futures.append(storage.submit(Outbox.entries))
    for future in futures:
        with pytest.raises(NotAnOutboxError, match="another program"):
            future.result(PATIENCE_S)
    storage.close()
    assert not (tmp_path / OUTBOX_NAME).exists()


def test_closing_finishes_what_was_asked_for(tmp_path: Path) -> None:
    """A capture on its way when the program is closed is kept before it ends."""
    storage = Storage(lambda: open_outbox(tmp_path))
    go_on = threading.Event()
    storage.submit(_wait, go_on)
    new = a_new_entry()
    pending = storage.submit(Outbox.capture, new, now=NOW)
    closing = threading.Thread(target=storage.close)
    closing.start()
    assert not pending.done()
    go_on.set()
    closing.join(PATIENCE_S)
    assert pending.result(PATIENCE_S).id == new.lead.id
    reopened = open_outbox(tmp_path)
    assert reopened.entry(new.lead.id).readable
    reopened.close()


def test_closing_waits_no_longer_than_it_may_and_still_finishes(
    tmp_path: Path,
) -> None:
    """A slow disk does not hold the window up, and what was asked for is done later."""
    storage = Storage(lambda: open_outbox(tmp_path))
    go_on = threading.Event()
    storage.submit(_wait, go_on)
    pending = storage.submit(Outbox.capture, a_new_entry(), now=NOW)
    with pytest.raises(TimeoutError):
        storage.close(timeout_s=0)
    go_on.set()
    assert pending.result(PATIENCE_S).id


def test_nothing_is_taken_on_after_closing(tmp_path: Path) -> None:
    """A late call fails where it is made; it is not silently dropped."""
    storage = Storage(lambda: open_outbox(tmp_path))
    storage.close()
    with pytest.raises(RuntimeError):
        storage.submit(Outbox.entries)
