"""The model of the list: all entries, and the rows that are let through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from capdesk.domain.entry import Entry, Status
from capdesk.ui import theme
from capdesk.ui.outbox.cells import Column
from capdesk.ui.outbox.model import MANY_CHANGES, OutboxModel
from capdesk.ui.outbox.needle import Needle
from tests.support.entries import an_entry

EVERYTHING = frozenset(Status)


@pytest.fixture
def model(qtbot: QtBot) -> OutboxModel:
    """Return a model of three leads that Qt's own tester watches."""
    made = OutboxModel(theme.LIGHT)
    made.watcher = QAbstractItemModelTester(  # type: ignore[attr-defined] # kept alive
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.show([an_entry("Ann"), an_entry("Bob"), an_entry("Cleo")])
    return made


def _names(model: OutboxModel) -> list[str]:
    return [model.entry(row).name for row in range(model.rowCount())]


def test_the_newest_stands_on_top(model: OutboxModel) -> None:
    """Entries come oldest first and are shown newest first."""
    assert _names(model) == ["Cleo", "Bob", "Ann"]
    model.update([an_entry("Dan"), an_entry("Eve")])
    assert _names(model) == ["Eve", "Dan", "Cleo", "Bob", "Ann"]


def test_a_row_keeps_its_place_while_its_entry_changes(
    model: OutboxModel, qtbot: QtBot
) -> None:
    """An update touches its own row and no other."""
    touched: list[tuple[int, int]] = []
    model.dataChanged.connect(
        lambda first, last: touched.append((first.row(), last.row()))
    )
    with qtbot.assertNotEmitted(model.modelReset):
        model.update([replace(model.entry(1), status=Status.SENT)])
        model.update([model.entry(1)])
    assert touched == [(1, 1)]
    assert _names(model) == ["Cleo", "Bob", "Ann"]


def test_an_update_while_narrowed_moves_only_its_rows(model: OutboxModel) -> None:
    """A row comes or goes alone; nothing is made anew."""
    model.narrow(Needle(), {Status.WAITING})
    came: list[int] = []
    went: list[int] = []

    def note_new(_parent: QModelIndex, first: int, last: int) -> None:
        came.extend(range(first, last + 1))

    def note_gone(_parent: QModelIndex, first: int, last: int) -> None:
        went.extend(range(first, last + 1))

    model.rowsInserted.connect(note_new)
    model.rowsRemoved.connect(note_gone)
    bob = model.entry(1)
    model.update([replace(bob, status=Status.SENT)])
    assert (came, went, _names(model)) == ([], [1], ["Cleo", "Ann"])
    model.update([bob])
    assert (came, went, _names(model)) == ([1], [1], ["Cleo", "Bob", "Ann"])


def test_many_changes_are_made_at_once(model: OutboxModel, qtbot: QtBot) -> None:
    """A file of leads read in by another program does not come row by row."""
    with (
        qtbot.assertNotEmitted(model.rowsInserted),
        qtbot.waitSignal(model.modelReset),
    ):
        model.update([an_entry(f"Lead {n}") for n in range(MANY_CHANGES)])
    assert model.rowCount() == MANY_CHANGES + 3


def test_words_and_colours_come_with_the_status(model: OutboxModel) -> None:
    """The word stands beside an icon, and a screen reader hears the whole row."""
    index = model.index(0, Column.STATUS)
    assert index.data() == "Waiting"
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Waiting, Cleo, ")
    assert "Not sent yet" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_a_cut_name_can_be_read_in_its_tool_tip(model: OutboxModel) -> None:
    """What a narrow column cuts is there in full."""
    model.update([an_entry("Maximilian-Alexander von und zu Hohenstein")])
    tip = model.index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "Maximilian-Alexander von und zu Hohenstein" in tip


_changes = st.lists(
    st.one_of(
        st.tuples(
            st.just("put"),
            st.lists(st.tuples(st.integers(0, 8), st.sampled_from(Status)), max_size=4),
        ),
        st.tuples(st.just("find"), st.sampled_from(["", "a", "b", "zz"])),
        st.tuples(st.just("only"), st.sets(st.sampled_from(Status))),
    ),
    max_size=12,
)


@given(_changes)
def test_rows_and_counts_are_those_of_a_plain_list(changes: list) -> None:  # type: ignore[type-arg] # pairs of a word and what goes with it
    """Whatever is done, the rows are what a simple loop over all entries gives."""
    model = OutboxModel(theme.LIGHT)
    plain: dict[str, Entry] = {}
    needle, statuses = Needle(), EVERYTHING
    for what, value in changes:
        match what:
            case "put":
                entries = {
                    str(n): an_entry("ab"[n % 2], id=str(n), status=status)
                    for n, status in value
                }
                plain |= entries
                model.update(list(entries.values()))
            case "find":
                needle = Needle.of(value)
                model.narrow(needle, statuses)
            case _:
                statuses = frozenset(value)
                model.narrow(needle, statuses)
    found = [each for each in plain.values() if needle.is_in(each.find_text)]
    shown = [each.id for each in reversed(found) if each.status in statuses]
    assert [model.entry(row).id for row in range(model.rowCount())] == shown
    assert [model.row_of(entry_id) for entry_id in shown] == list(range(len(shown)))
    for status in Status:
        assert model.found.get(status, 0) == sum(e.status is status for e in found)
        assert model.total.get(status, 0) == sum(
            e.status is status for e in plain.values()
        )
