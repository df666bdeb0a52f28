"""Asks for a file to write the day to, and for a printer to print it on."""

from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QWidget

from capdesk.ui.printing import has_printer

_FILTERS = {
    "csv": "CSV file for a spreadsheet (*.csv)",
    "pdf": "PDF file (*.pdf)",
    "jsonl": "Balance of a laptop (*.jsonl)",
}
_TITLES = {"jsonl": "Save this laptop’s balance"}


class Choosers:
    """Asks where to; remembers the folder while it lives."""

    def __init__(self) -> None:
        self._folder = ""  # the person's documents at first

    def file(self, parent: QWidget, name: str, kind: str) -> Path | None:
        """Ask for a file to write; None if nobody wants to.

        Args:
            parent: Whose dialog it is.
            name: The name to propose.
            kind: `csv`, `pdf` or `jsonl`, also what the name will end in.
        """
        from capdesk.ui.file_choice import file_to_write

        title = _TITLES.get(kind, f"Save {kind.upper()}")
        chosen = file_to_write(parent, title, name, _FILTERS[kind], self._folder)
        if not chosen:
            return None
        self._folder = str(Path(chosen).parent)
        return Path(chosen)

    def balances(self, parent: QWidget) -> list[Path]:
        """Ask for balances of other laptops; none if nobody wants to.

        Args:
            parent: Whose dialog it is.
        """
        from capdesk.ui.file_choice import files_to_open

        kinds = f"{_FILTERS['jsonl']};;All files (*)"
        paths = files_to_open(parent, "Add laptops", kinds, self._folder)
        chosen = [Path(each) for each in paths]
        if chosen:
            self._folder = str(chosen[0].parent)
        return chosen

    def has_printer(self) -> bool:
        """Whether there is a printer to ask for."""
        return has_printer()

    def printer(self, parent: QWidget, job: str) -> QPagedPaintDevice | None:
        """Ask for a printer, set up for whole A4 pages; None if nobody wants to.

        Args:
            parent: Whose dialog it is.
            job: What the printer's queue calls it.
        """
        # Late: looking for printers takes its time, and most days nobody prints.
        from PySide6.QtGui import QPageLayout, QPageSize
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(job)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, parent)
        # Pages are few; all are printed.
        for option in (
            QAbstractPrintDialog.PrintDialogOption.PrintPageRange,
            QAbstractPrintDialog.PrintDialogOption.PrintSelection,
        ):
            dialog.setOption(option, False)
        wanted = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if wanted else None
