"""Policies that somebody damaged, by accident or not: sentences, and soon."""

import tempfile
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.resources import locate
from capdesk.settings import PolicyKey, load_policy
from capdesk.settings.urls import normalise_post_url

LIMIT_MS = 1_000
GOOD = locate("sample-policy.toml").read_bytes()

toml_values = st.recursive(
    st.booleans().map(lambda each: str(each).lower())
    | st.integers().map(str)
    | st.floats(allow_nan=False).map(str)
    | st.sampled_from(["inf", "2026-02-30", "1979-05-27T07:32:00Z", "''", "'none'"])
    | st.text("ab\\\"'\u202e \t", max_size=8).map(lambda each: f'"{each}"'),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | inner.map(lambda each: f"{{ a.b = {each} }}")
    ),
    max_leaves=4,
)
keys = st.sampled_from([*PolicyKey, "environments.uat", '"a b".c', "''"])


def judge(content: bytes) -> None:
    """Read a policy: every value can be used, and every trouble is a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policy.toml"
        path.write_bytes(content)
        # Other tests may be busy beside this one, so it is our own time that counts.
        begun_s = time.process_time()
        policy = load_policy(Path(folder))
        assert (time.process_time() - begun_s) * 1_000 < LIMIT_MS
        assert path.read_bytes() == content
    for each in policy.troubles:
        assert each.startswith(str(path))
        assert each.endswith(".")
        assert each.isprintable()
    assert bool(policy.unusable) <= bool(policy.troubles)
    assert policy.retention_days is None or 1 <= policy.retention_days <= 365
    assert policy.curtain_minutes is None or 0 <= policy.curtain_minutes <= 120
    assert policy.on_unknown_outcome in {None, *OnUnknownOutcome}
    assert "@" not in (policy.proxy or "")
    for environment in policy.environments:
        assert normalise_post_url(environment.url) == environment.url


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(keys, toml_values), max_size=4))
def test_a_policy_with_any_values_is_good_or_told(pairs: list[tuple[str, str]]) -> None:
    """No value of any key is more than a sentence."""
    judge("".join(f"{key} = {value}\n" for key, value in pairs).encode())


@settings(deadline=None, max_examples=150)
@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 40),
    st.binary(max_size=20) | st.text("{}[]\"'=.#\n ", max_size=20).map(str.encode),
)
def test_a_policy_with_other_bytes_is_good_or_told(
    at: int, gone: int, new: bytes
) -> None:
    """No damage to the file is more than a sentence."""
    judge(GOOD[:at] + new + GOOD[at + gone :])


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200))
def test_any_file_at_all_is_told(content: bytes) -> None:
    """No file is more than a sentence."""
    judge(content)


@settings(deadline=None, max_examples=20)
@given(
    st.sampled_from(
        [b"a=0\n", b"[a]\n", b"[[a]]\n", b"#proxy = 1\n", b"a.", b"'''", b'"""\\', b"[", b"{a="]
    )
)  # fmt: skip
def test_the_greatest_policy_is_read_soon(unit: bytes) -> None:
    """64 kB of one thing over and over are judged in less than a second."""
    for content in (
        b"proxy = 5\n" + unit * (63_000 // len(unit)),
        b"".join(b"k%d=0\n" % at for at in range(6_000)),
    ):
        judge(content)
