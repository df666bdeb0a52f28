"""The data folder: writable, private, with room."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from capdesk.domain.finding import Light
from capdesk.services.check.folder import (
    check_data_folder,
    check_disk_space,
    judge_space,
)
from tests.services.check.surveys import a_survey

MB = 1_000_000

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a private data folder with a private file."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "campaigns.json").touch(mode=0o600)
    return folder


def test_a_private_folder_is_fine(folder: Path) -> None:
    """Nothing is left of the attempt to write."""
    (finding,) = check_data_folder(a_survey(folder))
    assert finding.light is Light.GREEN
    assert [each.name for each in folder.iterdir()] == ["campaigns.json"]


@posix
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "light"),
    [
        (0o750, 0o600, Light.AMBER),
        (0o701, 0o600, Light.AMBER),
        (0o700, 0o640, Light.AMBER),
        (0o700, 0o604, Light.AMBER),
        (0o770, 0o600, Light.RED),
        (0o702, 0o600, Light.RED),
        (0o755, 0o620, Light.RED),
    ],
)
def test_what_others_may_do(
    folder: Path, folder_mode: int, file_mode: int, light: Light
) -> None:
    """To look is one thing; who can change a file can send leads elsewhere."""
    (folder / "campaigns.json").chmod(file_mode)
    folder.chmod(folder_mode)
    (finding,) = check_data_folder(a_survey(folder))
    assert finding.light is light
    assert "chmod" in finding.sentence


@posix
def test_a_link_is_nobody_elses(folder: Path) -> None:
    """A symbolic link has every permission, and none of them counts."""
    (folder / "link").symlink_to("campaigns.json")
    (finding,) = check_data_folder(a_survey(folder))
    assert finding.light is Light.GREEN


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Before the first start there is none, and that is fine."""
    folder = tmp_path / "a" / "b"
    (finding,) = check_data_folder(a_survey(folder))
    assert finding.light is Light.GREEN
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_its_place(tmp_path: Path) -> None:
    """A file can't hold the data, nor a folder with the data."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        (finding,) = check_data_folder(a_survey(folder))
        assert finding.light is Light.RED


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that takes no file")
def test_a_folder_that_takes_no_file() -> None:
    """Whether it can be written is found out by writing, not by its permissions."""
    (finding,) = check_data_folder(a_survey(Path("/proc")))
    assert finding.light is Light.RED


@pytest.mark.parametrize(
    ("free_bytes", "light"),
    [
        (0, Light.RED),
        (50 * MB - 1, Light.RED),
        (50 * MB, Light.AMBER),
        (500 * MB - 1, Light.AMBER),
        (500 * MB, Light.GREEN),
    ],
)
def test_room_on_the_disk(free_bytes: int, light: Light) -> None:
    """Under 500 MB somebody should look, under 50 MB leads are in danger."""
    assert judge_space(free_bytes).light is light


def test_the_disk_of_a_folder_to_be_is_asked(tmp_path: Path) -> None:
    """Where there is no data folder yet, the one above it tells the room."""
    asked: list[Path] = []

    def free_bytes(folder: Path) -> int:
        asked.append(folder)
        return 0

    survey = replace(a_survey(tmp_path / "a" / "b"), free_bytes=free_bytes)
    assert [each.light for each in check_disk_space(survey)] == [Light.RED]
    assert asked == [tmp_path]
    assert [each.name for each in check_disk_space(a_survey(tmp_path))] == [
        "disk_space"
    ]
