"""What was printed is where the window says that it is."""

from pathlib import Path

import pytest
from PySide6.QtGui import QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from capdesk.ui.printing import not_printed, pdf_of_text, print_text, printed

pytestmark = pytest.mark.usefixtures("qapp")


def _printer_into(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_what_goes_into_a_file_is_not_called_paper(tmp_path: Path) -> None:
    """A dialog for printers prints into files, too; the file is named."""
    printer = _printer_into(tmp_path / "slip.pdf")
    assert print_text("3 leads", printer)
    assert printed("The slip", printer) == f"Saved as {tmp_path / 'slip.pdf'}."
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF-")


def test_a_file_that_cant_be_written_is_named(tmp_path: Path) -> None:
    """A printer has nothing to do with it."""
    printer = _printer_into(tmp_path / "no" / "slip.pdf")
    assert not print_text("3 leads", printer)
    said = not_printed("The slip", printer)
    assert said.startswith("The slip was not printed: ")
    assert str(tmp_path / "no" / "slip.pdf") in said


def test_what_goes_to_a_printer_is_on_its_way(tmp_path: Path) -> None:
    """Nobody knows yet whether there is paper in it."""
    paper = QPdfWriter(str(tmp_path / "paper.pdf"))
    assert printed("The slip", paper) == "The slip is on its way to the printer."
    assert "See whether it is on" in not_printed("The slip", paper)


def test_text_makes_a_pdf() -> None:
    """Pages with a title, for who has no printer."""
    content = pdf_of_text("3 leads", "Leads handed over")
    assert content.startswith(b"%PDF-")
    assert b"/Type /Page" in content
