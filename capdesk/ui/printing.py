"""Puts text on paper or into a PDF, and says where what was printed went."""

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import (
    QPagedPaintDevice,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)

NO_PRINTER = "There is no printer on this computer. Save the PDF instead, and print it elsewhere."


def has_printer() -> bool:
    """Whether anything can be printed on; Qt's own dialog does not open where not."""
    # Late: looking for printers takes its time, and most days nobody prints.
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


def print_text(text: str, device: QPagedPaintDevice) -> bool:
    """Print plain text, page by page; say whether the device took it."""
    document = QTextDocument()
    document.setPlainText(text)
    document.print_(device)
    return not is_failed(device)


def pdf_of_text(text: str, title: str) -> bytes:
    """Return plain text as a PDF file of A4 pages."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setTitle(title)
    writer.setCreator("CapDesk")
    print_text(text, writer)
    return bytes(buffer.data().data())


def is_failed(device: QPagedPaintDevice) -> bool:
    """Whether a printer gave up while pages were given to it."""
    from PySide6.QtPrintSupport import QPrinter

    states = QPrinter.PrinterState
    return isinstance(device, QPrinter) and device.printerState() in {
        states.Aborted,
        states.Error,
    }


def printed(what: str, device: QPagedPaintDevice) -> str:
    """Say where something that was printed is to be found.

    Args:
        what: What was printed, as a sentence begins with it.
        device: What it was printed on.
    """
    from PySide6.QtPrintSupport import QPrinter

    # Dialogs for printers also print into files.
    if isinstance(device, QPrinter) and (path := device.outputFileName()):
        return f"Saved as {path}."
    return f"{what} is on its way to the printer."


def not_printed(what: str, device: QPagedPaintDevice) -> str:
    """Say that something was not printed, and what to do."""
    from PySide6.QtPrintSupport import QPrinter

    if isinstance(device, QPrinter) and (path := device.outputFileName()):
        return (
            f"{what} was not printed: {path} can't be written to. Choose another place."
        )
    return (
        f"{what} was not printed: the printer did not answer. See whether it is on, or"
        " choose another one."
    )
