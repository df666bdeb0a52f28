"""Every status has its outcome, in the order of judgement."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.outcome import (
    Accepted,
    KeyRefused,
    Misconfigured,
    NotProcessed,
    NotTheGateway,
    Outcome,
    Rejected,
    Unknown,
    UnknownReason,
)
from capdesk.gateway import outcome_of_reply

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html"}
PAGE = b"<html>Sign in</html>"


def unknown(status: int) -> Unknown:
    """Return the outcome of a status that does not tell."""
    return Unknown(UnknownReason.STATUS, status)


BY_STATUS: list[tuple[int, Outcome]] = [
    (101, unknown(101)),
    (200, NotTheGateway(200)),
    (201, NotTheGateway(201)),
    (202, Accepted()),
    (204, NotTheGateway(204)),
    (301, Misconfigured(301)),
    (307, Misconfigured(307)),
    (304, Misconfigured(304)),
    (400, Rejected(400)),
    (401, KeyRefused(401)),
    (403, KeyRefused(403)),
    (404, Misconfigured(404)),
    (405, Misconfigured(405)),
    (407, Misconfigured(407)),
    (408, unknown(408)),
    (409, unknown(409)),
    (410, Misconfigured(410)),
    (413, Misconfigured(413)),
    (415, Misconfigured(415)),
    (418, Misconfigured(418)),
    (422, Rejected(422)),
    (429, NotProcessed(429)),
    (499, Misconfigured(499)),
    (500, unknown(500)),
    (501, unknown(501)),
    (502, unknown(502)),
    (503, NotProcessed(503)),
    (504, unknown(504)),
    (511, NotTheGateway(511)),
    (599, unknown(599)),
    (600, unknown(600)),
    (999, unknown(999)),
]


@pytest.mark.parametrize(("status", "outcome"), BY_STATUS)
def test_the_status_decides(status: int, outcome: Outcome) -> None:
    """Without a page in the way the status alone decides."""
    assert outcome_of_reply(status, JSON, b"{not json", NOW) == outcome


@pytest.mark.parametrize("headers", [HTML, JSON, {}])
@pytest.mark.parametrize(("status", "outcome"), BY_STATUS)
def test_a_page_on_a_2xx_or_4xx_is_not_the_gateway(
    status: int, outcome: Outcome, headers: dict[str, str]
) -> None:
    """A page in the place of a 2xx or 4xx is a sign-in page; 202 comes before that."""
    in_the_way = status != 202 and status // 100 in {2, 4}
    expected = NotTheGateway(status) if in_the_way else outcome
    assert outcome_of_reply(status, headers, PAGE, NOW) == expected


@pytest.mark.parametrize("status", [429, 503])
def test_asked_to_wait(status: int) -> None:
    """429 and 503 carry the seconds that are asked for."""
    headers = {"retry-after": "Thu, 01 Oct 2026 12:02:00 GMT"}
    expected = NotProcessed(status, 120.0)
    assert outcome_of_reply(status, headers, b"", NOW) == expected


def test_a_compressed_reply_keeps_its_status() -> None:
    """A compressed body is not read, and changes nothing else."""
    packed = {"content-encoding": "gzip", **JSON}
    body = b'{"messages": ["not really gzip"]}'
    assert outcome_of_reply(202, packed, body, NOW) == Accepted()
    assert outcome_of_reply(400, packed, body, NOW) == Rejected(400)
    assert outcome_of_reply(404, packed, PAGE, NOW) == Misconfigured(404)


@given(
    st.integers(0, 999),
    st.dictionaries(
        st.sampled_from(["content-type", "retry-after"]), st.text(max_size=30)
    ),
    st.binary(max_size=100),
)
def test_only_202_is_accepted(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    """No reply but a 202 counts as accepted, and a 202 always does."""
    outcome = outcome_of_reply(status, headers, body, NOW)
    assert isinstance(outcome, Accepted) is (status == 202)
