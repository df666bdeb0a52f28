"""The log file: made private, kept small, and never a trouble to anybody."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from capdesk.files import PRIVATE_FILE_MODE
from capdesk.logs.faults import catch_faults, release_faults
from capdesk.logs.formatter import OURS, DiscreetFormatter

LOG_NAME = "capdesk.log"
MAX_LOG_BYTES = 500_000
OLD_LOGS = 3


def keep_off_streams() -> None:
    """Have nothing of the log on standard error, whatever becomes of its file.

    A log that can't be written must not put a traceback before a user, nor may a
    library's warning stand between the lines of a result.
    """
    logging.raiseExceptions = False
    logging.getLogger().addHandler(logging.NullHandler())


def start_log(folder: Path) -> None:
    """Write the program's log into a folder until the program ends.

    Faults that nobody catches are logged too, in every thread. A folder that can't be
    written gets no log; nothing is ever said about that.

    Args:
        folder: The data folder.
    """
    path = _path_in(folder)
    root, ours = logging.getLogger(), logging.getLogger(OURS)
    if any(_writes_to(handler, path) for handler in ours.handlers):
        return
    handler = _PrivateFile(path)
    handler.setFormatter(DiscreetFormatter())
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    # Nothing of ours goes on to the console, where it would frighten people.
    ours.propagate = False
    root.addHandler(_Others(handler))
    catch_faults()


def stop_log(folder: Path) -> None:
    """Write no more into a folder's log, and close it."""
    path = _path_in(folder)
    for logger in (logging.getLogger(), logging.getLogger(OURS)):
        for handler in list(logger.handlers):
            if _writes_to(handler, path):
                logger.removeHandler(handler)
                handler.close()
    if not any(
        isinstance(handler, _PrivateFile)
        for handler in logging.getLogger(OURS).handlers
    ):
        release_faults()


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Write the log into a folder for a while, unless that is being done already."""
    ours = logging.getLogger(OURS)
    level, propagate = ours.level, ours.propagate
    is_under_way = any(_writes_to(each, _path_in(folder)) for each in ours.handlers)
    start_log(folder)
    try:
        yield
    finally:
        if not is_under_way:
            stop_log(folder)
            ours.setLevel(level)
            ours.propagate = propagate


class _PrivateFile(RotatingFileHandler):
    """A log that its owner alone can read, made when there is something to write."""

    def __init__(self, path: str) -> None:
        super().__init__(
            path,
            maxBytes=MAX_LOG_BYTES,
            backupCount=OLD_LOGS,
            encoding="utf-8",
            delay=True,
        )

    def _open(self) -> TextIOWrapper:
        # A link that somebody else put into a shared folder would lead it elsewhere.
        no_links = getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(
            self.baseFilename,
            os.O_WRONLY | os.O_APPEND | os.O_CREAT | no_links,
            PRIVATE_FILE_MODE,
        )
        if os.name != "nt":
            # An older version may have made it for all to read.
            with suppress(OSError):
                os.fchmod(descriptor, PRIVATE_FILE_MODE)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        """Begin a new file; where the old one can't be moved, go on with it.

        Windows moves no file that another program has open, such as a command's log
        beside a window's.
        """
        with suppress(OSError):
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Do without: a log that can't be written must trouble nobody."""


class _Others(logging.Handler):
    """Takes what libraries warn of to the file that our own lines go to."""

    def __init__(self, file: _PrivateFile) -> None:
        super().__init__(logging.WARNING)
        self.file = file

    def emit(self, record: logging.LogRecord) -> None:
        self.file.handle(record)


def _path_in(folder: Path) -> str:
    return str((folder / LOG_NAME).absolute())


def _writes_to(handler: logging.Handler, path: str) -> bool:
    file = handler.file if isinstance(handler, _Others) else handler
    return isinstance(file, _PrivateFile) and file.baseFilename == path
