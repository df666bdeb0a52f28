"""Answers for the questions after a file and a printer, given beforehand."""

from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QWidget

from capdesk.ui.day.choosers import Choosers


class ChosenBeforehand(Choosers):
    """Chooses without a dialog."""

    def __init__(
        self,
        folder: Path | None,
        printer: QPagedPaintDevice | None = None,
        *,
        has_printer: bool = True,
    ) -> None:
        """Make it.

        Args:
            folder: Where files go, under the name proposed; None cancels.
            printer: What to print on; None cancels.
            has_printer: Whether this computer has one at all.
        """
        super().__init__()
        self._has_printer = has_printer
        self._chosen_folder = folder
        self._chosen_printer = printer

    def file(self, parent: QWidget, name: str, kind: str) -> Path | None:
        """Take the proposed name."""
        return None if self._chosen_folder is None else self._chosen_folder / name

    def balances(self, parent: QWidget) -> list[Path]:
        """Take every balance that lies in the folder."""
        return (
            []
            if self._chosen_folder is None
            else sorted(self._chosen_folder.glob("*.jsonl"))
        )

    def has_printer(self) -> bool:
        """Say what was said beforehand, whatever computer the test runs on."""
        return self._has_printer

    def printer(self, parent: QWidget, job: str) -> QPagedPaintDevice | None:
        """Take the printer."""
        return self._chosen_printer
