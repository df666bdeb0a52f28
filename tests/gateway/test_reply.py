"""Whatever comes back is read without harm."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.outcome import Accepted, Rejected
from capdesk.gateway.reply import (
    MAX_MESSAGE_CHARS,
    MAX_MESSAGES,
    MAX_RETRY_AFTER_S,
    http_date,
    is_html,
    plain_body,
    read_accepted,
    read_rejected,
    retry_after_s,
    safe_text,
)

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
JSON = {"content-type": "application/json"}

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "success",
                    "messages",
                    "result",
                    "requestReferenceId",
                    "enquiryReferenceCode",
                ]
            ),
            inner,
        )
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=200) | JSON_VALUES.map(
    lambda value: json.dumps(value).encode()
)
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "content-encoding", "date", "retry-after"]),
    st.text(max_size=40),
)


def test_reads_the_documented_202() -> None:
    """The documented reply to an accepted lead gives both references."""
    body = b"""{ "success": true, "messages": [],
      "result": { "requestReferenceId": "e05072f9-ae85-42e2-ba42-c13449e5abaf",
                  "enquiryReferenceCode": "ENQ-240912-AZGCM0F8" } }"""
    assert read_accepted(body) == Accepted(
        "ENQ-240912-AZGCM0F8", "e05072f9-ae85-42e2-ba42-c13449e5abaf"
    )


def test_reads_the_documented_400() -> None:
    """The documented reply to a refused lead gives its messages and its reference."""
    body = b"""{ "success": false, "messages": ["ERROR_SPECIFIC_MESSAGE_HERE"],
      "result": { "requestReferenceId": "08585f67-6d4d-4272-ac0a-342ac0edcb8c",
                  "enquiryReferenceCode": null } }"""
    assert read_rejected(400, JSON, body) == Rejected(
        400, ("ERROR_SPECIFIC_MESSAGE_HERE",), "08585f67-6d4d-4272-ac0a-342ac0edcb8c"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"result": null}',
        b'{"result": []}',
        b'{"result": {"requestReferenceId": 7, "enquiryReferenceCode": ["ENQ"]}}',
        b'{"result": {"enquiryReferenceCode": ""}}',
        b'{"result": {"enquiryReferenceCode": " \\u200b\\u202e "}}',
        b'{"result": {"enquiryReferenceCode": "' + b"E" * 101 + b'"}}',
        b'{"result": {"enquiryReferenceCode": "Zoe Smith"}}',
        b'{"result": {"enquiryReferenceCode": "zoe@example.com"}}',
        b'{"result": {"enquiryReferenceCode": "ENQ-2409',
        b"\xff\xfe\x00",
        b"[" * 60_000,
        b"9" * 60_000,
    ],
)
def test_a_202_without_usable_reference_has_none(body: bytes) -> None:
    """A reference is whole text of bearable length, or it isn't there."""
    assert read_accepted(body) == Accepted()


@pytest.mark.parametrize(
    ("headers", "body", "messages"),
    [
        (JSON, b'{"messages": []}', ()),
        (JSON, b'{"messages": ["a", 1, null, ["b"], "", " c "]}', ("a", "c")),
        (JSON, b'{"messages": ["<b onclick=x>bold</b>"]}', ("<b onclick=x>bold</b>",)),
        (JSON, b'{"messages": ["half', ()),
        (JSON, b'"text"', ()),
        # What checks a request before the gateway's own code answers in its own way.
        (JSON, b'{"title": "Bad"}', ('{"title": "Bad"}',)),
        ({"content-type": "text/plain; charset=utf-8"}, b"No\nphone", ("No phone",)),
        ({"content-type": "text/plain"}, b"\xff\xfe", ()),
        ({"content-type": "application/octet-stream"}, b"text?", ()),
        ({}, b"", ()),
    ],
)
def test_messages_are_shown_as_they_are(
    headers: dict[str, str], body: bytes, messages: tuple[str, ...]
) -> None:
    """Messages are the texts among them; a body in another shape speaks for itself."""
    assert read_rejected(400, headers, body).messages == messages


def test_messages_are_bounded_in_number() -> None:
    """Of very many messages the first few are kept."""
    body = json.dumps({"messages": [f"m{n}" for n in range(1000)]}).encode()
    messages = read_rejected(400, JSON, body).messages
    assert messages == tuple(f"m{n}" for n in range(MAX_MESSAGES))


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("  a \t\r\n b\u2028c\u00a0d  ", "a b c d"),
        ("\ufeffa\u200bb\u202ec\u2066d\x00e\x1bf\u00adg", "abcdefg"),
        ("\ud800x\ue000y\U000e0041z", "xyz"),
        ("Ünïcödé 例 👍", "Ünïcödé 例 👍"),
        ("", ""),
    ],
)
def test_safe_text_removes_what_is_not_seen(raw: str, safe: str) -> None:
    """Characters that hide, reorder or break lines go; all others stay."""
    assert safe_text(raw) == safe


