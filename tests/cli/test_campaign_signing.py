"""Head office signs packs, desks take them: `campaign keygen`, `sign`, `verify`, `add`."""

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.command_desk import Desk, Ended, a_pack

PASSPHRASE = "a passphrase of some length"


@pytest.fixture
def pack(desk: Desk) -> Path:
    """Give a pack for `qa`, not signed."""
    return desk.write("launch.json", json.dumps(a_pack("qa")))


@pytest.fixture
def key(desk: Desk) -> Path:
    """Give the path of a key that head office has made, without a passphrase."""
    path = desk.folder.parent / "office.key"
    assert desk.run("campaign", "keygen", "--no-passphrase", str(path)).code == 0
    return path


def keygen_line(desk: Desk, name: str = "another.key") -> str:
    """Make a key and return the line for the policy."""
    path = desk.folder.parent / name
    ended = desk.run("campaign", "keygen", "--no-passphrase", str(path))
    return ended.out.splitlines()[-1]


def manage(desk: Desk, policy: str) -> Path:
    """Have a policy on a desk's computer."""
    desk.machine_folder = folder = desk.folder.parent / "machine"
    folder.mkdir(exist_ok=True)
    (folder / "policy.toml").write_text(policy)
    return folder


def sign(desk: Desk, key: Path, pack: Path) -> Ended:
    """Sign a pack as head office does."""
    command = ("campaign", "sign", "--key", str(key), "--signer", "Head office")
    return desk.run(*command, str(pack))


@contextmanager
def typed(desk: Desk, *lines: str) -> Iterator[None]:
    """Have passphrases on a file descriptor, as scripts give them."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    desk.environ = {"CAPDESK_PASSPHRASE_FD": str(reading)}
    try:
        yield
    finally:
        desk.environ = {}
        os.close(reading)


def test_from_key_to_lead(desk: Desk) -> None:
    """A key is made, its line put into the policy, a pack signed, added and listed."""
    folder = desk.folder.parent
    line = keygen_line(desk, "office.key")
    assert line.startswith('pack_public_key = "RW')
    pack = desk.write("launch.json", json.dumps(a_pack("qa")))
    manage(desk, line)
    assert "no signature" in desk.run("campaign", "add", str(pack)).err
    signed = sign(desk, folder / "office.key", pack)
    assert "signed by Head office on 12 September 2026, 11:20 BST" in signed.out
    assert desk.run("campaign", "verify", str(pack)).out.startswith(
        "launch.json: signed by Head office"
    )
    assert desk.run("campaign", "add", str(pack)).code == 0
    assert "(signed by Head office on 12 September" in desk.run("campaign", "list").out
    (listed,) = desk.run("campaign", "list", "--json").objects
    assert listed["signed_by"] == "Head office"
    assert listed["signed_at"] == "2026-09-12T10:20:59.000Z"
    assert len(listed["signed_with_key"]) == 16


def test_without_a_policy_nothing_is_said_of_signatures(desk: Desk, pack: Path) -> None:
    """An unsigned pack is added as ever."""
    assert desk.run("campaign", "add", str(pack)).code == 0
    (listed,) = desk.run("campaign", "list", "--json").objects
    assert listed["signed_by"] is None
    assert "sign" not in desk.run("campaign", "list").out


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_the_key_is_private_and_never_overwritten(desk: Desk, key: Path) -> None:
    """Nobody else can read it, and a second keygen leaves it as it is."""
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    ended = desk.run("campaign", "keygen", "--no-passphrase", str(key))
    assert (ended.code, ended.out) == (1, "")
    assert "is there already" in ended.err
    assert key.read_bytes() == before


def test_a_signature_can_be_read_by_whoever_reads_the_pack(
    desk: Desk, key: Path, pack: Path
) -> None:
    """IT copies both into a folder for everybody."""
    pack.chmod(0o644)
    assert sign(desk, key, pack).code == 0
    assert stat.S_IMODE(Path(f"{pack}.minisig").stat().st_mode) == 0o644


@pytest.mark.skipif(sys.platform == "win32", reason="no file descriptors to hand on")
def test_a_passphrase_keeps_the_key(desk: Desk, pack: Path) -> None:
    """It is asked for, and another one is told."""
    key = desk.folder.parent / "office.key"
    with typed(desk, PASSPHRASE):
        assert desk.run("campaign", "keygen", str(key)).code == 0
    assert b"encrypted secret key" in key.read_bytes()
    with typed(desk, "another passphrase"):
        ended = sign(desk, key, pack)
    assert (ended.code, "passphrase is not the one" in ended.err) == (1, True)
    assert not Path(f"{pack}.minisig").exists()
    with typed(desk, PASSPHRASE):
        assert sign(desk, key, pack).code == 0
    with typed(desk, "short"):
        ended = desk.run("campaign", "keygen", str(key.with_name("b.key")))
    assert ended.code == 1
    assert not key.with_name("b.key").exists()


def test_a_pack_with_a_fault_is_not_signed(desk: Desk, key: Path) -> None:
    """Head office learns of it before any desk does."""
    pack = desk.write("launch.json", json.dumps(a_pack("qa") | {"url": "x"}))
    ended = sign(desk, key, pack)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert 'the key "url" is refused' in ended.err
    assert not Path(f"{pack}.minisig").exists()


def test_what_does_not_verify_is_one_sentence(
    desk: Desk, key: Path, pack: Path
) -> None:
    """No signature, another key, a changed pack, no key at all, a key that is none."""
    public = keygen_line(desk).split('"')[1]
    command = ("campaign", "verify", "--public-key")
    unsigned = desk.run(*command, public, str(pack))
    sign(desk, key, pack)
    foreign = desk.run(*command, public, str(pack))
    nobody = desk.run("campaign", "verify", str(pack))
    no_key = desk.run(*command, "RW", str(pack))
    for ended, words in (
        (unsigned, "no signature"),
        (foreign, "another key"),
        (nobody, "names no key"),
        (no_key, "is not a public key"),
    ):
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
        assert words in ended.err


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"x" * 10_000])
def test_a_key_file_that_is_none_signs_nothing(
    desk: Desk, pack: Path, content: bytes | None
) -> None:
    """One sentence names it."""
    path = desk.folder.parent / "no.key"
    if content is not None:
        path.write_bytes(content)
    ended = sign(desk, path, pack)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "no.key" in ended.err


def test_an_older_pack_needs_a_word(desk: Desk, key: Path, pack: Path) -> None:
    """It is refused with a way on, and then it is the one in use."""
    public = keygen_line(desk)  # one of two that are believed
    office = desk.run("campaign", "keygen", "--no-passphrase", f"{key}2").out
    second = office.splitlines()[-1].split('"')[1]
    keys = json.dumps([public.split('"')[1], second])
    manage(desk, f"pack_public_key = {keys}")
    sign(desk, Path(f"{key}2"), pack)
    old = {name: Path(name).read_bytes() for name in (str(pack), f"{pack}.minisig")}
    desk.now += timedelta(days=1)
    pack.write_text(json.dumps(a_pack("qa")).replace("launch", "finale"))
    sign(desk, Path(f"{key}2"), pack)
    assert desk.run("campaign", "add", str(pack)).code == 0
    for name, content in old.items():
        Path(name).write_bytes(content)
    ended = desk.run("campaign", "add", str(pack))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "before the one in use" in ended.err
    assert '"--allow-older"' in ended.err
    assert "finale" in desk.run("campaign", "list").out
    assert desk.run("campaign", "add", "--allow-older", str(pack)).code == 0
    assert "launch" in desk.run("campaign", "list").out
