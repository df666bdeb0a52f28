"""Why a file that somebody chose could not be written, in a sentence."""

import errno
from pathlib import Path


def why_unsaved(path: Path, error: OSError) -> str:
    """Return what to say of a file that somebody wanted and that is not there.

    Args:
        path: Where it was to go.
        error: What the system said.
    """
    if isinstance(error, PermissionError):
        return (
            f"{path.name} was not saved: it is open in another program, such as Excel,"
            " or this folder can't be written to. Close it there, or save it under"
            " another name."
        )
    if error.errno == errno.ENOSPC:
        return f"{path.name} was not saved: the disk is full. Make room and try again."
    return (
        f"{path.name} was not saved: this folder can't be written to"
        f" ({error.strerror or 'no reason given'}). Choose another one."
    )
