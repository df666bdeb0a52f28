"""Reading what came back, which is hostile until read.

Whatever is in a reply, the functions here return values and never raise: a captive
portal, a broken proxy or an attacker may have written it.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from capdesk.domain.outcome import Accepted, Rejected

MAX_REPLY_BYTES = 64 * 1024
MAX_MESSAGES = 20
MAX_MESSAGE_CHARS = 500
MAX_REFERENCE_CHARS = 100
MAX_RETRY_AFTER_S = 24 * 60 * 60.0
"""Longer than anybody waits; keeps sums with dates in range."""

HEADERS_READ = ("content-encoding", "content-type", "date", "retry-after")
"""The only headers that mean anything to us, in lower case."""

_MAX_DATE_CHARS = 64
_SECONDS = re.compile(r"[0-9]{1,9}")
_REFERENCE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._:/#-]{{0,{MAX_REFERENCE_CHARS - 1}}}")
# Byte order marks, the zero bytes of UTF-16, and white space.
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\x00\t\n\v\f\r "
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def plain_body(headers: Mapping[str, str], body: bytes) -> bytes:
    """Return the body, or nothing where it is compressed.

    We ask for `identity`; a server that compresses all the same is not worth the
    risk of what its bytes unpack to.
    """
    coding = headers.get("content-encoding", "").strip().lower()
    return body if coding in {"", "identity"} else b""


def is_html(headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether a reply is a page for a browser, by its type or by its looks."""
    if _media_type(headers) in _HTML_TYPES:
        return True
    return body.lstrip(_BEFORE_MARKUP).startswith(b"<")


def read_accepted(body: bytes) -> Accepted:
    """Read the body of a 202; a reference that isn't there, or isn't one, is None."""
    result = _member(_document(body), "result")
    return Accepted(
        enquiry_reference=_reference(_member(result, "enquiryReferenceCode")),
        request_reference=_reference(_member(result, "requestReferenceId")),
    )


def read_rejected(status: int, headers: Mapping[str, str], body: bytes) -> Rejected:
    """Read the body of a 400 or 422.

    The documented shape has `messages`. Their wording is not published, and what
    checks the request before the gateway's own code may answer in another shape; then
    the text itself is the message, so that somebody can see what is wrong.
    """
    document = _document(body)
    messages = _member(document, "messages")
    if not isinstance(messages, list):
        messages = (_text_as_it_is(headers, document, body),)
    return Rejected(
        http_status=status,
        messages=safe_messages(messages),
        request_reference=_reference(
            _member(_member(document, "result"), "requestReferenceId")
        ),
    )


def safe_messages(messages: Iterable[object]) -> tuple[str, ...]:
    """Return the first messages that are text and not empty, made safe to show."""
    texts = (safe_text(text) for text in messages if isinstance(text, str))
    return tuple([text for text in texts if text][:MAX_MESSAGES])


def safe_text(text: str, max_chars: int = MAX_MESSAGE_CHARS) -> str:
    """Make text from outside safe to show as plain text on one line.

    White space of every kind becomes one space; control, bidi, zero-width, private
    and unassigned characters go; what is too long ends in `…`. Markup stays as it is
    and is nobody's to interpret.
    """
    # Twice the length leaves room for what goes, without a scan of 64 KiB for each.
    kept = "".join(
        " " if char.isspace() else char
        for char in text[: 2 * max_chars]
        if char.isspace() or not unicodedata.category(char).startswith("C")
    )
    line = " ".join(kept.split())
    if len(line) <= max_chars and len(text) <= 2 * max_chars:
        return line
    return line[: max_chars - 1].rstrip() + "…" if line else ""


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Read a `Retry-After` header (RFC 9110, 10.2.3): seconds or an HTTP date.

    Args:
        value: The header, or None where there is none.
        now: When the reply came, aware.

    Returns:
        Seconds from `now`, from 0 to `MAX_RETRY_AFTER_S`; None if it says nothing
        that can be read.
    """
    if value is None:
        return None
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), MAX_RETRY_AFTER_S)
    moment = http_date(value)
    if moment is None:
        return None
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def http_date(value: str | None) -> datetime | None:
    """Read an HTTP date such as a `Date` header; aware, UTC, or None."""
    if value is None or len(value) > _MAX_DATE_CHARS:
        return None
    try:
        moment = parsedate_to_datetime(value.strip())
        # HTTP dates are GMT, whatever the parser made of the zone's spelling.
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _document(body: bytes) -> object:
    """Return the body as JSON, or None; 64 KiB of brackets exhaust the parser."""
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document


def _member(document: object, name: str) -> object:
    return document.get(name) if isinstance(document, dict) else None


def _reference(value: object) -> str | None:
    """Return a reference, or None: half a reference would name another lead.

    References stand in the outbox, in lists and in the log as they are, so what could be
    a name or an address is none.
    """
    if not isinstance(value, str):
        return None
    written = value.strip()
    return written if _REFERENCE.fullmatch(written) else None


def _text_as_it_is(headers: Mapping[str, str], document: object, body: bytes) -> str:
    """Return a body in an unknown shape as text; half a JSON document is not text."""
    is_text = isinstance(document, dict) or _media_type(headers) == "text/plain"
    if not is_text:
        return ""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return ""
