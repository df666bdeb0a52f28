"""Asks for a file to write the day to, and for a printer to print it on."""

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QFileDialog, QWidget

_FILTERS = {
    "csv": "CSV file for a spreadsheet (*.csv)",
    "pdf": "PDF file (*.pdf)",
    "jsonl": "Balance of a laptop (*.jsonl)",
}


class Choosers:
    """Asks where to; remembers the folder while it lives."""

    def __init__(self) -> None:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        self._folder = QStandardPaths.writableLocation(documents) or QDir.homePath()

    def file(self, parent: QWidget, name: str, kind: str) -> Path | None:
        """Ask for a file to write; None if nobody wants to.

        Args:
            parent: Whose dialog it is.
            name: The name to propose.
            kind: `csv`, `pdf` or `jsonl`, also what the name will end in.
        """
        dialog = QFileDialog(parent, f"Save {kind.upper()}", self._folder)
        # The system's own could not be covered: see `ui.file_choice`.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_FILTERS[kind])
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(name)
        wanted = dialog.exec() == QFileDialog.DialogCode.Accepted
        chosen = Path(dialog.selectedFiles()[0]) if wanted else None
        dialog.deleteLater()
        if chosen is not None:
            self._folder = str(chosen.parent)
        return chosen

    def balances(self, parent: QWidget) -> list[Path]:
        """Ask for balances of other laptops; none if nobody wants to.

        Args:
            parent: Whose dialog it is.
        """
        dialog = QFileDialog(parent, "Add laptops", self._folder)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_FILTERS["jsonl"], "All files (*)"])
        wanted = dialog.exec() == QFileDialog.DialogCode.Accepted
        chosen = [Path(each) for each in dialog.selectedFiles()] if wanted else []
        dialog.deleteLater()
        if chosen:
            self._folder = str(chosen[0].parent)
        return chosen

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
