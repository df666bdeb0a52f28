"""Says in the strip where leads go: by name, colour and shape."""

from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from capdesk.ui import theme
from capdesk.ui.environments import Kind, kind_of, shown_name
from capdesk.ui.plain import PlainLabel

# Corners of each kind's mark, in parts of its edge; production's is round.
_CORNERS = {
    Kind.QA: ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    Kind.ADDED: ((0.5, 0.05), (1.0, 0.95), (0.0, 0.95)),
}


class EnvironmentBadge(QFrame):
    """Production is calm; an environment that is not is seen from across a room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("badge")
        self._mark = _Mark()
        self._name = PlainLabel(role="heading")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(6)
        layout.addWidget(self._mark)
        layout.addWidget(self._name)
        self.hide()

    @property
    def text(self) -> str:
        """The name as it is shown."""
        return self._name.text()

    def show_environment(self, environment: str) -> None:
        """Show where leads go.

        Args:
            environment: Its name; empty where that is not known.
        """
        if not environment:
            self.hide()
            self._name.setText("")
            return
        kind = kind_of(environment)
        name = shown_name(environment)
        self._name.setText(name)
        self._name.setAccessibleName(f"Leads go to {name}")
        self.setToolTip(f"Leads go to {name}")
        self._mark.show_kind(kind)
        if self.property("kind") != kind.value:
            was_styled = self.property("kind") is not None
            self.setProperty("kind", kind.value)
            if was_styled:  # the first time it gets its style only when it is shown
                for part in (self, self._name):
                    part.style().unpolish(part)
                    part.style().polish(part)
        self.show()


class _Mark(QWidget):
    """The shape alone; in the colours of the look that is shown when it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = Kind.PRODUCTION
        edge_px = max(10, self.fontMetrics().height() * 5 // 8)
        self.setFixedSize(edge_px, edge_px)

    def show_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.setVisible(kind is not Kind.PRACTICE)  # its frame and banner say more
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        # Late: practice shows no shape.
        from PySide6.QtCore import QPointF
        from PySide6.QtGui import QPainter, QPolygonF

        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - for the type checker
        look = theme.shown(app)
        corners = _CORNERS.get(self._kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if corners is None:
            colour = QColor(look.success)
        else:
            colour = QColor(theme.accented(look, self._kind).on_accent)
        painter.setPen(colour)
        painter.setBrush(colour)
        edge = self.width() - 1
        if corners is None:
            painter.drawEllipse(0, 0, edge, edge)
        else:
            painter.drawPolygon(
                QPolygonF([QPointF(x * edge, y * edge) for x, y in corners])
            )
        painter.end()
