"""*Ready for the event?*: findings come one by one, and the verdict says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from capdesk.domain.finding import Finding, Light
from capdesk.ui.ready import ReadyDialog
from capdesk.ui.ready.dialog import LOOKING
from capdesk.ui.ready.words import line_of, title_of, verdict

_GREEN = Finding("resources", Light.GREEN, "All is there.")
_AMBER = Finding("clock", Light.AMBER, "Nobody knows the time.")
_RED = Finding("keyring", Light.RED, "There is no key.", "qa")
_PATH = "/tmp/diagnostics.zip"  # noqa: S108 - not written


@dataclass
class _Desk:
    """The dialog and what it asked for."""

    dialog: ReadyDialog
    wanted: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def rows(self) -> list[str]:
        """The findings as they are listed."""
        rows = self.dialog.list
        return [rows.item(row).text() for row in range(rows.count())]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[_Desk]:
    """Return the dialog on the screen, with the check asked for."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ReadyDialog(window, lambda _: _PATH)
    made = _Desk(dialog)
    dialog.check_wanted.connect(lambda: made.wanted.append(("check",)))
    dialog.diagnostics_wanted.connect(lambda path: made.wanted.append(("save", path)))
    dialog.open()
    qtbot.waitUntil(lambda: bool(made.wanted))
    yield made
    dialog.close()


@pytest.mark.parametrize(
    ("findings", "light", "sentence"),
    [
        ([_GREEN], Light.GREEN, "Ready."),
        ([_AMBER], Light.AMBER, "Ready, with 1 thing to look at."),
        ([_AMBER, _GREEN, _AMBER], Light.AMBER, "Ready, with 2 things to look at."),
        ([_RED, _GREEN], Light.RED, "Not ready: 1 thing to put right."),
        (
            [_RED, _AMBER, _RED],
            Light.RED,
            "Not ready: 2 things to put right, and 1 thing to look at.",
        ),
    ],
)
def test_the_verdict_counts_what_is_left_to_do(
    findings: list[Finding], light: Light, sentence: str
) -> None:
    """Red makes it not ready, amber does not."""
    assert verdict(findings) == (light, sentence)


def test_a_finding_is_told_in_words() -> None:
    """Its light has a word, its name can be read, its environment is named."""
    assert title_of(Finding("disk_space", Light.GREEN, "")) == "Disk space"
    assert line_of(_RED) == "Put this right: Keyring (QA)\nThere is no key."


def test_it_looks_when_it_is_opened(desk: _Desk) -> None:
    """The check is asked for at once, and nothing can be asked for twice."""
    assert desk.wanted == [("check",)]
    assert desk.dialog.summary.text == LOOKING
    assert not desk.dialog.again_button.isEnabled()
    assert not desk.dialog.save_button.isEnabled()


def test_the_red_ones_come_first(desk: _Desk) -> None:
    """In whatever order they are found; those of one light in the order of the check."""
    second = Finding("unsent", Light.GREEN, "No lead waits.")
    for each in (_GREEN, _AMBER, second, _RED):
        desk.dialog.add_finding(each)
    assert desk.dialog.findings == (_RED, _AMBER, _GREEN, second)
    assert desk.rows == [line_of(each) for each in desk.dialog.findings]
    desk.dialog.finish()
    assert desk.dialog.summary.light is Light.RED
    assert desk.dialog.summary.text.startswith("Not ready: 1 thing")
    assert desk.dialog.list.currentRow() == 0


def test_each_light_has_its_own_icon(desk: _Desk) -> None:
    """Colour is not all that tells them apart."""
    for each in (_GREEN, _AMBER, _RED):
        desk.dialog.add_finding(each)
    icons = [desk.dialog.list.item(row).icon().cacheKey() for row in range(3)]
    assert len(set(icons)) == 3


def test_check_again_begins_anew(desk: _Desk) -> None:
    """What was found before is gone."""
    desk.dialog.add_finding(_RED)
    desk.dialog.finish()
    desk.dialog.again_button.click()
    assert desk.wanted == [("check",), ("check",)]
    assert desk.rows == []
    assert desk.dialog.summary.text == LOOKING


def test_a_check_that_fails_can_be_tried_again(desk: _Desk) -> None:
    """It says why, and no longer that it looks."""
    desk.dialog.show_failure("The check could not be made.")
    assert desk.dialog.message == "The check could not be made."
    assert desk.dialog.summary.text == ""
    assert desk.dialog.again_button.isEnabled()


def test_diagnostics_are_saved_where_it_is_said(desk: _Desk) -> None:
    """The chosen path is handed over; what came of it is said, the verdict stays."""
    desk.dialog.add_finding(_GREEN)
    desk.dialog.finish()
    desk.dialog.save_button.click()
    assert desk.wanted[-1] == ("save", _PATH)
    assert not desk.dialog.save_button.isEnabled()
    desk.dialog.show_saved(_PATH)
    assert _PATH in desk.dialog.message
    assert desk.dialog.save_button.isEnabled()
    desk.dialog.show_failure("The disk is full.")
    assert desk.dialog.summary.text == "Ready."
