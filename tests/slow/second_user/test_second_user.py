"""A second user of the same computer can read nothing of the first one's leads."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.canaries import leaks_under

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32" or os.geteuid() != 0,
        reason="only root can be two users",
    ),
]

ROOT = Path(__file__).parents[3]
FIRST_UID = 65_533
SECOND_UID = 65_534

_OUTBOX = (
    *("data-key.lock", "outbox.identity.json", "outbox.open.lock"),
    *("outbox.sqlite3", "outbox.sqlite3-journal"),
)
_CAMPAIGNS = ("campaigns-history.jsonl", "campaigns.json", "campaigns.lock")
WRITTEN = {
    *(
        f"data/{name}"
        for name in (*_OUTBOX, *_CAMPAIGNS, "capdesk.log", "courier.lock")
    ),
    *("data/environments.json", "data/environments.lock", "data/settings.json"),
    "data/outbox.sqlite3.damaged-1",
    # Where there is no keyring.
    *(f"tent/{name}" for name in (*_OUTBOX, "data-key.wrapped.json")),
    # Under a policy with a recovery key and a key for packs.
    *(f"fleet/{name}" for name in (*_OUTBOX, *_CAMPAIGNS, "capdesk.log")),
    *("fleet/outbox.recovery.json", "fleet/outbox.recovery-ID.age"),
    *("fleet/packs/ID.json", "fleet/packs/ID.json.minisig"),
    # What a person has asked for.
    *(f"aside/{name}" for name in ("export.csv", "diagnostics.zip", "leads.age")),
    *("aside/found.csv", "aside/found.age"),
    *("aside/recovery.key", "aside/signing.key"),
    "config/autostart/capdesk.desktop",
}
"""Every file that the program writes in that day, without what chance made of a name."""

GIVEN = re.compile(
    r"aside/(zqfile-of-leads.*|one\.csv|pack\.json)|rows\.csv|machine/.*"
)
"""What the test wrote itself, and the signature of a pack, which is for all to read."""

_BY_CHANCE = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Written for a process that has to import nothing once it is somebody else.
LOOK = """
import json, os, sys
folder, uid, *paths = sys.argv[1:]
os.setgroups([]); os.setresgid(int(uid), int(uid), int(uid))
os.setresuid(int(uid), int(uid), int(uid))
seen = []
for path in paths:
    try:
        seen.append([path, len(open(path, "rb").read())])
    except OSError:
        pass
    try:
        open(path, "ab").close()
        seen.append([path, "writable"])
    except OSError:
        pass
try:
    seen.append([folder, os.listdir(folder)])
except OSError:
    pass
print(json.dumps(seen))
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a folder of the first user that everybody can enter, as some homes are."""
    folder = Path(tempfile.mkdtemp(prefix="capdesk-users-"))
    folder.chmod(0o755)
    os.chown(folder, FIRST_UID, FIRST_UID)
    yield folder
    shutil.rmtree(folder)


def work(place: Path) -> list[Path]:
    """Have the first user work for a day; return the files that CapDesk wrote."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.slow.second_user.working_day",
         str(place), str(FIRST_UID)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    files = {
        path.relative_to(place).as_posix(): path
        for path in place.rglob("*")
        if path.is_file()
    }
    ours = {name: path for name, path in files.items() if not GIVEN.fullmatch(name)}
    assert {_BY_CHANCE.sub("ID", name) for name in ours} == WRITTEN
    assert {path.stat().st_uid for path in ours.values()} == {FIRST_UID}
    return [*ours.values()]


def look(uid: int, folder: Path, *paths: Path) -> list[list[object]]:
    """Return what a user can read, write or list."""
    ended = subprocess.run(
        [sys.executable, "-c", LOOK, str(folder), str(uid), *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
    )
    seen: list[list[object]] = json.loads(ended.stdout)
    return seen


def test_a_second_user_can_read_nothing(place: Path) -> None:
    """No file that the program writes opens, and no data folder lists, umask or not."""
    files = work(place)
    for folder in ("data", "tent", "fleet"):
        assert look(SECOND_UID, place / folder, *files) == []
    assert len(look(FIRST_UID, place / "data", *files)) == 2 * len(files) + 1


def test_in_folders_that_others_use_each_file_is_private(place: Path) -> None:
    """A folder that somebody chose may be open to all; what is written in it is not."""
    folders = [place / name for name in ("data", "tent", "fleet", "config")]
    for folder in folders:
        folder.mkdir()
        os.chown(folder, FIRST_UID, FIRST_UID)
        folder.chmod(0o755)
    files = work(place)
    # Only the folders themselves list.
    assert look(SECOND_UID, place / "config", *files) == [
        [str(place / "config"), ["autostart"]]
    ]
    for folder in folders[:3]:
        assert leaks_under(folder) == []
