"""Killed at each call that writes a file, `capdesk recover` spoils neither source nor target."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from capdesk.gateway import encode
from capdesk.outbox import NewEntry
from capdesk.services.hand_over import read_hand_over
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.settings import load_policy
from tests.cli.command_desk import Desk
from tests.slow.recover.victim import PASSPHRASE
from tests.support.leads import a_lead
from tests.support.quick_cipher import QuickCipher

ROOT = Path(__file__).parents[3]
LEADS = 3
NEVER = 0
KILLS_AT_LEAST = 6
MOST_CALLS = 50
"""A loop ends when a run comes to its end; this many it never makes."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
    pytest.mark.timeout(120),
]


class Office:
    """Head office's computer, with the folder of a laptop that was found."""

    def __init__(self, root: Path) -> None:
        self.cipher = QuickCipher()
        self.found, self.key, self.aside = root / "found", root / "key", root / "aside"
        self.scratch = root / "tmp"
        for folder in (self.aside, self.scratch, root / "machine"):
            folder.mkdir()
        desk = Desk(self.found, machine_folder=root / "machine")
        assert desk.run("recovery", "new", str(self.key)).code == 0
        public = self.key.read_text().splitlines()[1].removeprefix("# public key: ")
        policy = root / "machine" / "policy.toml"
        policy.write_text(f"recovery_public_key = '{public}'")
        profile = Profile(
            self.found, desk.credentials, policy=load_policy(policy.parent)
        )
        with closing(open_outbox(profile, now=desk.now)) as outbox:
            for _ in range(LEADS):
                lead = a_lead()
                outbox.capture(NewEntry(lead, encode(lead)), now=desk.now)

    @contextmanager
    def recovering(self, target: Path) -> Iterator[Callable[[int], int]]:
        """Have the leads written to a file, again and again.

        Args:
            target: The file; it is there once.

        Yields:
            What does it again: takes the number of the call that it is killed at, and
            returns how it ended.
        """
        option = "--hand-over" if target.suffix == ".age" else "--export"
        with subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.slow.recover.victim"),
                *(self.cipher.identity, "recover", "--key", str(self.key)),
                *(option, str(target), str(self.found)),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TMPDIR": str(self.scratch)},
        ) as victim:
            assert victim.stdin is not None
            assert victim.stdout is not None
            read, write = victim.stdout.readline, victim.stdin

            def again(fatal: int) -> int:
                write.write(f"{fatal}\n")
                write.flush()
                return int(read())

            assert int(read()) == 0
            yield again

    def source(self) -> dict[str, tuple[bytes, int]]:
        """Return all there is in the folder that was found."""
        return {
            each.name: (each.read_bytes(), each.stat().st_mtime_ns)
            for each in self.found.iterdir()
        }

    def check_whole(self, path: Path, whole: bytes) -> None:
        """Check that a file is what a run that nobody disturbs writes."""
        if ".age" in path.name:
            made = read_hand_over(path, PASSPHRASE, cipher=self.cipher)
            assert len(made.leads) == LEADS
        else:
            assert path.read_bytes() == whole


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Give the office."""
    return Office(tmp_path)


@pytest.mark.parametrize("name", ["leads.csv", "leads.age"])
def test_a_kill_spoils_nothing(office: Office, name: str) -> None:
    """The source is as it was, the target is whole or none, and the next run succeeds."""
    target = office.aside / name
    source, other_names = office.source(), 0
    with office.recovering(target) as recover:
        whole = target.read_bytes()
        for fatal in range(1, MOST_CALLS):
            target.unlink(missing_ok=True)
            ended = recover(fatal)
            assert office.source() == source
            # With another name it is whole, too, between the calls that place it.
            for each in office.aside.iterdir():
                office.check_whole(each, whole)
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
            # A file that is there is never written over with another passphrase.
            is_kept = ".age" in name and target.exists()
            assert recover(NEVER) == int(is_kept)
            office.check_whole(target, whole)
            for each in office.aside.iterdir():
                other_names += each != target
                each.unlink()
    assert fatal in range(KILLS_AT_LEAST + 1, MOST_CALLS - 1)
    # Linux can write a file without a name, and does so until it is whole.
    assert other_names <= 1 or sys.platform != "linux"
