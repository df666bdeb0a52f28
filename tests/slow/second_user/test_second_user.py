"""A second user of the same computer can read nothing of the first one's leads."""

import json
import os
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
    """Have the first user work for a day; return the files of the data folder."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.slow.second_user.working_day",
         str(place), str(FIRST_UID)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    files = [path for path in (place / "data").rglob("*") if path.is_file()]
    assert {path.stat().st_uid for path in files} == {FIRST_UID}
    names = {path.name for path in files}
    assert {"outbox.sqlite3", "capdesk.log", "outbox.sqlite3.damaged-1"} <= names
    return files


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
    """No file of the data folder opens, and the folder does not list, umask or not."""
    files = work(place)
    assert look(SECOND_UID, place / "data", *files) == []
    assert len(look(FIRST_UID, place / "data", *files)) == 2 * len(files) + 1


def test_what_was_saved_for_oneself_is_private_too(place: Path) -> None:
    """The export and the diagnostics are for their owner alone, wherever they are."""
    work(place)
    made = [place / "aside" / name for name in ("export.csv", "diagnostics.zip")]
    assert look(SECOND_UID, place / "data", *made) == []
    assert len(look(FIRST_UID, place / "aside", *made)) == 2 * len(made) + 1


def test_in_a_folder_that_others_use_each_file_is_private(place: Path) -> None:
    """A data folder that somebody chose may be open to all; its files are not."""
    data = place / "data"
    data.mkdir()
    os.chown(data, FIRST_UID, FIRST_UID)
    data.chmod(0o755)
    files = work(place)
    ours = [path for path in files if path.name != "settings.json"]
    # The test itself wrote the settings, as an editor would.
    seen = look(SECOND_UID, data, *ours)
    assert [what for what in seen if what[0] != str(data)] == []
    assert leaks_under(data) == []
