"""Diagnostics: what support needs, in a zip that anybody can read, and of nobody."""

import json
import logging
import stat
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from capdesk import logs
from capdesk.campaigns import CampaignLibrary, practice_campaign
from capdesk.credentials import MemoryCredentials
from capdesk.domain.finding import Finding, Light
from capdesk.logs import LOG_NAME
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.services.capture import new_entry
from capdesk.services.diagnostics import save_diagnostics
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.settings import Environments
from tests.support.leads import a_lead

NOW = datetime(2026, 9, 12, 10, 20, 59, 123_000, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"
JSON_FILES = (
    *("computer.json", "settings.json", "environments.json", "campaigns.json"),
    *("files.json", "outbox.json"),
)


class SilentCredentials(MemoryCredentials):
    """A keyring that must not be asked."""

    def api_key(self, environment: str, url: str) -> str | None:
        """Fail the test."""
        raise AssertionError("diagnostics ask no keyring")

    def data_key(self, key_id: str) -> bytes | None:
        """Fail the test."""
        raise AssertionError("diagnostics ask no keyring")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Return a profile that has no file yet."""
    return Profile(tmp_path / "data", MemoryCredentials())


@pytest.fixture
def used(profile: Profile) -> Profile:
    """Return a profile with an environment, a campaign and one lead."""
    Environments(profile.folder).add("dealer", "https://gateway.example.com/?key=k1")
    with closing(open_outbox(profile, now=NOW)) as outbox:
        capture(outbox)
    return profile


def capture(outbox: Outbox) -> str:
    """Capture a lead and return its id."""
    campaign = practice_campaign()
    lead = a_lead(environment="dealer", campaign_id=campaign.id)
    outbox.capture(new_entry(lead, campaign), now=NOW)
    return lead.id


def saved(profile: Profile, *findings: Finding) -> dict[str, str]:
    """Save diagnostics; return the files of the zip by name."""
    path = profile.folder.parent / "diagnostics.zip"
    silent = Profile(profile.folder, SilentCredentials())
    save_diagnostics(silent, path, now=NOW, findings=findings)
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name).decode() for name in packed.namelist()}


def tree(contents: dict[str, str], name: str) -> Any:  # noqa: ANN401 - JSON is whatever was written
    """Return a JSON file of the zip."""
    return json.loads(contents[name])


def snapshot(folder: Path) -> dict[Path, tuple[bytes, float]]:
    """Return content and time of every file in a folder."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_computer_without_a_data_folder_can_be_diagnosed(profile: Profile) -> None:
    """Nothing is there: that is what is said, and nothing is made."""
    contents = saved(profile)
    assert tree(contents, "outbox.json") == {"is_there": False}
    assert tree(contents, "settings.json") == {}
    assert contents["entries.jsonl"] == ""
    assert "can't be told: FileNotFoundError(ENOENT)" in contents["files.json"]
    assert not profile.folder.exists()


def test_the_readme_names_every_other_file(used: Profile) -> None:
    """Who opens the zip learns what is in it, and what never is."""
    (used.folder / LOG_NAME).write_text("")
    contents = saved(used, Finding("clock", Light.AMBER, "Nothing yet."))
    first, *others = contents
    assert first == "README.txt"
    assert set(others) == {
        *(*JSON_FILES, "entries.jsonl", "check.jsonl", f"logs/{LOG_NAME}"),
    }
    assert all(f"  {name} " in contents["README.txt"] for name in others)
    assert "2026-09-12T10:20:59.123Z" in contents["README.txt"]
    assert "Not in here: leads, names" in contents["README.txt"]


def test_entries_are_told_by_ids_codes_and_times(used: Profile) -> None:
    """A lead is its clear columns and its history, and no more."""
    contents = saved(used)
    (entry,) = map(json.loads, contents["entries.jsonl"].splitlines())
    assert entry["status"] == "waiting"
    assert entry["captured_at"] == "2026-09-12T10:20:59.123Z"
    assert entry["history"] == [
        {
            "at": "2026-09-12T10:20:59.123Z",
            "from_status": None,
            "to_status": "waiting",
            "attempt": 0,
            "code": "captured",
        }
    ]
    assert not {"lead", "payload", "proof", "messages", "receipt", "row_hmac",
                "email_hmac", "phone_hmac", "key_id"} & set(entry)  # fmt: skip
    outbox = tree(contents, "outbox.json")
    assert outbox["counts"] == [
        {"environment": "dealer", "status": "waiting", "leads": 1}
    ]
    assert [queue["environment"] for queue in outbox["queues"]] == ["dealer"]


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("ENQ-260912-AZGCM0F8", "ENQ-260912-AZGCM0F8"),
        ("5f0c6a6e-0a4e-4c55-9c62-3b7b2a0f2b11",) * 2,
        ("Zoë Ångström", "(withheld)"),
        ("020 7946 0018", "(withheld)"),
        ("zoe@example.com", "(withheld)"),
        (None, None),
    ],
)
def test_a_reference_that_is_none_is_withheld(
    used: Profile, reference: str | None, told: str | None
) -> None:
    """A gateway may call anything a reference, such as what it was sent."""
    with closing(open_outbox(used, now=NOW)) as outbox:
        entry_id = capture(outbox)
        outbox._write(
            "UPDATE entry SET enquiry_reference = ? WHERE id = ?", (reference, entry_id)
        )
    lines = map(json.loads, saved(used)["entries.jsonl"].splitlines())
    assert {each["id"]: each for each in lines}[entry_id]["enquiry_reference"] == told


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:3000]),
        lambda path: path.write_bytes(
            path.read_bytes()[:4096] + b"\xa5" * (len(path.read_bytes()) - 4096)
        ),
    ],
    ids=["empty", "cut", "spoilt"],
)
def test_a_damaged_outbox_is_told_by_its_error_and_left_alone(
    used: Profile,
    damage: Any,  # noqa: ANN401 - any of the three above
) -> None:
    """It is for the next start to save what can be saved; nothing is changed here."""
    damage(used.folder / OUTBOX_NAME)
    before = snapshot(used.folder)
    contents = saved(used)
    assert contents["outbox.json"].startswith("can't be told: DamagedOutboxError at ")
    assert snapshot(used.folder) == before


