"""Rows of a list that are as high as their wrapped text, up to its last word."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

BESIDE_PX = 2 * 12 + 3
"""What the style sheet leaves at the sides of a row: padding, and the mark of the
chosen one."""


def wrap_rows(rows: QListWidget) -> None:
    """Have the text of a list's rows go on in further lines, none of it cut off."""
    rows.setWordWrap(True)
    rows.setItemDelegate(_WrappedRows(rows))


class _WrappedRows(QStyledItemDelegate):
    """Wraps where the text will: Qt reckons without the style sheet's padding."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        narrower = QStyleOptionViewItem(option)
        narrower.rect.setWidth(max(1, narrower.rect.width() - BESIDE_PX))
        return super().sizeHint(narrower, index)
