"""A drop-down that ends a text in an ellipsis where it is too long for it."""

from PySide6 import QtCore
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox

_ARROW_AND_EDGES_CHARACTERS = 5
"""What the box needs besides its text, in average characters of its font, roughly."""


class ChoiceBox(QComboBox):
    """Qt's own cuts a text that is too long in the middle of a letter.

    What assistive technology is told is the whole text either way.
    """

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
