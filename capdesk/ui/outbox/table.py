"""The list of leads: columns that fit any width, and the keys of a list."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from capdesk.ui.icons import size_beside
from capdesk.ui.outbox.cells import Column
from capdesk.ui.outbox.model import MARK_ROLE, OutboxModel

LEAST_ROWS = range(2, 6)
"""The details never squeeze the list below so many rows; it depends on the screen."""

ROWS_AROUND = 18
"""Of a screen so many rows high the list leaves all to the form, which must keep its
*Send*, and to what else may be open: banners, a notice, the details."""

LEAST_ROW_PX = 32
"""A row that is easily hit."""

PADDING_PX = 16
"""What a cell has beside its text, both sides together."""

GAP_PX = 8
"""Between an icon and its text, both margins of the icon together."""

_WIDEST = {
    Column.STATUS: "May have arrived",
    Column.TIME: "00/00 00:00",
    Column.REFERENCE: "ENQ-000000-ABCD0000",
}
_NAME = "Wilhelmina Bell"
"""A name that is to be read as a whole before other columns get room."""

_WIDEST_NAME_CHARACTERS = 48
"""On a wide screen a name and its reference are still read together."""

_GIVE_WAY = (Column.REFERENCE, Column.TIME)
"""The columns that go where there is no room, first the first."""

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_DELETE = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_COPY = QKeySequence.StandardKey.Copy
_BY_KEYBOARD = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)


def least_rows(screen: QScreen, row_px: int) -> int:
    """Return how many rows are shown at least."""
    left = screen.availableGeometry().height() // row_px - ROWS_AROUND
    return min(max(left, LEAST_ROWS[0]), LEAST_ROWS[-1])


class OutboxTable(QTableView):
    """Never scrolls sideways: what finds no room is read in the details."""

    enter_pressed = Signal()
    delete_pressed = Signal()
    copy_pressed = Signal()
    menu_wanted = Signal(object)
    """The menu of the chosen lead was asked for; carries the place on the screen."""

    def __init__(self, model: OutboxModel) -> None:
        super().__init__()
        self.setAccessibleName("Outbox")
        self.setAccessibleDescription("Leads on this computer, newest first")
        self._leads = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegateForColumn(Column.STATUS, _StatusDelegate(self))
        self.setItemDelegateForColumn(Column.NAME, _NameDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        self._fit_rows()

    @property
    def top_row(self) -> int:
        """The first row that is to be seen."""
        return self.verticalScrollBar().value()

    def scroll_to_top_row(self, row: int) -> None:
        """Scroll so far that a row is the first to be seen, if there are enough rows."""
        # After a change of the model the scroll bar is put right only later.
        self.doItemsLayout()
        self.verticalScrollBar().setValue(max(0, row))

    def is_seen(self, row: int, height_px: int | None = None) -> bool:
        """Whether a row is among those to be seen, in a view so high or as it is."""
        height_px = self.viewport().height() if height_px is None else height_px
        seen = height_px // self.verticalHeader().defaultSectionSize()
        return self.top_row <= row <= self.top_row + seen

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        chosen = self.currentIndex()
        was_seen = self.is_seen(chosen.row(), event.oldSize().height())
        self._fit_columns()
        super().resizeEvent(event)
        if was_seen:
            # The details have opened below: not over the row they are about.
            self.scrollTo(chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Fit rows and columns to another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_rows()
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of a list do; leave the others to Qt."""
        if event.key() in _ENTER and not event.modifiers() & _COMMAND:
            self.enter_pressed.emit()
        elif event.key() in _DELETE and not event.modifiers() & _COMMAND:
            self.delete_pressed.emit()
        elif event.matches(_COPY):
            self.copy_pressed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose what was clicked, and ask for its menu."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(self.below_chosen())
            return
        if self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first lead for who comes by keyboard, unless one is chosen."""
        if event.reason() in _BY_KEYBOARD and not self.selectionModel().hasSelection():
            self.selectRow(0)
        super().focusInEvent(event)

    def below_chosen(self) -> QPoint:
        """Return the place on the screen where a menu of the chosen row belongs."""
        seen = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(seen.bottomLeft())

    def _fit_rows(self) -> None:
        icon_px = self._leads.icon_px = size_beside(self.fontMetrics())
        self.setIconSize(QSize(icon_px, icon_px))
        row_px = max(LEAST_ROW_PX, self.fontMetrics().height() + 14)
        self.verticalHeader().setDefaultSectionSize(row_px)
        header_px = self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(header_px + least_rows(self.screen(), row_px) * row_px)

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        advance = self.fontMetrics().horizontalAdvance
        wanted = {
            column: advance(text) + PADDING_PX for column, text in _WIDEST.items()
        }
        wanted[Column.STATUS] += self.iconSize().width() + GAP_PX
        left = self.viewport().width() - advance(_NAME) - PADDING_PX
        for column in _GIVE_WAY:
            hide = sum(wanted.values()) > left
            header.setSectionHidden(column, hide)
            if hide:
                del wanted[column]
        if Column.TIME not in wanted:
            # Where even that is too much, status and name share what there is.
            half = self.viewport().width() // 2
            wanted[Column.STATUS] = min(wanted[Column.STATUS], half)
        widest = _WIDEST_NAME_CHARACTERS * self.fontMetrics().averageCharWidth()
        wanted[Column.NAME] = min(
            self.viewport().width() - sum(wanted.values()), widest
        )
        for column, width in wanted.items():
            header.resizeSection(column, width)


class _StatusDelegate(QStyledItemDelegate):
    """Keeps the colour of a status in the chosen row."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)


class _NameDelegate(QStyledItemDelegate):
    """Puts the mark behind the name and cuts the name, never the mark."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        mark = index.data(MARK_ROLE)
        if not mark:
            return
        suffix = f" · {mark}"
        room = option.rect.width() - PADDING_PX // 2
        room -= option.fontMetrics.horizontalAdvance(suffix)
        if room >= option.fontMetrics.horizontalAdvance("Blenki…"):
            name = option.fontMetrics.elidedText(
                option.text, Qt.TextElideMode.ElideRight, room
            )
            option.text = f"{name}{suffix}"
