"""What may stand in a log: ids, codes and places, never a word that could be somebody's."""

import errno
import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from types import TracebackType

OURS = "capdesk"
"""Name of the logger above all of ours."""

WITHHELD = "(withheld)"
"""Stands in a line for a word that could be somebody's."""

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


def _moment(record: logging.LogRecord) -> str:
    """Return when it was: UTC, ISO 8601, milliseconds, `Z`."""
    moment = datetime.fromtimestamp(record.created, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03}Z"


def _words(record: logging.LogRecord) -> str:
    if record.name != OURS and not record.name.startswith(f"{OURS}."):
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
