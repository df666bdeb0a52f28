"""Calls with a deadline: one at a time, and late ones change nothing."""

import threading

import pytest

from capdesk.credentials.timed_calls import AbandonedError, Call, TimedCalls


def test_a_result_comes_back() -> None:
    """What the operation returns is what the caller gets, from another thread."""
    caller = threading.current_thread()
    other = TimedCalls(5).run(lambda _: threading.current_thread())
    assert other is not caller
    assert other.daemon


def test_an_error_comes_back() -> None:
    """What the operation raises reaches the caller, and the next call has its turn."""
    calls = TimedCalls(5)

    def fail(_: Call) -> None:
        raise LookupError("locked")

    with pytest.raises(LookupError, match="locked"):
        calls.run(fail)
    assert calls.run(lambda _: "next") == "next"


def test_a_call_that_hangs_is_left_behind_and_stops_before_it_writes() -> None:
    """After the deadline the call finds that nobody wants it any more."""
    calls = TimedCalls(0.05)
    answered, over = threading.Event(), threading.Event()
    written: list[str] = []

    def ask_then_write(call: Call) -> None:
        try:
            answered.wait()
            call.check_wanted()
            written.append("late")
        except AbandonedError:
            over.set()
            raise

    with pytest.raises(TimeoutError):
        calls.run(ask_then_write)
    answered.set()
    assert over.wait(5)
    assert written == []


def test_while_one_call_hangs_no_other_starts() -> None:
    """Prompts do not pile up; once the first is answered, calls go through again."""
    calls = TimedCalls(0.05)
    answered = threading.Event()
    started: list[str] = []
    with pytest.raises(TimeoutError):
        calls.run(lambda _: answered.wait())
    with pytest.raises(TimeoutError):
        calls.run(lambda _: started.append("second"))
    assert started == []

    answered.set()
    with calls._turn:  # the first is over
        pass
    assert calls.run(lambda _: "through") == "through"


def test_it_is_known_how_long_a_call_has_been_under_way() -> None:
    """While it hangs, given up or not; nothing before it and nothing after."""
    calls = TimedCalls(0.05)
    assert calls.under_way_s == 0
    answered = threading.Event()
    with pytest.raises(TimeoutError):
        calls.run(lambda _: answered.wait())
    assert calls.under_way_s > 0
    answered.set()
    with calls._turn:  # it is over
        pass
    assert calls.under_way_s == 0
