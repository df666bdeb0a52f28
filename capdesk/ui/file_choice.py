"""Asks which file to open or to write, in a dialog that the privacy curtain covers.

Qt's own dialog, not the system's: nobody but the system could cover that one, nor close
it on every desktop, and it shows the names of files for as long as it is open.
"""

from PySide6.QtWidgets import QFileDialog, QWidget

_OURS = QFileDialog.Option.DontUseNativeDialog


def file_to_open(parent: QWidget, title: str, kinds: str) -> str:
    """Ask for a file that is there.

    Args:
        parent: Whose dialog it is.
        title: What it is for.
        kinds: What to offer, as Qt writes it: `Packs (*.json);;All files (*)`.

    Returns:
        Its path; empty for none.
    """
    path, _ = QFileDialog.getOpenFileName(parent, title, "", kinds, options=_OURS)
    return path


def file_to_write(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Ask for a file to write; one that is there is written over only if confirmed.

    Args:
        parent: Whose dialog it is.
        title: What it is for.
        name: The name to propose.
        kinds: What to offer, as Qt writes it.

    Returns:
        Its path; empty for none.
    """
    path, _ = QFileDialog.getSaveFileName(parent, title, name, kinds, options=_OURS)
    return path
