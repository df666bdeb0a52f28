"""A traffic light as a line: a shape, and the sentence beside it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from capdesk.domain.finding import Light
from capdesk.ui import theme
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.plain import PlainLabel
from capdesk.ui.ready.words import role_of


def light_icon(light: Light, colours: theme.Colours, size_px: int) -> QIcon:
    """Return a light's icon: each has a shape of its own, as well as its colour."""
    colour: str = getattr(colours, role_of(light))
    return icon(f"light-{light.value}", colour, size_px)


def shown_colours() -> theme.Colours:
    """Return the colours that the program shows now."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - for the type checker
    return theme.shown(app)


class LightLine(QWidget):
    """Not there while it has nothing to say."""

    def __init__(self, *, role: str = "") -> None:
        """Make the line, empty.

        Args:
            role: Role of its text in the style sheet.
        """
        super().__init__()
        self._light: Light | None = None
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = PlainLabel(role=role, wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    @property
    def light(self) -> Light | None:
        """The light; None where there is only a sentence, or nothing."""
        return self._light

    def show_light(self, light: Light | None, text: str) -> None:
        """Show a sentence; empty hides the line.

        Args:
            light: How it stands; None while that is not known.
            text: The sentence.
        """
        self._light = light
        self._text.setText(text)
        self._paint_icon()
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Paint the icon anew in another look, or beside larger text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._paint_icon()

    def _paint_icon(self) -> None:
        self._icon.setVisible(self._light is not None)
        if self._light is not None:
            size_px = size_beside(self._text.fontMetrics())
            shown = light_icon(self._light, shown_colours(), size_px)
            self._icon.setPixmap(shown.pixmap(size_px, size_px))
