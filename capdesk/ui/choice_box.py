"""A drop-down for texts of any length: what does not fit ends in an ellipsis."""

import time

from PySide6 import QtCore
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox

_ARROW_AND_EDGES_CHARACTERS = 5
"""What the box needs besides its text, in average characters of its font, roughly."""


class ChoiceBox(QComboBox):
    """Qt's own cuts a long text in a letter, and a space typed in a name opens its list.

    What assistive technology and the tool tip say is the whole text.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed_at_s = 0.0
        self._is_list_ready = False
        self.currentTextChanged.connect(self.setToolTip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as Qt does, a text that may be too long with an ellipsis."""
        metrics = self.fontMetrics()
        room_px = (
            self.width() - _ARROW_AND_EDGES_CHARACTERS * metrics.averageCharWidth()
        )
        if metrics.horizontalAdvance(self.currentText()) <= room_px:
            super().paintEvent(event)
            return
        # Late: at most starts every text fits, and none of Qt's styles is needed.
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        area = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = metrics.elidedText(
            option.currentText, QtCore.Qt.TextElideMode.ElideRight, area.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a space for part of a text that is being typed, as *Audi Q6* is."""
        text = event.text()
        interval_s = QApplication.keyboardInputInterval() / 1_000
        is_going_on = time.monotonic() - self._typed_at_s < interval_s
        if (text.isprintable() and text.strip()) or (text == " " and is_going_on):
            self._typed_at_s = time.monotonic()
        if text == " " and is_going_on:
            self.view().keyboardSearch(text)
            self.setCurrentIndex(self.view().currentIndex().row())
        else:
            super().keyPressEvent(event)

    def showPopup(self) -> None:
        """Open the list: rows that are easily hit, as wide as their texts if it can be."""
        view = self.view()
        if not self._is_list_ready:
            from PySide6.QtWidgets import QStyledItemDelegate

            self._is_list_ready = True
            # The one that heeds the style sheet.
            self.setItemDelegate(QStyledItemDelegate(self))
        wanted_px = view.sizeHintForColumn(0) + 2 * view.frameWidth()
        if self.count() > self.maxVisibleItems():
            wanted_px += view.verticalScrollBar().sizeHint().width()
        room_px = self.screen().availableGeometry().width()
        view.setMinimumWidth(min(max(wanted_px, self.width()), room_px))
        super().showPopup()
