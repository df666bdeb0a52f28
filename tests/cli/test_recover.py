"""`capdesk recovery new` and `recover`: the leads of a laptop that was found, or broke."""

import json
import shutil
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.cli.outbox_hand_over import FD_VARIABLE
from capdesk.credentials import MemoryCredentials
from capdesk.outbox import CourierLock, Wanted, exchange
from capdesk.services.outbox_access import (
    begin_outbox_anew,
    open_outbox,
    rotate_key_if_empty,
)
from capdesk.services.profile import Profile
from capdesk.settings import load_policy
from tests.cli.canary_day import a_marked_row
from tests.cli.command_desk import DEALER, NOW, Desk, Ended, as_csv, with_line
from tests.support.canaries import EMAIL, LAST_NAME, leaks_in
from tests.support.leads import a_new_entry

WORDS = "correct horse battery"
LEADS = 3


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """Give head office's computer, which knows nothing of the laptop."""
    return Desk(tmp_path / "office" / "data")


@pytest.fixture
def key(office: Desk) -> Path:
    """Give the path of the private recovery key."""
    path = office.folder.parent / "recovery.key"
    path.parent.mkdir()
    assert office.run("recovery", "new", str(path)).code == 0
    return path


@pytest.fixture
def laptop(ready: Desk, key: Path, tmp_path: Path) -> Desk:
    """Give a laptop of the fleet with unsent leads, whose keyring is then out of reach."""
    ready.machine_folder = tmp_path / "machine"
    ready.machine_folder.mkdir()
    public = key.read_text().splitlines()[1].removeprefix("# public key: ")
    (ready.machine_folder / "policy.toml").write_text(
        f"recovery_public_key = '{public}'"
    )
    rows = as_csv(*map(a_marked_row, range(LEADS)))
    assert ready.run("outbox", "add", str(ready.write("l.csv", rows))).code == 0
    return ready


def recover(office: Desk, key: Path, laptop: Desk, *arguments: str) -> Ended:
    """Open the laptop's folder at head office; it is left as it is."""
    before = laptop.files()
    with with_line(FD_VARIABLE, WORDS) as environ:
        ended = office.run(
            *("recover", "--key", str(key), *arguments, str(laptop.folder)),
            environ=environ,
        )
    assert laptop.files() == before
    return ended


def profile_of(laptop: Desk) -> Profile:
    """Return what the laptop works with, its policy included."""
    policy = load_policy(laptop.machine_folder)
    return Profile(laptop.folder, laptop.credentials, policy=policy)


def test_a_key_is_made_once(office: Desk, key: Path) -> None:
    """Private, never overwritten; its public half comes with the line for the policy."""
    if sys.platform != "win32":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    again = office.run("recovery", "new", str(key))
    assert (again.code, again.out, again.err.count("\n")) == (1, "", 1)
    assert key.read_bytes() == before
    other = office.run("recovery", "new", str(key.with_name("other.key")))
    assert other.out.splitlines()[-1].startswith('recovery_public_key = "age1')
    assert "AGE-SECRET" not in other.out


def test_leads_are_listed_and_exported(
    office: Desk, key: Path, laptop: Desk, tmp_path: Path
) -> None:
    """As on the laptop itself, without its keyring."""
    listed = recover(office, key, laptop, "--json")
    assert (listed.code, listed.err) == (0, "")
    assert listed.objects == laptop.run("outbox", "list", "--json").objects
    assert recover(office, key, laptop).out.count("waiting") == LEADS
    target = tmp_path / "leads.csv"
    assert recover(office, key, laptop, "--export", str(target)).code == 0
    assert target.read_text(encoding="utf-8-sig").count(EMAIL) == LEADS
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_leads_go_to_another_laptop_as_possible_duplicates(
    office: Desk, key: Path, laptop: Desk, tmp_path: Path
) -> None:
    """The found laptop may still send; also what it was sending when it was lost."""
    with closing(laptop.outbox()) as outbox:
        exchange(outbox, DEALER, now=NOW, wanted=Wanted(limit=1))
    path = tmp_path / "leads.age"
    given = recover(office, key, laptop, "--hand-over", str(path))
    assert given.code == 0
    assert f"{LEADS} leads handed over." in given.out
    assert "may still send them" in given.out
    other = Desk(tmp_path / "other" / "data")
    with with_line(FD_VARIABLE, WORDS) as environ:
        assert other.run("outbox", "take-over", str(path), environ=environ).code == 0
    taken = other.run("outbox", "list", "--json").objects
    assert [each["status"] for each in taken] == [
        "may_have_arrived",
        *["waiting"] * (LEADS - 1),
    ]
    assert all(each["possible_duplicate"] for each in taken)
    # The laptop goes on as if nothing had been: nobody loses a lead by this.
    assert not any(
        each["possible_duplicate"]
        for each in laptop.run("outbox", "list", "--json").objects
    )


