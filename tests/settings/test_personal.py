"""A person's settings: kept, and never a reason not to start."""

import json
from pathlib import Path

import pytest

from capdesk.settings import (
    CampaignKey,
    Settings,
    SettingsError,
    load_settings,
    save_settings,
)

FULL = Settings(
    "Ana Núñez",
    CampaignKey("qa", "966c7488-bfa7-45b5-8510-d26ba3008879"),
    ("vehicle", "postcode"),
    150,
    retention_days=7,
    curtain_minutes=0,
    proxy="none",
    staff_names=("Ana", "Ben"),
)
NOTHING_PINNED = Settings(pinned=())


@pytest.mark.parametrize("settings", [Settings(), FULL, NOTHING_PINNED])
def test_what_was_saved_is_loaded(tmp_path: Path, settings: Settings) -> None:
    """Settings come back as they were saved, from a folder that was not there."""
    save_settings(tmp_path / "new", settings)
    assert load_settings(tmp_path / "new") == settings


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    """The first start has nobody's name and no campaign."""
    assert load_settings(tmp_path) == Settings()
    assert list(tmp_path.iterdir()) == []


def test_keys_of_a_newer_version_survive(tmp_path: Path) -> None:
    """Saving with this version loses nothing that a newer one has set."""
    file = tmp_path / "settings.json"
    file.write_text('{"staff_name": "Ana", "colours": "dark"}')
    assert load_settings(tmp_path) == Settings("Ana")
    save_settings(tmp_path, FULL)
    assert json.loads(file.read_text())["colours"] == "dark"
    assert load_settings(tmp_path) == FULL


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"staff_name": 5}',
        b'{"campaign": "x"}',
        b'{"pinned": "vehicle"}',
        b'{"pinned": [1]}',
        b'{"text_percent": 90}',
        b'{"text_percent": "150"}',
        b'{"text_percent": [150]}',
        b'{"campaign": {"environment": "qa", "campaign_id": 1}}',
        b'{"retention_days": 0}',
        b'{"retention_days": true}',
        b'{"curtain_minutes": 121}',
        b'{"curtain_minutes": "5"}',
        b'{"proxy": "ftp://proxy"}',
        b'{"proxy": 5}',
        b'{"staff_names": [5]}',
        b'{"staff_names": "Ana"}',
    ],
)
def test_damaged_settings_are_moved_aside(tmp_path: Path, content: bytes) -> None:
    """A damaged file gives the defaults and is still there to look at, each of them."""
    for number in (1, 2):
        (tmp_path / "settings.json").write_bytes(content)
        assert load_settings(tmp_path) == Settings()
        aside = tmp_path / f"settings.json.damaged-{number}"
        assert aside.read_bytes() == content
    assert not (tmp_path / "settings.json").exists()


def test_settings_that_cannot_be_read_are_left_alone(tmp_path: Path) -> None:
    """What the system refuses to read gives the defaults and is not moved."""
    (tmp_path / "settings.json").mkdir()
    assert load_settings(tmp_path) == Settings()
    assert (tmp_path / "settings.json").is_dir()


def test_settings_that_cannot_be_kept_are_a_sentence(tmp_path: Path) -> None:
    """What the system refuses to write ends in a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be kept"):
        save_settings(tmp_path / "file", FULL)
