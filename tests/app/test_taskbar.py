"""A window and its shortcut are one thing on the taskbar."""

from pathlib import Path

from capdesk.app.taskbar import APP_ID, join_taskbar

INSTALLER = Path(__file__).parents[2] / "packaging" / "windows" / "installer.nsi"


def test_the_installer_gives_its_shortcut_the_same_id() -> None:
    """What is pinned to the taskbar and what is open share one place."""
    assert f'!define APP_ID "{APP_ID}"' in INSTALLER.read_text(encoding="utf-8")


def test_saying_who_this_is_harms_nobody() -> None:
    """On every platform the program may say it, also twice."""
    join_taskbar()
    join_taskbar()