def test_without_the_private_key_nothing_is_readable(
    office: Desk, key: Path, laptop: Desk
) -> None:
    """No marked value, and no data key, in any file of the laptop, nor in what is said."""
    (data_key,) = laptop.credentials._data_keys.values()
    files = {path.name: path.read_bytes() for path in laptop.folder.iterdir()}
    assert any(name.endswith(".age") for name in files)
    for name, content in files.items():
        assert leaks_in(name, content) == []
        assert data_key not in content
        assert data_key.hex().encode() not in content
    stranger = key.with_name("stranger.key")
    office.run("recovery", "new", str(stranger))
    ended = recover(office, stranger, laptop, "--json")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "sealed to another recovery key" in ended.err
    assert leaks_in("said", recover(office, key, laptop).out.encode()) == []


def test_a_damaged_outbox_is_salvaged_in_the_copy(
    office: Desk, key: Path, laptop: Desk
) -> None:
    """Nothing is moved aside in the folder that was found."""
    laptop.damage_outbox()
    ended = recover(office, key, laptop, "--json")
    assert ended.code == 0
    assert len(ended.objects) == LEADS
    assert f"{laptop.folder} is damaged and was left as it is" in ended.err
    assert f"{LEADS} leads were saved" in ended.err


def test_a_read_only_folder_will_do(office: Desk, key: Path, laptop: Desk) -> None:
    """As a stick with a write lock, or a disk that is mounted as evidence."""
    laptop.folder.chmod(0o500)
    try:
        assert len(recover(office, key, laptop, "--json").objects) == LEADS
    finally:
        laptop.folder.chmod(0o700)


def test_leads_of_a_lost_key_are_read_all_the_same(
    office: Desk, key: Path, laptop: Desk
) -> None:
    """What the laptop itself can't read any more, the recovery key can."""
    laptop.credentials._data_keys.clear()
    begin_outbox_anew(profile_of(laptop), now=NOW)
    assert "can't be read" in laptop.run("outbox", "list").out
    assert all(
        "can't be read" not in line
        for line in recover(office, key, laptop).out.splitlines()
    )
    # Even where the new key's own file is gone.
    (new,) = laptop.credentials._data_keys
    (laptop.folder / f"outbox.recovery-{new}.age").unlink()
    assert len(recover(office, key, laptop, "--json").objects) == LEADS


def test_a_new_key_is_sealed_before_its_first_lead(
    office: Desk, key: Path, laptop: Desk, tmp_path: Path
) -> None:
    """After a rotation in an open outbox, a lead captured at once can be recovered."""
    fresh = Desk(tmp_path / "fresh" / "data", machine_folder=laptop.machine_folder)
    fresh.folder.parent.mkdir()
    profile = profile_of(fresh)
    with closing(open_outbox(profile, now=NOW)) as outbox:
        first = outbox.sealer.key_id
        assert rotate_key_if_empty(profile, outbox)
        assert outbox.sealer.key_id != first
        outbox.capture(a_new_entry(), now=NOW + timedelta(minutes=1))
    assert len(list(fresh.folder.glob("*.age"))) == 1
    assert len(recover(office, key, fresh, "--json").objects) == 1


def test_a_laptop_without_a_recovery_key_stays_shut(
    office: Desk, key: Path, laptop: Desk
) -> None:
    """One sentence; likewise with the keys of another outbox beside it."""
    sealed = next(laptop.folder.glob("*.age"))
    foreign = sealed.read_bytes()
    for file in laptop.folder.glob("outbox.recovery*"):
        file.unlink()
    ended = recover(office, key, laptop)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "no sealed key beside this outbox" in ended.err
    other = Desk(office.folder.parent / "other" / "data")
    other.machine_folder = laptop.machine_folder
    other.folder.parent.mkdir()
    open_outbox(profile_of(other), now=NOW).close()
    sealed.write_bytes(next(other.folder.glob("*.age")).read_bytes())
    ended = recover(office, key, laptop)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "not among those that were sealed" in ended.err
    sealed.write_bytes(foreign)
    assert recover(office, key, laptop).code == 0


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (shutil.rmtree, "There is no outbox in"),
        (
            lambda laptop: (laptop / "outbox.sqlite3").write_bytes(b"x" * 4096),
            "0 leads were saved",
        ),
    ],
    ids=["gone", "foreign"],
)
def test_a_folder_that_is_none_is_one_sentence(
    office: Desk, key: Path, laptop: Desk, spoil: Callable[[Path], object], words: str
) -> None:
    """It names the folder that was given, not the copy."""
    spoil(laptop.folder)
    ended = office.run("recover", "--key", str(key), str(laptop.folder))
    assert "capdesk-recover-" not in ended.err
    assert words in ended.err
    assert ended.err.count("\n") == 1


def test_an_outbox_of_a_newer_version_is_told(
    office: Desk, key: Path, laptop: Desk
) -> None:
    """With the folder that was given."""
    with (laptop.folder / "outbox.sqlite3").open("r+b") as file:
        file.seek(60)
        file.write((99).to_bytes(4, "big"))
    ended = recover(office, key, laptop)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert (
        f"{laptop.folder / 'outbox.sqlite3'} was written by a newer CapDesk"
        in ended.err
    )


