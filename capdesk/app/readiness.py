"""Opens *Ready for the event?*, runs the check for it, and saves diagnostics."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from capdesk.app.clock import utc_now
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.finding import Finding
    from capdesk.ui.ready.dialog import ReadyDialog

T = TypeVar("T")

NOTHING_TO_CHECK = "Nothing can be checked yet: CapDesk is still opening. Try again."


class Readiness(QObject):
    """Checks this computer in a thread of its own: a keyring may take half a minute."""

    def __init__(self, window: MainWindow, relay: Relay) -> None:
        """Join the menu; nothing can be checked before `begin`.

        Args:
            window: Its menu asks for the dialog.
            relay: Brings answers from other threads.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._parts: Parts | None = None
        self._dialog: ReadyDialog | None = None
        self._findings: tuple[Finding, ...] = ()
        # What a check that was begun before the last one still finds is dropped.
        self._number = 0
        window.ready_check.connect(self._open)

    def begin(self, parts: "Parts") -> None:
        """Check the computer that these parts work on."""
        self._parts = parts

    def end(self) -> None:
        """Check no more: the window is closing."""
        self._parts = None
        self._number += 1

    @Slot()
    def _open(self) -> None:
        if self._parts is None:
            self._window.notice.show_text(NOTHING_TO_CHECK)
            return
        from capdesk.ui.ready.dialog import ReadyDialog

        dialog = ReadyDialog(self._window)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.check_wanted.connect(self._check)
        dialog.diagnostics_wanted.connect(self._save)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
        self._number += 1

    @staticmethod
    def _aside(call: "Callable[[], T]") -> "Future[T]":
        """Have something run that nothing at the end waits for."""
        from capdesk.courier import UnjoinedThreads

        return UnjoinedThreads().submit(call)

    @Slot()
    def _check(self) -> None:
        if self._parts is None:
            return
        from capdesk.services.check import run_checks

        self._number += 1
        number = self._number
        run = partial(
            run_checks,
            self._parts.profile,
            now=utc_now(),
            tell=self._relay.teller(partial(self._show, number)),
        )
        self._relay.when_done(self._aside(run), partial(self._checked, number))

    def _show(self, number: int, finding: "Finding") -> None:
        if self._dialog is not None and number == self._number:
            self._dialog.add_finding(finding)

    def _checked(self, number: int, future: "Future[tuple[Finding, ...]]") -> None:
        if self._dialog is None or number != self._number:
            return
        if (error := future.exception()) is not None:
            self._dialog.show_failure(sentence_of(error))
            return
        self._findings = future.result()
        self._dialog.finish()

    @Slot(str)
    def _save(self, path: str) -> None:
        if self._parts is None:
            return
        from capdesk.services.diagnostics import save_diagnostics

        save = partial(
            save_diagnostics,
            self._parts.profile,
            Path(path),
            now=utc_now(),
            findings=self._findings,
        )
        self._relay.when_done(self._aside(save), partial(self._saved, path))

    def _saved(self, path: str, future: "Future[None]") -> None:
        if self._dialog is None:
            return
        error = future.exception()
        if isinstance(error, OSError):
            self._dialog.show_failure(
                f"Nothing was saved: {path} can’t be written"
                f" ({error.strerror or error}). Choose another place."
            )
        elif error is not None:
            self._dialog.show_failure(sentence_of(error))
        else:
            self._dialog.show_saved(path)
