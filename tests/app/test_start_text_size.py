"""Text is as large from the first paint as it was when CapDesk was closed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from capdesk.campaigns import CampaignLibrary, read_pack
from capdesk.resources import locate

_PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from capdesk.app import opening

def told(milestone):
    if milestone == "painted":
        QTimer.singleShot(0, look)

def look():
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    sizes = {
        each.fontInfo().pointSizeF() / usual.pointSizeF()
        for each in QApplication.allWidgets()
        if isinstance(each, QLabel | QLineEdit | QPushButton) and each.isVisible()
    }
    print(min(sizes))
    QApplication.quit()

sys.exit(opening.open_window(Path(sys.argv[1]), on_milestone=told))
"""


@pytest.mark.parametrize("has_campaign", [False, True], ids=["first run", "desk"])
def test_text_is_as_large_as_it_was_left(tmp_path: Path, has_campaign: bool) -> None:
    """At 200 %, not one label, field or button is at 100 %."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "settings.json").write_text(json.dumps({"text_percent": 200}))
    if has_campaign:
        CampaignLibrary(folder).add(read_pack(locate("sample-pack.json"), ["qa"]))
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(folder)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    assert float(ended.stdout) == pytest.approx(2, rel=0.05)