def test_a_folder_that_capdesk_is_open_on_is_refused(
    office: Desk, key: Path, laptop: Desk, tmp_path: Path
) -> None:
    """Its leads are still being sent: one sentence, no file, until it is closed."""
    path = tmp_path / "leads.age"
    with CourierLock(laptop.folder):
        lock = laptop.folder / "courier.lock"
        before = lock.stat()
        ended = recover(office, key, laptop, "--hand-over", str(path))
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
        assert f"CapDesk is open on {laptop.folder}" in ended.err
        assert not path.exists()
        assert lock.stat().st_mtime_ns == before.st_mtime_ns
    assert len(recover(office, key, laptop, "--json").objects) == LEADS
    (laptop.folder / "courier.lock").unlink()
    assert recover(office, key, laptop).code == 0
    assert not lock.exists()


def test_a_folder_that_is_changed_meanwhile_is_refused(
    office: Desk, key: Path, laptop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by an `outbox add` there: the copy could be of two moments."""
    copy = shutil.copyfile

    def copy_slowly(source: Path, target: Path) -> Path:
        row = as_csv(a_marked_row(LEADS))
        laptop.run("outbox", "add", str(laptop.write("late.csv", row)))
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy_slowly)
    ended = office.run("recover", "--key", str(key), str(laptop.folder))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "while it was being copied" in ended.err


def test_nothing_is_written_into_what_was_found(
    office: Desk, key: Path, laptop: Desk
) -> None:
    """Not even where somebody asks for it."""
    for option in ("--export", "--hand-over"):
        ended = recover(office, key, laptop, option, str(laptop.folder / "leads"))
        assert (ended.code, ended.err.count("\n")) == (1, 1)
        assert "left as it is" in ended.err


@pytest.mark.parametrize("content", [None, b"", b"age1xyz", b"\xff" * 200_000])
def test_a_file_that_is_no_recovery_key_is_one_sentence(
    office: Desk, key: Path, laptop: Desk, content: bytes | None
) -> None:
    """It names the file."""
    path = key.with_name("no.key")
    if content is not None:
        path.write_bytes(content)
    ended = recover(office, path, laptop)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "no.key" in ended.err


def test_the_check_says_whether_leads_can_be_recovered(laptop: Desk) -> None:
    """Set and sealed; set and not sealed; changed; taken out again; broken; never set."""

    def state() -> tuple[str, str]:
        found = laptop.run("check", "--json").objects
        (row,) = (each for each in found if each["name"] == "recovery")
        return row["light"], row["sentence"]

    assert laptop.machine_folder is not None
    policy = laptop.machine_folder / "policy.toml"
    ours = policy.read_text()
    assert state()[0] == "green"
    assert "can read its leads" in state()[1]
    next(laptop.folder.glob("*.age")).write_bytes(b"")
    assert state()[0] == "amber"
    laptop.run("outbox", "list")
    assert state()[0] == "green"
    policy.write_text(ours[:-2])
    assert (state()[0], "can't be used" in state()[1]) == ("amber", True)
    policy.write_text("")
    assert (state()[0], "no recovery key any more" in state()[1]) == ("amber", True)
    laptop.run("outbox", "list")
    assert list(laptop.folder.glob("*.age"))
    for file in laptop.folder.glob("outbox.recovery*"):
        file.unlink()
    assert (state()[0], "No recovery key is set" in state()[1]) == ("green", True)


def test_leads_are_taken_where_nothing_can_be_sealed(laptop: Desk) -> None:
    """A disk that takes no sealed key costs no lead; the check says so."""
    for file in laptop.folder.glob("outbox.recovery*"):
        file.unlink()
    (laptop.folder / "outbox.recovery.json").mkdir()
    rows = as_csv(a_marked_row(LEADS))
    added = laptop.run("outbox", "add", str(laptop.write("m.csv", rows)))
    assert (added.code, LAST_NAME in added.out) == (0, False)
    assert len(laptop.run("outbox", "list", "--json").objects) == LEADS + 1


def test_head_office_needs_no_keyring(key: Path, laptop: Desk, office: Desk) -> None:
    """Nothing is asked of the computer on which it is done."""

    class NoKeyring(MemoryCredentials):
        def data_key(self, key_id: str) -> bytes | None:
            raise AssertionError("a keyring was asked")

    office.credentials = NoKeyring()
    assert recover(office, key, laptop).code == 0
    assert not office.folder.exists() or not (office.folder / "outbox.sqlite3").exists()


def test_what_is_written_is_stable(key: Path, laptop: Desk) -> None:
    """The index says whom each key is sealed to; support and `age` can tell."""
    tree = json.loads((laptop.folder / "outbox.recovery.json").read_bytes())
    (known,) = tree["keys"].values()
    assert known["recipient"] in key.read_text()
