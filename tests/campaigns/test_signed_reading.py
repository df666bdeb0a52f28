"""Signed packs are read without pydantic, and say the same."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.campaigns import PackError
from capdesk.campaigns.pack import check_pack
from capdesk.campaigns.signed_reading import read_checked
from capdesk.resources import locate

GOOD = json.loads(locate("sample-pack.json").read_bytes())
lines = st.text(max_size=12) | st.sampled_from(
    [" spaced ", "\u00a0wide\u3000", "a\r\nb"]
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "id": st.uuids().map(str) | st.uuids().map(lambda each: f" {each} ".upper()),
        "name": lines,
        "vehicles": st.lists(lines, max_size=3),
        "starts": st.none() | st.dates().map(str),
        "ends": st.none() | st.dates().map(str),
        "required": st.lists(st.sampled_from(["phone", "postcode"]), max_size=2),
        "on_unknown_outcome": st.sampled_from(["resend", "hold"]),
        "consent": st.fixed_dictionaries(
            {"version": lines, "wording": lines},
            optional={"controllers": st.lists(lines, max_size=2)},
        ),
    },
)


@given(changes, st.sampled_from(["qa", " qa "]), st.booleans())
def test_what_has_no_fault_reads_the_same(
    change: dict[str, Any], environment: str, bom: bool
) -> None:
    """Every pack that is taken has the same campaigns, however it was read."""
    campaigns = [GOOD["campaigns"][0] | change, *GOOD["campaigns"][1:]]
    tree = GOOD | {"environment": environment, "campaigns": campaigns}
    content = json.dumps(tree).encode("utf-8-sig" if bom else "utf-8")
    try:
        expected = check_pack(content, "launch.json").campaigns
    except PackError:
        return
    assert read_checked(content) == expected


@given(st.binary(max_size=100) | st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["environment", "campaigns", "id"]) | st.text(max_size=3), inner
    ),
).map(lambda tree: json.dumps(tree).encode()))  # fmt: skip
def test_what_was_never_checked_is_a_value_error(content: bytes) -> None:
    """Memory that is wrong about a pack ends in no other error."""
    with suppress(ValueError):
        assert read_checked(content) == ()


def test_the_sample_reads_the_same() -> None:
    """So that the property above is about something."""
    content = Path(locate("sample-pack.json")).read_bytes()
    assert read_checked(content) == check_pack(content, "").campaigns
    with pytest.raises(ValueError, match="KeyError"):
        read_checked(b'{"environment": "qa"}')
