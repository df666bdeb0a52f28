"""The power may fail at any moment: no acknowledged lead is lost.

A working day is recorded once; then every moment of it is played with what a power loss
may leave of it, and the outbox is opened as after a restart.
`CAPDESK_FULL_SWEEP=1` looks at more images of each moment.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from capdesk.outbox import OUTBOX_NAME
from tests.outbox.desk import capture, folder_bytes, open_outbox
from tests.support.recording import Disk, Kind, Operation, record, require_strace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

FULL = os.environ.get("CAPDESK_FULL_SWEEP") == "1"
LEADS = 12 if FULL else 6
SEEDS = 24 if FULL else 8

WORKING_DAY = Path(__file__).with_name("working_day.py")


@dataclass
class Promises:
    """What the program said was done."""

    steps: dict[str, list[str]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, operations: list[Operation]) -> "Promises":
        """Return all that will be promised, none of it given yet."""
        promises = cls()
        for entry_id, status in map(_words, filter(_is_said, operations)):
            promises.steps.setdefault(entry_id, []).append(status)
        return promises

    def give(self, operation: Operation) -> None:
        """Note one more that was given."""
        entry_id, _ = _words(operation)
        self.given[entry_id] = self.given.get(entry_id, 0) + 1

    def broken(self, found: dict[str, str]) -> list[str]:
        """Return the leads that are not where they were said to be, or one step on."""
        return [
            entry_id
            for entry_id, count in self.given.items()
            if found.get(entry_id) not in self.steps[entry_id][count - 1 : count + 1]
        ]


def _is_said(operation: Operation) -> bool:
    return operation.kind is Kind.SAID


def _words(operation: Operation) -> tuple[str, str]:
    entry_id, status = operation.content.decode().split()
    return entry_id, status


def _recorded(tmp_path: Path, *arguments: str) -> list[Operation]:
    require_strace()
    folder = (tmp_path / "folder").resolve()
    folder.mkdir(exist_ok=True)
    # PYTHONPATH: the program is no test, so pytest finds nothing for it.
    root = Path(__file__).parents[3]
    command = [
        *("env", f"PYTHONPATH={root}", sys.executable, str(WORKING_DAY)),
        *(str(folder), *arguments),
    ]
    return record(command, folder, tmp_path / "strace.log")


def _moments(
    operations: list[Operation], disk: Disk, promises: Promises, seeds: int
) -> Iterator[dict[str, bytes]]:
    """Give each image of each moment once for all promises that were given by then."""
    seen: set[bytes] = set()
    for operation in operations:
        if _is_said(operation):
            promises.give(operation)
            seen.clear()  # what was good enough a moment ago may not be any more
        disk.do(operation)
        for image in disk.images(seeds):
            digest = hashlib.sha256(repr(image).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield image


def _lay_out(folder: Path, image: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)


def _reopened(folder: Path) -> dict[str, str]:
    """Return the status of each lead that reads well after a restart."""
    with closing(open_outbox(folder)) as outbox:
        assert outbox.salvage_report is None
        for entry in outbox.entries():
            assert outbox.history(entry.id)[-1].after is entry.status
        return {
            entry.id: entry.status
            for entry in outbox.entries()
            if entry.readable and outbox.lead(entry.id)
        }


def test_no_acknowledged_lead_is_lost_with_the_power(tmp_path: Path) -> None:
    """Every image opens, is sound without a salvage, and keeps each promise."""
    operations = _recorded(tmp_path, str(LEADS))
    promises = Promises.of(operations)
    assert sum(map(len, promises.steps.values())) == LEADS + 8
    folder, images = tmp_path / "image", 0
    for image in _moments(operations, Disk(), promises, SEEDS):
        images += 1
        _lay_out(folder, image)
        assert promises.broken(_reopened(folder)) == [], f"image {images}"
    print(f"{len(operations)} operations, {images} images, no lead lost")  # noqa: T201 - the figure that docs/decisions/0001 tells


@pytest.mark.parametrize(
    "weaker",
    [
        ("journal_mode=DELETE=delete",),
        ("synchronous=OFF=0",),
        ("synchronous=NORMAL=1", "journal_mode=WAL=wal"),
    ],
    ids=lambda settings: settings[0],
)
def test_weaker_settings_are_found_out(weaker: tuple[str, ...], tmp_path: Path) -> None:
    """The sweep sees a loss where there is one, or it would be worth nothing."""
    operations = _recorded(tmp_path, "3", *weaker)
    promises = Promises.of(operations)
    folder = tmp_path / "image"
    for image in _moments(operations, Disk(), promises, 1):
        _lay_out(folder, image)
        with closing(open_outbox(folder)) as outbox:
            found = {
                entry.id: str(entry.status)
                for entry in outbox.entries()
                if entry.readable
            }
        if promises.broken(found):
            return
    pytest.fail("nothing was lost")


@pytest.mark.parametrize("page", [1, 3, 6], ids=["header", "leads", "index"])
def test_no_lead_is_lost_when_the_power_fails_in_a_salvage(
    page: int, tmp_path: Path
) -> None:
    """At every moment the leads, and the damaged file, are there or still to be saved."""
    folder = (tmp_path / "folder").resolve()
    folder.mkdir()
    with closing(open_outbox(folder)) as outbox:
        ids = [capture(outbox) for _ in range(9)]
    path = folder / OUTBOX_NAME
    damaged = bytearray(path.read_bytes())
    damaged[(page - 1) * 4_096 : page * 4_096] = b"\xa5" * 4_096
    path.write_bytes(damaged)
    before = folder_bytes(folder)
    operations = _recorded(tmp_path, "open")
    assert (
        Operation(Kind.RENAME, f"{OUTBOX_NAME}.new", target=OUTBOX_NAME) in operations
    )
    image_folder = tmp_path / "image"
    disk = Disk(before)
    for image in _moments(operations, disk, Promises(), SEEDS):
        _lay_out(image_folder, image)
        with closing(open_outbox(image_folder)) as outbox:
            assert [entry.id for entry in outbox.entries() if entry.readable] == ids
        kept = folder_bytes(image_folder)
        assert kept[f"{OUTBOX_NAME}.damaged-1"] == bytes(damaged)
        assert f"{OUTBOX_NAME}.damaged-2" not in kept
