"""Gives CapDesk's windows on Windows one place on the taskbar, with its shortcut."""

import sys

APP_ID = "CapDesk.CapDesk"
"""The installer gives it to the shortcut too: packaging/windows/installer.nsi."""


def join_taskbar() -> None:
    """Say who this is, before there is a window; elsewhere the desktop file does.

    Else Windows goes by the program's path, which is another one in each version: what a
    person pinned would not be what they see.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
