"""The panel in little room."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from capdesk.domain.consent import ConsentProof
from capdesk.domain.entry import HistoryLine, Status
from capdesk.domain.story import Story
from capdesk.ui import theme
from capdesk.ui.outbox.cells import Column
from capdesk.ui.outbox.model import OutboxModel
from capdesk.ui.outbox.panel import OutboxPanel
from capdesk.ui.outbox.table import OutboxTable, least_rows
from tests.support.entries import MORNING, an_entry
from tests.support.leads import a_lead
from tests.ui.outbox_desk import open_panel

LONG = "x" * 200


@pytest.fixture(params=[1.0, 1.5], ids=["100 %", "150 %"])
def text_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """Make all text of the program larger for a while."""
    font, before = qapp.font(), qapp.font()
    font.setPointSizeF(font.pointSizeF() * request.param)
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


def _open(qtbot: QtBot, width: int) -> OutboxPanel:
    entry = an_entry(
        f"Maximilian {LONG}",
        status=Status.NEEDS_FIXING,
        messages=(LONG, "Postcode not found."),
        enquiry_reference="ENQ-123456-ABCD1234",
        replaces="earlier",
        possible_duplicate=True,
    )
    panel = open_panel(qtbot, [entry, *(an_entry() for _ in range(40))], width)
    panel.choose(entry.id)
    proof = a_lead().proof
    proof = ConsentProof(
        version="2026-09",
        wording=f"May we? {LONG}",
        wording_sha256=proof.wording_sha256,
        controllers=("Audi UK",),
        method=proof.method,
        asked_at=MORNING,
        asked_by="Sam",
    )
    history = (HistoryLine(MORNING, None, Status.WAITING, 0, "captured"),)
    lead = a_lead(email=f"{LONG}@example.com")
    panel.show_story(Story(entry, lead, proof=proof, history=history))
    panel.details.proof.button.setChecked(True)
    QApplication.processEvents()
    return panel


@pytest.mark.parametrize("width", [320, 500, 600])
def test_the_list_never_scrolls_sideways(
    qtbot: QtBot, text_size: float, width: int
) -> None:
    """Columns share the width there is; status and name are always to be seen."""
    panel = _open(qtbot, width)
    table = panel.table
    assert table.horizontalHeader().length() <= table.viewport().width()
    for column in (Column.STATUS, Column.NAME):
        assert table.columnWidth(column) >= 0.25 * table.viewport().width()


def test_the_reference_gives_way_first(qtbot: QtBot) -> None:
    """Wide, all columns are there; narrower, the reference goes, then the time."""
    panel = open_panel(qtbot, [an_entry()])
    header = panel.table.horizontalHeader()
    gone: list[set[Column]] = []
    for width in range(1000, 300, -20):
        panel.resize(width, 600)
        hidden = {column for column in Column if header.isSectionHidden(column)}
        if not gone or gone[-1] != hidden:
            gone.append(hidden)
    assert gone == [set(), {Column.REFERENCE}, {Column.REFERENCE, Column.TIME}]


@pytest.mark.parametrize("width", [320, 500])
def test_the_details_fit(qtbot: QtBot, text_size: float, width: int) -> None:
    """However long the words of a person or the gateway, nothing is cut sideways."""
    panel = _open(qtbot, width)
    details = panel.details
    content = details.widget()
    assert content is not None
    qtbot.waitUntil(lambda: content.width() == details.viewport().width())
    for label in content.findChildren(QLabel):
        if label.isVisible():
            assert label.width() >= label.minimumSizeHint().width(), label.text()
            right = label.mapTo(content, label.rect().topRight()).x()
            assert right <= content.width(), label.text()


def test_the_list_keeps_its_rows(qtbot: QtBot, text_size: float) -> None:
    """However much there is to tell, five rows of the list are seen."""
    panel = _open(qtbot, 500)
    panel.resize(500, 400)
    row_px = panel.table.rowHeight(0)
    rows = least_rows(panel.screen(), row_px)
    assert panel.table.viewport().height() >= rows * row_px - 2
    scroll_bar = panel.details.verticalScrollBar()
    assert scroll_bar.maximum() > 0


def test_the_chosen_row_is_not_covered(qtbot: QtBot) -> None:
    """When the details open below, the row they are about stays in sight."""
    panel = open_panel(qtbot, [an_entry() for _ in range(60)])
    last_seen = panel.table.rowAt(panel.table.viewport().height() - 40)
    panel.table.selectRow(last_seen)
    QApplication.processEvents()
    seen = panel.table.visualRect(panel.table.currentIndex())
    assert panel.table.viewport().rect().contains(seen)


def test_everything_has_a_name(qtbot: QtBot) -> None:
    """What takes the focus says what it is."""
    panel = _open(qtbot, 600)
    names = [
        each.accessibleName()
        for each in panel.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert {"Find", "Outbox", "Details of the chosen lead"} <= set(names)
    assert all(names)


def test_on_a_wide_screen_name_and_reference_stand_together(qtbot: QtBot) -> None:
    """The eye does not travel across a 4K screen from one to the other."""
    table = OutboxTable(OutboxModel(theme.LIGHT))
    qtbot.addWidget(table)
    table.resize(3_000, 400)
    table.show()
    qtbot.waitExposed(table)
    columns = table.horizontalHeader()
    widest = 50 * table.fontMetrics().averageCharWidth()
    assert columns.sectionSize(Column.NAME) <= widest
    assert columns.length() == table.viewport().width()
