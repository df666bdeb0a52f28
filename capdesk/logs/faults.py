"""Has faults that nobody catches logged, in every thread."""

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from capdesk.logs.formatter import OURS

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_fault_log = logging.getLogger(f"{OURS}.faults")


def catch_faults() -> None:
    """Have faults that nobody catches logged, instead of printed with their texts.

    A hook that somebody has put there stays: the window's says a sentence as well.
    """
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _log_fault
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_thread_fault
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _log_unraisable


def release_faults() -> None:
    """Leave it to Python again."""
    if sys.excepthook is _log_fault:
        sys.excepthook = sys.__excepthook__
    if threading.excepthook is _log_thread_fault:
        threading.excepthook = threading.__excepthook__
    if sys.unraisablehook is _log_unraisable:
        sys.unraisablehook = sys.__unraisablehook__


def _log_fault(
    kind: type[BaseException], fault: BaseException, tb: TracebackType | None
) -> None:
    _fault_log.critical("a fault ended the program", exc_info=(kind, fault, tb))


def _log_thread_fault(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
        _fault_log.error("a fault ended a thread", exc_info=arguments.exc_value)


def _log_unraisable(arguments: "UnraisableHookArgs") -> None:
    fault = arguments.exc_value or arguments.exc_type()
    _fault_log.error("a fault that nobody could be told of", exc_info=fault)
