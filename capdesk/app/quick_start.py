"""Has Python do less until the window is painted."""

import builtins
import gc
from collections.abc import Iterator
from contextlib import contextmanager


def pause_collector() -> None:
    """Collect no garbage for now: a start makes much and drops next to nothing."""
    gc.disable()


def resume_collector() -> None:
    """Collect garbage again; what the start has made stays and is looked at no more."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import without the two things that make it slow beside Qt.

    Raises:
        ImportError: Qt is missing.
    """
    pause_collector()
    try:
        _take_out_import_hook()
        yield
    finally:
        gc.enable()


def _take_out_import_hook() -> None:
    """Undo PySide's hook, which reads the source of all that is imported after it.

    It looks there for switches such as `snake_case`, which CapDesk does not use; for
    all that the window imports, that takes 15 ms.
    """
    # Brings the hook, if anything does.
    import PySide6.QtCore  # noqa: F401 - for what it does to Python

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
