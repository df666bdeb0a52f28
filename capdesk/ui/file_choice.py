"""Asks which file to open or to write, in a dialog that the privacy curtain covers.

Qt's own dialog, not the system's: nobody but the system could cover that one, nor close
it on every desktop, and it shows the names of files for as long as it is open.
"""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHeaderView,
    QSplitter,
    QToolButton,
    QTreeView,
    QWidget,
)

from capdesk.ui import theme
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.text_size import resize_in_lines

_LINES = (52, 34)
_UNUSED = ("backButton", "forwardButton", "listModeButton", "detailModeButton")
_ICONS = {"toParentButton": "folder_up", "newFolderButton": "folder_new"}
_TYPE_COLUMN = 2

_Place = QStandardPaths.StandardLocation
_PLACES = (
    _Place.HomeLocation,
    _Place.DesktopLocation,
    _Place.DocumentsLocation,
    _Place.DownloadLocation,
)


def file_to_open(parent: QWidget, title: str, kinds: str) -> str:
    """Ask for a file that is there.

    Args:
        parent: Whose dialog it is.
        title: What it is for.
        kinds: What to offer, as Qt writes it: `Packs (*.json);;All files (*)`.

    Returns:
        Its path; empty for none. Whoever reads it says what is wrong with a path that
        was typed, as with any file: Qt would put a dialog of its own above this one.
    """
    dialog = make_dialog(parent, title, kinds, folder_of(_Place.DownloadLocation))
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    return next(iter(_answers(dialog)), "")


def files_to_open(
    parent: QWidget, title: str, kinds: str, folder: str = ""
) -> list[str]:
    """Ask for files that are there, any number of them.

    Args:
        parent: Whose dialog it is.
        title: What they are for.
        kinds: What to offer, as Qt writes it.
        folder: Where to look first; empty for the person's documents.

    Returns:
        Their paths.
    """
    folder = folder or folder_of(_Place.DocumentsLocation)
    dialog = make_dialog(parent, title, kinds, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _answers(dialog)


def file_to_write(
    parent: QWidget, title: str, name: str, kinds: str, folder: str = ""
) -> str:
    """Ask for a file to write; one that is there is written over only if confirmed.

    Args:
        parent: Whose dialog it is.
        title: What it is for.
        name: The name to propose; what is typed instead gets its ending.
        kinds: What to offer, as Qt writes it.
        folder: Where to propose it; empty for the person's documents.

    Returns:
        Its path; empty for none.
    """
    folder = folder or folder_of(_Place.DocumentsLocation)
    dialog = make_dialog(parent, title, kinds, folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    return next(iter(_answers(dialog)), "")


def folder_of(place: QStandardPaths.StandardLocation) -> str:
    """Return a person's folder of some kind; their own where there is none such.

    Never the folder the program was started in, which means nothing to them.
    """
    found = QStandardPaths.writableLocation(place)
    return found if found and Path(found).is_dir() else str(Path.home())


def make_dialog(parent: QWidget, title: str, kinds: str, folder: str) -> QFileDialog:
    """Make a dialog that shows names, sizes and times in full; whoever asks deletes it."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setNameFilters(kinds.split(";;"))
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.setSidebarUrls(
        [QUrl.fromLocalFile(each) for each in dict.fromkeys(map(folder_of, _PLACES))]
    )
    resize_in_lines(dialog, *_LINES)
    rows = dialog.findChild(QTreeView, "treeView")
    if isinstance(rows, QTreeView):
        columns = rows.header()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        columns.hideSection(_TYPE_COLUMN)  # the name's ending says it
    halves = dialog.findChild(QSplitter, "splitter")
    if isinstance(halves, QSplitter):
        halves.setSizes([dialog.width() // 4, dialog.width() * 3 // 4])
    for name in _UNUSED:
        _tool(dialog, name).hide()
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - for the type checker
    for name, picture in _ICONS.items():
        # Qt's own are black in the dark too.
        colour = theme.shown(app).text
        _tool(dialog, name).setIcon(
            icon(picture, colour, size_beside(dialog.fontMetrics()))
        )
    return dialog


def _tool(dialog: QFileDialog, name: str) -> QToolButton:
    found = dialog.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)  # noqa: S101 - for the type checker
    return found


def _answers(dialog: QFileDialog) -> list[str]:
    wanted = dialog.exec() == QFileDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles() if wanted else []
    dialog.deleteLater()
    return chosen
