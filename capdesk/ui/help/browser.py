"""Shows one page of the guide and nothing else: no other file, no network."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QImage,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from capdesk.ui.help.pages import Page, page_of
from capdesk.ui.theme import GRID_PX

_PICTURES = frozenset({".png"})


class GuideBrowser(QTextBrowser):
    """A page of the guide; links lead to other pages of it, or nowhere."""

    page_wanted = Signal(str)
    """Value of the `Page` that a link leads to."""

    def __init__(self, pictures: Path) -> None:
        """Make the browser, with no page.

        Args:
            pictures: The one folder that pictures are taken from.
        """
        super().__init__()
        self._pictures = pictures
        self.setObjectName("guide")
        self.setAccessibleName("Guide")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.anchorClicked.connect(self._follow)
        self.document().setDocumentMargin(3 * GRID_PX)

    def show_page(self, page: Page) -> None:
        """Show a page from its top."""
        document = self.document()
        document.setMarkdown(page.text, _FEATURES)
        self._make_room()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> QImage | None:
        """Return a picture that lies in the folder of pictures; refuse anything else.

        Made as small as the page is wide: Qt would let it run out of the window.
        """
        asked = name.toString() if isinstance(name, QUrl) else name
        # A bare name: no scheme, no folder, so no way out.
        path = self._pictures / Path(asked).name
        is_picture = kind == QTextDocument.ResourceType.ImageResource.value
        if not is_picture or path.name != asked or path.suffix not in _PICTURES:
            return None
        picture = QImage(str(path))
        if picture.isNull():
            return None
        room_px = self.viewport().width() - 2 * round(self.document().documentMargin())
        if not (scroll_bar := self.verticalScrollBar()).isVisible():
            room_px -= scroll_bar.sizeHint().width()  # it is about to come
        if picture.width() <= room_px:
            return picture
        smooth = Qt.TransformationMode.SmoothTransformation
        return picture.scaledToWidth(room_px, smooth)

    def _follow(self, link: QUrl) -> None:
        page = page_of(link.toString())
        if page is not None:
            self.page_wanted.emit(page.value)

    def _make_room(self) -> None:
        """Give lines and tables air: Qt takes no style sheet for Markdown."""
        document = self.document()
        block = document.begin()
        while block.isValid():
            # To Qt a picture is a very high line: a quarter of it would stay empty.
            if _PICTURE not in block.text():
                shape = block.blockFormat()
                shape.setLineHeight(
                    _LINE_HEIGHT_PERCENT,
                    QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
                )
                QTextCursor(block).setBlockFormat(shape)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._make_room_in(frame)

    def _make_room_in(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setCellPadding(GRID_PX * 3 / 4)
        shape.setCellSpacing(0)
        shape.setBorder(1)
        shape.setBorderCollapse(True)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(self.palette().mid())
        shape.setTopMargin(GRID_PX)
        shape.setBottomMargin(2 * GRID_PX)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(shape)


_FEATURES = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)
_LINE_HEIGHT_PERCENT = 125.0
_PICTURE = "\ufffc"
"""What stands for one in a block's text."""
