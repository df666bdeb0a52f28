"""Before an event somebody asks whether this computer is fit for it."""

import zipfile
from pathlib import Path

from capdesk.domain.finding import Light
from capdesk.ui.ready.dialog import ReadyDialog
from tests.app.conftest import OpenDesk, Shop


def _dialog(desk: OpenDesk) -> ReadyDialog:
    desk.choose_menu("Ready for the event?")
    (dialog,) = desk.window.findChildren(ReadyDialog)
    return dialog


def _wait(desk: OpenDesk, dialog: ReadyDialog) -> None:
    """Wait until the check is over."""
    desk.wait_until(lambda: bool(dialog.findings) and dialog.again_button.isEnabled())


def test_the_check_runs_beside_the_desk(shop: Shop) -> None:
    """Findings come in while leads can be typed; the gateway gets no request."""
    with shop.open() as desk:
        dialog = _dialog(desk)
        _wait(desk, dialog)
        lights = {finding.name: finding.light for finding in dialog.findings}
        assert lights["outbox"] is Light.GREEN
        assert lights["gateway_tcp"] is Light.GREEN
        assert shop.gateway.received == ()


def test_diagnostics_are_saved(shop: Shop, tmp_path: Path) -> None:
    """What is saved is a zip with what was found in it."""
    with shop.open() as desk:
        dialog = _dialog(desk)
        _wait(desk, dialog)
        path = tmp_path / "diagnostics.zip"
        dialog.diagnostics_wanted.emit(str(path))
        desk.wait_until(lambda: str(path) in dialog.message)
        assert "README.txt" in zipfile.ZipFile(path).namelist()


def test_what_cannot_be_saved_is_told(shop: Shop, tmp_path: Path) -> None:
    """A place that can't be written is a sentence in the dialog."""
    with shop.open() as desk:
        dialog = _dialog(desk)
        _wait(desk, dialog)
        dialog.diagnostics_wanted.emit(str(tmp_path))
        desk.wait_until(lambda: "Nothing was saved" in dialog.message)


def test_closed_while_it_looks_nothing_comes_after(shop: Shop) -> None:
    """A check that goes on after its dialog was closed troubles nobody."""
    with shop.open() as desk:
        dialog = _dialog(desk)
        dialog.close()
        desk.settle()
        again = _dialog(desk)
        _wait(desk, again)
        names = [finding.name for finding in again.findings]
        assert names.count("outbox") == 1