def test_safe_text_marks_what_it_cut() -> None:
    """Text that is too long ends in an ellipsis within the limit."""
    assert safe_text("a" * 501) == "a" * 499 + "…"
    assert safe_text("a" * 500) == "a" * 500
    assert safe_text("a" + " " * 5000 + "b") == "a…"


@given(st.text(max_size=2000))
def test_safe_text_is_safe_for_any_text(text: str) -> None:
    """The result is one short line of visible characters, and stays as it is."""
    safe = safe_text(text)
    assert len(safe) <= MAX_MESSAGE_CHARS
    assert safe == " ".join(safe.split())
    assert not any(unicodedata.category(char).startswith("C") for char in safe)
    assert safe_text(safe) == safe


@given(HEADERS, BODIES)
def test_readers_never_raise(headers: dict[str, str], body: bytes) -> None:
    """No reply makes a reader raise, and what they give is safe to show."""
    is_html(headers, body)
    accepted = read_accepted(plain_body(headers, body))
    rejected = read_rejected(400, headers, body)
    texts = [accepted.enquiry_reference, accepted.request_reference]
    for text in [*texts, *rejected.messages]:
        assert text is None or text == safe_text(text) != ""


@pytest.mark.parametrize(
    ("content_type", "body", "html"),
    [
        ("text/html", b"{}", True),
        ("Text/HTML; charset=utf-8", b"", True),
        ("application/xhtml+xml", b"", True),
        ("application/json", b"<html>", True),
        ("", b"\xef\xbb\xbf \r\n<!DOCTYPE html>", True),
        ("", "\ufeff<html>".encode("utf-16-le"), True),
        ("application/json", b'{"messages": ["<html>"]}', False),
        ("text/plain", b"a < b", False),
        ("", b"", False),
    ],
)
def test_knows_a_page_for_a_browser(content_type: str, body: bytes, html: bool) -> None:
    """A page is known by its type or by its first visible character."""
    assert is_html({"content-type": content_type}, body) is html


@pytest.mark.parametrize(
    ("coding", "kept"),
    [("", True), ("identity", True), (" Identity ", True), ("gzip", False)],
)
def test_a_compressed_body_is_not_unpacked(coding: str, kept: bool) -> None:
    """A compressed body counts as none."""
    assert plain_body({"content-encoding": coding}, b"{}") == (b"{}" if kept else b"")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("999999999", MAX_RETRY_AFTER_S),
        ("Thu, 01 Oct 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Oct 2026 12:00:30 -0000", 30.0),
        ("Thu, 01 Oct 2026 11:00:00 GMT", 0.0),
        ("Thu, 01 Oct 2099 12:00:00 GMT", MAX_RETRY_AFTER_S),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("1" * 5000, None),
        ("\u0661\u0662", None),
        ("Thu, 99 Oct 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    """`Retry-After` is whole seconds or an HTTP date, never negative, never endless."""
    assert retry_after_s(value, NOW) == seconds


@given(st.text(max_size=60) | st.integers().map(str))
def test_retry_after_never_raises(value: str) -> None:
    """Any `Retry-After` gives nothing or a number of seconds within bounds."""
    seconds = retry_after_s(value, NOW)
    assert seconds is None or 0 <= seconds <= MAX_RETRY_AFTER_S


@given(st.timedeltas(timedelta(0), timedelta(seconds=MAX_RETRY_AFTER_S)))
def test_retry_after_counts_from_the_reply(wait: timedelta) -> None:
    """A date means the whole seconds from the reply to it."""
    whole = timedelta(seconds=int(wait.total_seconds()))
    value = (NOW + whole).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after_s(value, NOW) == whole.total_seconds()


def test_http_date_is_aware(london_desk: None) -> None:
    """A date is read as UTC, whichever way its zone is spelled."""
    assert http_date("Thu, 01 Oct 2026 12:00:00 GMT") == NOW
    assert http_date("Thu, 01 Oct 2026 12:00:00 -0000") == NOW
    assert http_date("Thu, 01 Oct 2026 13:00:00 +0100") == NOW
    assert http_date(None) is None
