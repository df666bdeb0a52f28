"""Has Python do less until the window is painted."""

import builtins
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from capdesk.app.late_signatures import late_signatures


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
    """Import without the three things that make it slow beside Qt.

    Raises:
        ImportError: Qt is missing.
    """
    pause_collector()
    try:
        _bring_qt()
        yield
    finally:
        # Not enabled bare: all that was imported would be looked through at once.
        resume_collector()


def _bring_qt() -> None:
    """Import Qt, but neither PySide's signatures nor its import hook.

    The hook reads the source of all that is imported after it, and looks there for
    switches such as `snake_case`, which CapDesk does not use; for all that the window
    imports, that takes 15 ms.
    """
    with late_signatures():
        # Brings the hook, if anything does.
        import PySide6.QtCore  # noqa: F401 - for what it does to Python

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
