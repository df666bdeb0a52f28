"""What CapDesk is, which version, where its data lies, and what it is made of."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from capdesk import __version__
from capdesk.ui.plain import PlainLabel
from capdesk.ui.text_size import resize_in_lines
from capdesk.ui.theme import GRID_PX

if TYPE_CHECKING:
    from capdesk.ui.help.licences import Library

_LINES = (42, 36)
_WHAT = "Takes leads at a desk and sends them to the CAP Gateway."
_LICENCE = "Free software under the Apache License 2.0. Uses Qt under the LGPL 3."


class AboutDialog(QDialog):
    """Plain text alone; whatever helps in a talk with support can be copied."""

    def __init__(
        self, parent: QWidget, folder: Path | None, libraries: "Sequence[Library]"
    ) -> None:
        """Make the dialog.

        Args:
            parent: The window it belongs to.
            folder: The data folder; None in practice mode, which keeps nothing.
            libraries: What ships with the program.
        """
        super().__init__(parent)
        self.setWindowTitle("About CapDesk")
        self.folder = PlainLabel(
            str(folder) if folder else "None: practice keeps nothing.", wrap=True
        )
        self.folder.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.folder.setAccessibleName("Data folder")
        self.libraries = QPlainTextEdit(libraries_text(libraries))
        self.libraries.setReadOnly(True)
        # Read alone, so Tab may as well lead on.
        self.libraries.setTabChangesFocus(True)
        self.libraries.setAccessibleName("Libraries and their licences")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())  # Fusion's own would be the only one of its kind
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * GRID_PX] * 4)
        layout.setSpacing(GRID_PX)
        layout.addWidget(PlainLabel(f"CapDesk {__version__}", role="title"))
        layout.addWidget(PlainLabel(_WHAT, wrap=True))
        layout.addWidget(PlainLabel(_LICENCE, wrap=True))
        layout.addSpacing(GRID_PX)
        layout.addWidget(PlainLabel("Data folder", role="muted"))
        layout.addWidget(self.folder)
        layout.addSpacing(GRID_PX)
        layout.addWidget(PlainLabel("Libraries", role="muted"))
        layout.addWidget(self.libraries, 1)
        layout.addWidget(buttons)
        close.setFocus()
        resize_in_lines(self, *_LINES)


def libraries_text(libraries: "Sequence[Library]") -> str:
    """Return a line for each library, then the licence texts they came with."""
    lines = [f"{each.name} {each.version}: {_licence(each)}" for each in libraries]
    texts = [f"{each.name}\n\n{text}" for each in libraries for text in each.texts]
    return f"\n\n{'—' * 20}\n\n".join(["\n".join(lines), *texts])


def _licence(library: "Library") -> str:
    if library.licence:
        return library.licence
    return "see its licence below" if library.texts else "names no licence"


def show_about(window: QWidget, folder: Path | None) -> AboutDialog:
    """Open it over a window.

    Args:
        window: The main window.
        folder: The data folder; None in practice mode.
    """
    # Late: reading the metadata of all libraries takes a moment.
    from capdesk.ui.help.licences import shipped_libraries, system_libraries

    libraries = (*shipped_libraries(), *system_libraries())
    dialog = AboutDialog(window, folder, libraries)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
