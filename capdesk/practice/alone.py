"""The practice gateway by itself, at the command line."""

import queue
import signal
import sys
from typing import TextIO

from capdesk.practice.modes import Mode
from capdesk.practice.server import PortError, PracticeGateway, Received

# Windows does not wake a thread that waits for ever when Ctrl+C is pressed.
_WAKE_EVERY_S = 0.5


def run(port: int, mode: Mode, out: TextIO) -> int:
    """Serve until SIGINT or SIGTERM; has to be called in the main thread.

    The first line on `out` is the address for POSTs. One line for each request
    follows: when, and the status; never what was in it.

    Args:
        port: Where to listen; 0 for any free port.
        mode: How to answer.
        out: Where the lines go.

    Returns:
        The exit code: 1 if the port can't be had, with a sentence on standard error.
    """
    # None ends it; `put` is safe in a signal handler.
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    gateway = PracticeGateway(mode, listener=lambda got: lines.put(_line(got)))
    before = {
        number: signal.signal(number, lambda *_: lines.put(None))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        gateway.start(port)
        with gateway:
            _write_line(out, gateway.url)
            _write_until_stopped(lines, out)
    except PortError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _write_until_stopped(lines: "queue.SimpleQueue[str | None]", out: TextIO) -> None:
    while True:
        try:
            line = lines.get(timeout=_WAKE_EVERY_S)
        except queue.Empty:
            continue
        if line is None:
            return
        _write_line(out, line)


def _write_line(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()


def _line(received: Received) -> str:
    what = "no reply" if received.status is None else str(received.status)
    return f"{received.at:%Y-%m-%dT%H:%M:%SZ} {what}"
