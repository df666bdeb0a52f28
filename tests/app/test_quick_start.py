"""What is put off for the start comes back."""

import builtins
import gc

from capdesk.app.quick_start import pause_collector, quick_imports, resume_collector


def test_garbage_is_collected_again() -> None:
    """The collector rests from pause to resume, and what was made by then is kept."""
    pause_collector()
    assert not gc.isenabled()
    resume_collector()
    try:
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_imports_go_past_the_hook() -> None:
    """Nothing reads the source of what is imported; garbage is collected after it."""
    hooked = builtins.__import__
    try:
        with quick_imports():
            assert not gc.isenabled()
            assert "feature" not in repr(builtins.__import__)
        assert gc.isenabled()
    finally:
        builtins.__import__ = hooked
