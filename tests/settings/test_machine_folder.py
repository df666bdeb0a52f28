"""Where IT puts what holds for everybody."""

import sys

import pytest

from capdesk.settings import machine_folder


@pytest.mark.skipif(sys.platform != "linux", reason="each platform has its own")
def test_no_variable_chooses_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can put another policy in the place of IT's by how CapDesk is started."""
    for name in ("PROGRAMDATA", "XDG_CONFIG_DIRS", "HOME", "CAPDESK_MACHINE_DIR"):
        monkeypatch.setenv(name, "/tmp/mine")  # noqa: S108 - it is never used
    assert str(machine_folder()) == "/etc/capdesk"
