"""The log file: what happened, by ids and codes, never with what people typed."""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOG_NAME = "capdesk.log"
MAX_LOG_BYTES = 500_000
OLD_LOGS = 3

_ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)


class DiscreetFormatter(logging.Formatter):
    """Writes where an error came from, not what it said.

    The text of an exception may quote a lead or a key; its type and its place in the
    code can't.
    """

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        """Return type and place of an error, innermost last."""
        kind, _, tb = ei
        frames = traceback.extract_tb(tb)
        places = " > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames)
        return f"{kind.__name__ if kind else 'error'} at {places}"


def start_log(folder: Path) -> None:
    """Write the program's log into a folder; a folder that can't be written gets none.

    Args:
        folder: The data folder.
    """
    try:
        handler = RotatingFileHandler(
            folder / LOG_NAME,
            maxBytes=MAX_LOG_BYTES,
            backupCount=OLD_LOGS,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(
        DiscreetFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    )
    ours = logging.getLogger("capdesk")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    # Nothing of ours goes on to the console, where it would frighten people.
    ours.propagate = False
