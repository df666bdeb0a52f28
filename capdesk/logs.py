"""The log file: what happened, by ids and codes, never with what people typed."""

import errno
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import Enum
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from capdesk.files import PRIVATE_FILE_MODE

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

LOG_NAME = "capdesk.log"
MAX_LOG_BYTES = 500_000
OLD_LOGS = 3

WITHHELD = "(withheld)"
"""Stands in a line for a word that could be somebody's."""

_OURS = "capdesk"
_MAX_CODE_CHARACTERS = 64
_MOST_FRAMES = 12  # of each end: a recursion has a thousand in between
_MOST_CAUSES = 8

# Ids are made by us; codes, names of environments and of our own files begin with a
# small letter; no phone number has fewer digits than this in a row.
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE = re.compile(r"[a-z][a-z0-9_.\-]*")
_ERROR_NAME = re.compile(r"[A-Z][A-Za-z]*(?:Error|Exception|Timeout|Unavailable)")
_PHONE_LIKE = re.compile(r"[0-9]{7}")

_SYSTEM_WORDS = frozenset(os.strerror(number) for number in errno.errorcode)

_ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)

_fault_log = logging.getLogger(f"{_OURS}.faults")


class DiscreetFormatter(logging.Formatter):
    """Writes one line for each event, of words that cannot be anybody's.

    The program's own sentences are written, with those arguments alone that are
    numbers, ids, codes or an error's kind. Libraries quote what they were given, such
    as an address with a key in it, so of their lines only the place is written. Of an
    error it is type, code and places, never its text, nor a line of source or a local
    variable.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one event."""
        # Nothing is kept in the record, nor taken from it that another handler kept:
        # that would be a whole traceback.
        parts = [_moment(record), record.levelname, record.name, _words(record)]
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        return " ".join(parts)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        """Return types and places of an error and of what caused it, innermost last."""
        return describe(ei[1])


def describe(error: BaseException | None) -> str:
    """Return what may be told of an error: types, codes and places in the code.

    Args:
        error: The error; its causes are told as well.
    """
    told: list[str] = []
    known: set[int] = set()
    while error is not None and id(error) not in known and len(told) < _MOST_CAUSES:
        known.add(id(error))
        told.append(_one_error(error))
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)
    return ", because of ".join(told) or "error"


def is_harmless(text: str) -> bool:
    """Tell whether a text looks like an id, a code, an error's or the system's word.

    A lower-case name looks like a code; this keeps out sentences and what libraries
    say, not what somebody logs on purpose.
    """
    if text in _SYSTEM_WORDS or _ID.fullmatch(text) or _ERROR_NAME.fullmatch(text):
        return True
    return (
        len(text) <= _MAX_CODE_CHARACTERS
        and _CODE.fullmatch(text) is not None
        and _PHONE_LIKE.search(text) is None
    )


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
    root, ours = logging.getLogger(), logging.getLogger(_OURS)
    if any(_writes_to(handler, path) for handler in ours.handlers):
        return
    handler = _PrivateFile(path)
    handler.setFormatter(DiscreetFormatter())
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    # Nothing of ours goes on to the console, where it would frighten people.
    ours.propagate = False
    root.addHandler(_Others(handler))
    _catch_faults()


def stop_log(folder: Path) -> None:
    """Write no more into a folder's log, and close it."""
    path = _path_in(folder)
    for logger in (logging.getLogger(), logging.getLogger(_OURS)):
        for handler in list(logger.handlers):
            if _writes_to(handler, path):
                logger.removeHandler(handler)
                handler.close()
    if not any(
        isinstance(handler, _PrivateFile)
        for handler in logging.getLogger(_OURS).handlers
    ):
        _release_faults()


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Write the log into a folder for a while, unless that is being done already."""
    ours = logging.getLogger(_OURS)
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


def _moment(record: logging.LogRecord) -> str:
    """Return when it was: UTC, ISO 8601, milliseconds, `Z`."""
    moment = datetime.fromtimestamp(record.created, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03}Z"


def _words(record: logging.LogRecord) -> str:
    if record.name != _OURS and not record.name.startswith(f"{_OURS}."):
        return f"{WITHHELD} at {record.filename}:{record.lineno}"
    if not isinstance(record.msg, str):
        return WITHHELD
    try:
        words = record.msg % _guarded(record.args) if record.args else record.msg
    except (TypeError, ValueError, KeyError):
        words = f"{WITHHELD} at {record.filename}:{record.lineno}"
    return "".join(each if each.isprintable() else " " for each in words)


def _guarded(
    arguments: tuple[object, ...] | Mapping[str, object],
) -> tuple[object, ...] | dict[str, object]:
    if isinstance(arguments, Mapping):
        return {name: _argument(value) for name, value in arguments.items()}
    return tuple(map(_argument, arguments))


def _argument(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case BaseException():
            return _kind(value)
        case type():
            return value.__name__
        case Enum():
            return _argument(value.value)
        case str() if is_harmless(value):
            return value
        case _:
            return WITHHELD


def _one_error(error: BaseException) -> str:
    places = _places(error.__traceback__)
    return f"{_kind(error)} at {places}" if places else _kind(error)


def _kind(error: BaseException) -> str:
    """Return type and code of an error."""
    code = getattr(error, "sqlite_errorname", None)
    if isinstance(error, OSError) and error.errno is not None:
        code = errno.errorcode.get(error.errno, error.errno)
    if isinstance(error, BaseExceptionGroup):
        code = ", ".join(_one_error(each) for each in error.exceptions[:_MOST_CAUSES])
    return f"{type(error).__name__}({code})" if code else type(error).__name__


def _places(tb: TracebackType | None) -> str:
    places = []
    while tb is not None:
        file = tb.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
        places.append(f"{file}:{tb.tb_lineno}")
        tb = tb.tb_next
    if len(places) > 2 * _MOST_FRAMES:
        places[_MOST_FRAMES:-_MOST_FRAMES] = ["…"]
    return " > ".join(places)


def _catch_faults() -> None:
    """Have faults that nobody catches logged, instead of printed with their texts.

    A hook that somebody has put there stays: the window's says a sentence as well.
    """
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _log_fault
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_thread_fault
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _log_unraisable


def _release_faults() -> None:
    if sys.excepthook is _log_fault:
        sys.excepthook = sys.__excepthook__
    if threading.excepthook is _log_thread_fault:
        threading.excepthook = threading.__excepthook__
    if sys.unraisablehook is _log_unraisable:
        sys.unraisablehook = sys.__unraisablehook__


def _log_fault(
    kind: type[BaseException], fault: BaseException, tb: TracebackType | None
) -> None:
    _fault_log.critical("a fault ended the program", exc_info=(kind, fault, tb))


def _log_thread_fault(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
        _fault_log.error("a fault ended a thread", exc_info=arguments.exc_value)


def _log_unraisable(arguments: "UnraisableHookArgs") -> None:
    fault = arguments.exc_value or arguments.exc_type()
    _fault_log.error("a fault that nobody could be told of", exc_info=fault)
