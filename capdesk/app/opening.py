"""Opens the window, keeps it open, and closes what stood behind it."""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, QProcess, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from capdesk import logs
from capdesk.app.clock import utc_now
from capdesk.app.desk import Desk
from capdesk.app.single_window import SingleWindow
from capdesk.campaigns import CampaignLibrary, CampaignLibraryError, practice_campaign
from capdesk.domain.campaign import Campaign
from capdesk.practice import Mode
from capdesk.resources import locate
from capdesk.services.outward import outward_codes
from capdesk.settings import Settings, ensure_private_folder, load_settings
from capdesk.ui import theme
from capdesk.ui.window import MainWindow

ALREADY_OPEN = "CapDesk is already open; its window comes to the front."
ALREADY_OPEN_AND_SILENT = (
    "CapDesk is already open on this data folder, but its window does not answer."
    " Close it, or wait until it has started, and try again."
)

_log = logging.getLogger(__name__)

Milestone = Callable[[str], None]


def open_window(
    folder: Path | None, *, on_milestone: Milestone = lambda _: None
) -> int:
    """Run the window until it is closed.

    Args:
        folder: The data folder; None for practice mode.
        on_milestone: Is told `painted` and `ready` once each: for measurements.

    Returns:
        Exit code: 0, or 1 where a window that does not answer has the folder.

    Raises:
        SettingsError: The data folder can't be used.
    """
    app = QApplication(["capdesk"])
    app.setApplicationName("CapDesk")
    app.setDesktopFileName("capdesk")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    single = None
    if folder is not None:
        ensure_private_folder(folder)
        logs.start_log(folder)
        single = SingleWindow(folder)
        if not single.take_place():
            return _give_way(single)
    theme.apply(app, theme.current(app))
    window, desk = _make(folder)
    window.painted.connect(lambda: on_milestone("painted"))
    desk.ready.connect(lambda: on_milestone("ready"))
    # Not from within the paint event, and not before what it painted is shown.
    window.painted.connect(lambda: QTimer.singleShot(0, desk.start))
    window.painted.connect(
        lambda: QTimer.singleShot(0, lambda: _finish(app, window, single))
    )
    window.show()
    with _signals_quit(app), _faults_are_told(window):
        try:
            return app.exec()
        finally:
            desk.close()
            if single is not None:
                single.give_up()


def _make(folder: Path | None) -> tuple[MainWindow, Desk]:
    outward = outward_codes()
    if folder is None:
        answers = [(mode.value, mode.label) for mode in Mode]
        window = MainWindow(outward, utc_now, answers)
        campaigns: tuple[Campaign, ...] = (practice_campaign(),)
        desk = Desk(window, None, Settings(), campaigns, outward, utc_now)
        return window, desk
    window = MainWindow(outward, utc_now)
    try:
        campaigns = CampaignLibrary(folder).all()
    except CampaignLibraryError as error:
        campaigns = ()
        window.start_page.show_failure(str(error))
    settings = load_settings(folder)
    return window, Desk(window, folder, settings, campaigns, outward, utc_now)


def _give_way(single: SingleWindow) -> int:
    if single.raise_first():
        sys.stdout.write(f"{ALREADY_OPEN}\n")
        return 0
    sys.stderr.write(f"{ALREADY_OPEN_AND_SILENT}\n")
    return 1


def _finish(app: QApplication, window: MainWindow, single: SingleWindow | None) -> None:
    """Do what the first painted window did not have to wait for."""
    app.setWindowIcon(QIcon(str(locate("icons/capdesk.svg"))))
    window.practise.connect(_open_practice)
    if single is not None:
        single.raised.connect(window.bring_to_front)
        single.listen()


def _open_practice() -> None:
    """Start practice mode as a program of its own, beside this window."""
    frozen = getattr(sys, "frozen", False)
    arguments = ["--practice"] if frozen else ["-m", "capdesk", "--practice"]
    QProcess.startDetached(sys.executable, arguments)


@contextmanager
def _signals_quit(app: QApplication) -> Iterator[None]:
    """Let Ctrl+C in a terminal and a polite kill close the window in good order."""
    before = {
        number: signal.signal(number, lambda *_: app.quit())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    # Python sees signals only while it runs; Qt's loop alone would never let it.
    pulse = QTimer(app, interval=500)
    pulse.timeout.connect(lambda: None)
    pulse.start()
    try:
        yield
    finally:
        pulse.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _faults_are_told(window: MainWindow) -> Iterator[None]:
    """Log an error of our own and say a sentence, instead of a traceback."""

    def tell(
        kind: type[BaseException], fault: BaseException, tb: TracebackType | None
    ) -> None:
        _log.error("an error of our own", exc_info=(kind, fault, tb))
        window.notice.show_text(
            "Something went wrong inside CapDesk. Leads that are in the outbox are safe."
        )

    before, sys.excepthook = sys.excepthook, tell
    try:
        yield
    finally:
        sys.excepthook = before
