"""`capdesk` at the moment of a log-off: leads are unsent, and another is half typed.

It writes `half typed` when that is so. Its first argument is what happens then:

- `wait`: nothing; the test does something.
- `log-off`: what Qt does when a session ends: it tells, then asks the program to quit.
- `cut`: the same, but once told the program is killed, as Windows may do.
"""

import os
import signal
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from capdesk.app.ending import Application
from capdesk.app.opening import open_window
from capdesk.ui.window import MainWindow

TYPED = "Zoë"
LOOK_EVERY_MS = 20


def _type_once_unsent_is_known(then: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, Application)
    (window,) = (each for each in app.topLevelWidgets() if isinstance(each, MainWindow))
    if window._unsent == 0:
        again = partial(_type_once_unsent_is_known, then)
        QTimer.singleShot(LOOK_EVERY_MS, again)
        return
    (first_name,) = (
        each
        for each in window.form.findChildren(QLineEdit)
        if each.accessibleName() == "First name"
    )
    first_name.insert(TYPED)
    sys.stdout.write("half typed\n")
    sys.stdout.flush()
    if then != "wait":
        app.session_ends.emit()
    if then == "cut":
        os.kill(os.getpid(), signal.SIGKILL)
    if then == "log-off":
        app.quit()


def main() -> int:
    """Open the window of a data folder."""
    then, _, folder = sys.argv[1:]

    def on_milestone(name: str) -> None:
        if name == "ready":
            _type_once_unsent_is_known(then)

    return open_window(Path(folder), on_milestone=on_milestone)


if __name__ == "__main__":
    sys.exit(main())
