"""Opens the window, keeps it open, and closes what stood behind it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from capdesk.app.desk import Desk
from capdesk.app.ending import Application, signals_end
from capdesk.app.machine import NO_MACHINE, Machine
from capdesk.app.own_log import log
from capdesk.app.quick_start import pause_collector, resume_collector
from capdesk.app.rules import DeskRules
from capdesk.app.single_window import SingleWindow
from capdesk.app.taskbar import join_taskbar
from capdesk.domain.campaign import Campaign
from capdesk.resources import locate
from capdesk.settings import (
    Settings,
    SettingsError,
    ensure_private_folder,
    load_policy,
    load_settings,
)
from capdesk.ui import theme
from capdesk.ui.environments import Kind
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from capdesk.app.unlocking import OpenParts

ALREADY_OPEN = "CapDesk is already open; its window comes to the front."
ALREADY_OPEN_AND_SILENT = (
    "CapDesk is already open on this data folder, but its window does not answer."
    " Close it, or wait until it has started, and try again."
)

NO_PRACTICE = "Practice mode is switched off by your IT."
NO_PACKS = "Campaign packs are added by your IT."
USUAL_PERCENT = 100

Milestone = Callable[[str], None]


def open_window(
    folder: Path | None,
    machine_folder: Path | None = None,
    *,
    on_milestone: Milestone = lambda _: None,
) -> int:
    """Run the window until it is closed.

    Args:
        folder: The data folder; None for practice mode.
        machine_folder: Where IT's policy and campaign packs lie; None for nowhere.
        on_milestone: Is told `painted` and `ready` once each: for measurements.

    Returns:
        Exit code: 0, or 1 where a window that does not answer has the folder.

    Raises:
        SettingsError: The data folder can't be used.
    """
    pause_collector()
    try:
        machine = Machine(machine_folder, load_policy(machine_folder))
        return _open(folder, machine, on_milestone)
    finally:
        resume_collector()


def _open(folder: Path | None, machine: Machine, on_milestone: Milestone) -> int:
    join_taskbar()
    app = Application(["capdesk", *theme.QT_ARGUMENTS])
    app.setApplicationName("CapDesk")
    app.setDesktopFileName("capdesk")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    single = None
    if folder is not None:
        ensure_private_folder(folder)
        single = SingleWindow(folder)
        if not single.take_place():
            return _give_way(single)
    if folder is None:
        theme.set_accent(app, Kind.PRACTICE)
    settings = Settings() if folder is None else load_settings(folder)
    theme.set_look(app, settings.look)
    app.setPalette(theme.palette(theme.shown(app)))
    if settings.text_percent != USUAL_PERCENT:
        from capdesk.ui.text_size import apply_text_size

        # Before there are widgets: until the program runs, Qt tells them of no new font.
        apply_text_size(app, settings.text_percent)
    window, desk = make(folder, machine=machine, settings=settings)
    # After the widgets are in their places: each move would have them styled anew.
    theme.set_style_sheet(app, theme.shown(app))
    at_last = ExitStack()
    # A kill before the first paint ends the program at once: nothing was typed yet.
    hear_signals = partial(at_last.enter_context, signals_end(app))
    complete = partial(finish, app, window, desk, single, folder, machine)
    window.painted.connect(partial(on_milestone, "painted"))
    window.painted.connect(hear_signals)
    window.painted.connect(complete)
    desk.ready.connect(partial(on_milestone, "ready"))
    app.session_ends.connect(desk.keep_draft_now)
    window.show()
    with at_last, _faults_are_told(app, window):
        try:
            code = app.exec()
        finally:
            ended = desk.close()
            if single is not None:
                single.give_up()
    if not ended:
        # Python would wait for a thread that hangs in a name look-up or before a prompt
        # of the keyring. Everything that was acknowledged is on the disk.
        sys.stdout.flush()
        os._exit(code)
    return code


def make(
    folder: Path | None,
    open_parts: "OpenParts | None" = None,
    machine: Machine = NO_MACHINE,
    settings: Settings | None = None,
) -> tuple[MainWindow, Desk]:
    """Make what the first painted window shows, and the desk that joins it.

    Args:
        folder: The data folder; None for practice mode.
        open_parts: Opens the working parts; None for the usual ones.
        machine: What IT has set.
        settings: What the person has set; None to read it from the folder.
    """
    rules = DeskRules()
    if folder is None:
        from capdesk.campaigns import practice_campaign
        from capdesk.practice import Mode

        window = MainWindow(rules, [(mode.value, mode.label) for mode in Mode])
        return window, Desk(window, None, Settings(), (practice_campaign(),), rules)
    window = MainWindow(rules)
    if machine.policy.practice_allowed is False:
        window.forbid_practice(NO_PRACTICE)
    if not machine.policy.allows_adding_campaigns:
        window.forbid_packs(NO_PACKS)
    offer = _campaigns(folder, machine)
    if not offer.campaigns and offer.troubles:
        window.start_page.show_failure("\n".join(offer.troubles))
    if settings is None:
        settings = load_settings(folder)
    window.commands.text_percent = settings.text_percent
    desk = Desk(window, folder, settings, offer.campaigns, rules, open_parts, machine)
    desk.troubles = (*machine.policy.troubles, *offer.troubles)
    return window, desk


class _Campaigns(NamedTuple):
    campaigns: tuple[Campaign, ...]
    troubles: tuple[str, ...] = ()


def _campaigns(folder: Path, machine: Machine) -> _Campaigns:
    from capdesk.campaigns import CampaignLibrary, CampaignLibraryError

    try:
        if not machine.is_managed:
            return _Campaigns(CampaignLibrary(folder).all())
        # Only where there is a policy or a pack does the paint wait for all this.
        from capdesk.app.set_up import profile_without_keys

        offer = profile_without_keys(folder, machine).offer()
    except (CampaignLibraryError, SettingsError) as error:
        return _Campaigns((), (str(error),))
    return _Campaigns(tuple(each.campaign for each in offer.campaigns), offer.troubles)


def _give_way(single: SingleWindow) -> int:
    if single.raise_first():
        sys.stdout.write(f"{ALREADY_OPEN}\n")
        return 0
    sys.stderr.write(f"{ALREADY_OPEN_AND_SILENT}\n")
    return 1


def finish(
    app: QApplication,
    window: MainWindow,
    desk: Desk,
    single: SingleWindow | None,
    folder: Path | None,
    machine: Machine,
) -> None:
    """Do what the first painted window did not have to wait for."""
    from capdesk import logs

    logs.keep_off_streams()
    if folder is not None:
        logs.start_log(folder)
    from PySide6.QtGui import QIcon

    # The parts load in a thread of their own meanwhile.
    desk.complete.connect(resume_collector)
    desk.start()
    if machine.policy.practice_allowed is not False:
        window.practise.connect(_open_practice)
    app.setWindowIcon(QIcon(str(locate("icons/capdesk.svg"))))
    if single is not None:
        single.raised.connect(window.bring_to_front)
        single.listen()


def _open_practice() -> None:
    """Start practice mode as a program of its own, beside this window."""
    from PySide6.QtCore import QProcess

    frozen = getattr(sys, "frozen", False)
    arguments = ["--practice"] if frozen else ["-m", "capdesk", "--practice"]
    QProcess.startDetached(sys.executable, arguments)


@contextmanager
def _faults_are_told(app: QApplication, window: MainWindow) -> Iterator[None]:
    """Log an error of our own and say a sentence, instead of a traceback."""

    def tell(
        kind: type[BaseException], fault: BaseException, tb: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.exit()  # Ctrl+C, before signals were heard
            return
        log().error("an error of our own", exc_info=(kind, fault, tb))
        window.notice.show_text(
            "Something went wrong inside CapDesk. Leads that are in the outbox are safe."
        )

    before, sys.excepthook = sys.excepthook, tell
    try:
        yield
    finally:
        sys.excepthook = before