def test_nothing_in_the_data_folder_changes(used: Profile) -> None:
    """Neither content nor time of any file, nor which files there are."""
    (used.folder / "settings.json").write_text("{damaged")
    before = snapshot(used.folder)
    assert "can't be told: JSONDecodeError at" in saved(used)["settings.json"]
    assert snapshot(used.folder) == before


def test_settings_have_no_names(used: Profile) -> None:
    """Numbers and yes or no are told; a text is withheld unless it is known to be safe."""
    campaign_id = practice_campaign().id
    settings = {
        "staff_name": "Zoë",
        "staff_names": ["zoe"],
        "text_percent": 125,
        "pinned": ["vehicle", "zoe"],
        "campaign": {"environment": "dealer", "campaign_id": campaign_id},
        "proxy": "http://zoe:secret@proxy:3128",
        "opens_at_sign_in": True,
    }
    (used.folder / "settings.json").write_text(json.dumps(settings))
    assert tree(saved(used), "settings.json") == {
        "staff_name": "(withheld)",
        "staff_names": "(withheld)",
        "text_percent": 125,
        "pinned": ["vehicle", "(withheld)"],
        "campaign": {"environment": "dealer", "campaign_id": campaign_id},
        "proxy": "(withheld)",
        "opens_at_sign_in": True,
    }


def test_environments_and_campaigns_are_told_without_their_texts(used: Profile) -> None:
    """A host without its path, a campaign without its name and wording."""
    from capdesk.campaigns.pack import CampaignPack

    campaign = practice_campaign()
    CampaignLibrary(used.folder).add(CampaignPack("practice", (campaign,)))
    contents = saved(used)
    assert tree(contents, "environments.json")["dealer"] == {
        "is_built_in": False,
        "host": "https://gateway.example.com",
    }
    (told,) = tree(contents, "campaigns.json")["campaigns"]
    assert told["id"] == campaign.id
    assert campaign.name not in contents["campaigns.json"]
    assert campaign.consent.wording not in contents["campaigns.json"]


def test_only_our_own_files_are_named(used: Profile) -> None:
    """Somebody may have put an export there that is called after a person."""
    (used.folder / "Zoe.csv").write_text("")
    (used.folder / "outbox-zoe smith.csv").write_text("")
    told = tree(saved(used), "files.json")
    assert told["other_files"] == 2
    assert told["files"][OUTBOX_NAME]["is_file"] is True
    assert told["files"][OUTBOX_NAME]["mode"] == "0600"


def test_logs_are_taken_line_by_line(used: Profile) -> None:
    """Our own lines are there; whatever else stands in that file is only counted."""
    with logs.logging_to(used.folder):
        logging.getLogger("capdesk.test").error("it is %s", "http_503")
    with (used.folder / LOG_NAME).open("a") as file:
        file.write("Traceback: zoe@example.com\n")
    (used.folder / f"{LOG_NAME}.2").write_bytes(b"\xff\xfe\n")
    contents = saved(used)
    own, counted = contents[f"logs/{LOG_NAME}"].splitlines()
    assert own.endswith("ERROR capdesk.test it is http_503")
    assert counted == "(1 lines that this CapDesk did not write are left out)"
    assert "left out" in contents[f"logs/{LOG_NAME}.2"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the user another home."""
    home = tmp_path / "zoesmith"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


def test_the_user_is_not_named_by_a_path(used: Profile, home: Path) -> None:
    """The home folder reads ~, and another path with the user's name has it replaced."""
    sentence = f"{home}/x is fine, /media/ZoeSmith/y is not, nor C:\\Users\\zoesmith."
    contents = saved(used, Finding("data_folder", Light.RED, sentence))
    (told,) = map(json.loads, contents["check.jsonl"].splitlines())
    assert told["sentence"] == (
        "~/x is fine, /media/~user/y is not, nor C:\\Users\\~user."
    )
    assert "zoesmith" not in str(contents).casefold()


def test_where_the_data_folder_is(profile: Profile, home: Path) -> None:
    """A folder that somebody named may bear any name, so only its kind is told."""
    for folder, told in (
        (home / "Zoe", "another, in the home folder"),
        (profile.folder, "another, elsewhere"),
    ):
        there = Profile(folder, profile.credentials)
        assert tree(saved(there), "computer.json")["data_folder"] == told


def test_the_zip_is_private_and_replaces_the_old_one(used: Profile) -> None:
    """Nobody else on the computer can read it, and a failure leaves the old one."""
    path = used.folder.parent / "diagnostics.zip"
    saved(used)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(OSError, match="exists"):
        save_diagnostics(used, path / "below", now=NOW)
    assert path.read_bytes() == before
