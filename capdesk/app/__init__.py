"""The window's composition root: joins window, parts and signals, and closes them."""

from capdesk.app.opening import open_window

__all__ = ["open_window"]
