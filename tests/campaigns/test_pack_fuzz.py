"""Campaign packs that somebody damaged, by accident or not: a sentence, and soon."""

import copy
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capdesk.campaigns import CampaignLibrary, CampaignPack, PackError, read_pack
from capdesk.resources import locate

LIMIT_MS = 1_000
GOOD = json.loads(locate("sample-pack.json").read_bytes())
GOOD_BYTES = locate("sample-pack.json").read_bytes()

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(["https://evil.example", "2026-02-30", "production", "KMI"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def judge(content: bytes) -> None:
    """Read a pack: it is good, or one sentence says why not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "launch.json"
        path.write_bytes(content)
        # Other tests may be busy beside this one, so it is our own time that counts.
        begun_s = time.process_time()
        try:
            pack = read_pack(path, {"qa", "production"})
        except PackError as error:
            sentence = str(error)
            assert sentence.startswith("launch.json: ")
            assert sentence.endswith(".")
            assert sentence.isprintable()
        else:
            assert isinstance(pack, CampaignPack)
            assert pack.campaigns
        assert (time.process_time() - begun_s) * 1_000 < LIMIT_MS


def places(node: Any, steps: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401 - any JSON
    """List the way to every node below this one."""
    children: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    found = []
    for step, child in children:
        found += [(*steps, step), *places(child, (*steps, step))]
    return found


@st.composite
def changed_trees(draw: st.DrawFn) -> bytes:
    """Change up to three nodes of a good pack: replaced, taken out or put in."""
    tree = copy.deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(tree)))
        node = tree
        for step in way:
            node = node[step]
        match draw(st.sampled_from(["replace", "remove", "insert"])):
            case "replace":
                node[last] = draw(json_values)
            case "remove" if len(tree) > 1:
                del node[last]
            case _ if isinstance(node, dict):
                node[draw(st.text(max_size=8))] = draw(json_values)
            case _:
                node.append(draw(json_values))
    return json.dumps(tree).encode()


@settings(deadline=None, max_examples=150)
@given(changed_trees())
def test_a_pack_with_other_values_is_good_or_told(content: bytes) -> None:
    """No value in any place is more than a sentence."""
    judge(content)


@settings(deadline=None, max_examples=150)
@given(
    st.integers(0, len(GOOD_BYTES)),
    st.integers(0, 40),
    st.binary(max_size=20)
    | st.text(alphabet='{}[]":,\\u0 \n', max_size=20).map(str.encode),
)
def test_a_pack_with_other_bytes_is_good_or_told(
    at: int, gone: int, new: bytes
) -> None:
    """No damage to the file is more than a sentence."""
    judge(GOOD_BYTES[:at] + new + GOOD_BYTES[at + gone :])


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200))
def test_any_file_at_all_is_told(content: bytes) -> None:
    """No file is more than a sentence."""
    judge(content)


def _with(**given: Any) -> bytes:  # noqa: ANN401 - any JSON
    """Return a pack whose first campaign has other values."""
    campaign = GOOD["campaigns"][0] | given
    return json.dumps(GOOD | {"campaigns": [campaign]}).encode()


BYTES_5_MB = 5_000_000
LARGE: dict[str, Callable[[], bytes]] = {
    "spaces": lambda: b" " * BYTES_5_MB,
    "noise": lambda: bytes(range(256)) * (BYTES_5_MB // 256),
    "brackets": lambda: b"[" * BYTES_5_MB,
    "deep object": lambda: b'{"a":' * (BYTES_5_MB // 5),
    "long text": lambda: b'"' + b"a" * (BYTES_5_MB - 2) + b'"',
    "long number": lambda: b"9" * BYTES_5_MB,
    "many numbers": lambda: b'{"format":[' + b"1," * (BYTES_5_MB // 2 - 10) + b"1]}",
    "one key often": lambda: b"{" + b'"a":1,' * (BYTES_5_MB // 6 - 2) + b'"a":1}',
    "halves of letters": lambda: b'{"a":"' + rb"\ud800" * (BYTES_5_MB // 6 - 2) + b'"}',
    "many keys": lambda: json.dumps(
        GOOD | {f"k{n}": 1 for n in range(350_000)}
    ).encode(),
    "many vehicles": lambda: _with(vehicles=[f"v{n:06}" for n in range(400_000)]),
    "many campaigns": lambda: json.dumps(
        GOOD | {"campaigns": [GOOD["campaigns"][0]] * 8_000}
    ).encode(),
    "long wording": lambda: _with(
        consent=GOOD["campaigns"][0]["consent"] | {"wording": "x" * 4_900_000}
    ),
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_pack_that_is_none_is_told_soon(kind: str, tmp_path: Path) -> None:
    """Five megabytes of anything are a sentence in less than a second, no more."""
    good, bad = tmp_path / "good.json", tmp_path / "launch.json"
    good.write_bytes(GOOD_BYTES)
    folder = tmp_path / "data"
    library = CampaignLibrary(folder)
    library.add(read_pack(good, {"qa"}))
    before = {each: each.read_bytes() for each in folder.iterdir()}
    bad.write_bytes(LARGE[kind]())
    # Other tests may be busy beside this one, so it is our own time that counts.
    begun_s = time.process_time()
    with pytest.raises(PackError, match=r"^launch\.json: .{1,300}\.$"):
        library.add(read_pack(bad, {"qa"}))
    assert (time.process_time() - begun_s) * 1_000 < LIMIT_MS
    assert {each: each.read_bytes() for each in folder.iterdir()} == before
