"""The guide's window: pages on the left, the page on the right; work goes on beside it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QSizePolicy, QWidget

from capdesk.ui.help.browser import GuideBrowser
from capdesk.ui.help.pages import Page
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

_LINES = (61, 43)


class GuideWindow(QDialog):
    """One window with all pages; Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("CapDesk guide")
        self.setModal(False)
        self.setSizeGripEnabled(True)
        self.browser = GuideBrowser(Page.FIRST_LEAD.path.parent)
        self.browser.page_wanted.connect(self.show_page)
        self.contents = QListWidget()
        self.contents.setObjectName("contents")
        self.contents.setAccessibleName("Pages of the guide")
        for page in Page:
            self.contents.addItem(page.heading)
        # As wide as its longest title, whatever the size of the text.
        self.contents.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.contents.setSizePolicy(
            QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding
        )
        self.contents.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.contents.currentRowChanged.connect(self._chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[2 * GRID_PX] * 4)
        layout.setSpacing(GRID_PX)
        layout.addWidget(self.contents)
        layout.addWidget(self.browser, 1)
        resize_in_lines(self, *_LINES)

    def show_page(self, page: str = Page.FIRST_LEAD) -> None:
        """Open a page.

        Args:
            page: Value of a `Page`.
        """
        self.contents.setCurrentRow(list(Page).index(Page(page)))

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the rows again: the first time, they got their style only now."""
        super().showEvent(event)
        self.contents.doItemsLayout()

    def _chosen(self, row: int) -> None:
        self.browser.show_page(list(Page)[row])


def show_guide(window: QWidget, page: Page | None = None) -> GuideWindow:
    """Open the guide beside a window, or bring it to the front.

    Args:
        window: Whose guide it is.
        page: The page that fits what is being done; None for where it was left, or the
            first.
    """
    guide = window.findChild(GuideWindow)
    if guide is None:
        guide = GuideWindow(window)
        guide.show_page(page or Page.FIRST_LEAD)
    elif page is not None:
        guide.show_page(page)
    guide.show()
    guide.raise_()
    guide.activateWindow()
    guide.contents.setFocus(Qt.FocusReason.OtherFocusReason)
    return guide
