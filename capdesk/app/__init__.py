"""The window's composition root: joins window, parts and signals, and closes them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.app.opening import open_window

__all__ = ["open_window"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from capdesk.app.quick_start import quick_imports

    with quick_imports():
        from capdesk.app.opening import open_window
    return open_window
