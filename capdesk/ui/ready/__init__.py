"""*Ready for the event?*: what the self-check has found, in lights and sentences."""

from capdesk.ui.ready.dialog import ReadyDialog

__all__ = ["ReadyDialog"]
