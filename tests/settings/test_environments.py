"""Environments: two built in, the others an administrator's."""

import stat
from pathlib import Path

import pytest

from capdesk import files
from capdesk.settings import (
    Added,
    Changed,
    Environment,
    Environments,
    SettingsError,
    Unchanged,
    UnknownEnvironmentError,
)

URL = "https://gateway.example.com/lead"


def test_qa_and_production_are_built_in(tmp_path: Path) -> None:
    """Both are there without any file, under the documented addresses."""
    assert [(each.name, each.url, each.builtin) for each in Environments(tmp_path).all()] == [
        ("production", "https://api.cap-gateway.com/lead-submission/v1/external", True),
        ("qa", "https://qa-api.cap-gateway.com/lead-submission/v1/external", True),
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_an_added_environment_is_kept(tmp_path: Path) -> None:
    """The next start knows it, with its address normalised."""
    added = Environments(tmp_path).add("uat", "HTTPS://Gateway.example.com/lead")
    assert added == Added(Environment("uat", URL))
    assert Environments(tmp_path).get("uat") == Environment("uat", URL)
    assert [each.name for each in Environments(tmp_path).all()] == [
        "production",
        "qa",
        "uat",
    ]
    file = tmp_path / "environments.json"
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_adding_again_says_whether_the_url_changed(tmp_path: Path) -> None:
    """A changed URL is told apart, because it needs its key again."""
    environments = Environments(tmp_path)
    environments.add("uat", URL)
    assert environments.add("uat", URL) == Unchanged(Environment("uat", URL))
    assert environments.add("uat", f"{URL}2") == Changed(
        Environment("uat", f"{URL}2"), previous_url=URL
    )
    assert environments.get("uat").url == f"{URL}2"


@pytest.mark.parametrize("name", ["practice", "qa", "production"])
def test_names_that_come_with_capdesk_cannot_be_taken(
    tmp_path: Path, name: str
) -> None:
    """Nobody can turn a built-in environment to another address."""
    with pytest.raises(SettingsError, match="comes with CapDesk"):
        Environments(tmp_path).add(name, URL)


@pytest.mark.parametrize(
    "name", ["", "UAT", "u at", "-uat", "uat-", "ü", "a" * 33, "uat\n"]
)
def test_a_name_has_lower_case_letters_digits_and_hyphens(
    tmp_path: Path, name: str
) -> None:
    """Other names are refused, and nothing is kept."""
    with pytest.raises(SettingsError, match="lower-case letters"):
        Environments(tmp_path).add(name, URL)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["practice", "uat", "a\x1b[31m"])
def test_an_unknown_environment_is_told_with_those_there_are(
    tmp_path: Path, name: str
) -> None:
    """`practice` is none that leads could be sent to from outside practice mode."""
    with pytest.raises(UnknownEnvironmentError, match=r"\(production, qa\)") as caught:
        Environments(tmp_path).get(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "[" * 100_000,
        "\x00\xff",
        '{"format": "capdesk-environments/2", "environments": {}}',
        '{"format": "capdesk-environments/1", "environments": {"uat": 1}}',
        '{"format": "capdesk-environments/1", "environments": {"qa": "https://evil.example/"}}',
        '{"format": "capdesk-environments/1", "environments": {"uat": "http://evil.example/"}}',
    ],
)
def test_a_damaged_file_is_named_and_kept(tmp_path: Path, content: str) -> None:
    """A file edited by hand is held to the same rules, and never written over."""
    file = tmp_path / "environments.json"
    file.write_text(content, encoding="latin-1")
    with pytest.raises(SettingsError, match=r"environments\.json is damaged"):
        Environments(tmp_path).all()
    with pytest.raises(SettingsError, match=r"environments\.json is damaged"):
        Environments(tmp_path).add("uat", URL)
    assert file.read_text(encoding="latin-1") == content


def test_a_folder_that_cannot_be_had_is_a_sentence(tmp_path: Path) -> None:
    """What the system refuses ends in a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="nothing was changed"):
        Environments(tmp_path / "file").add("uat", URL)


def test_whoever_is_adding_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    """A program that hangs with the lock ends in a sentence."""
    with (
        files.exclusive(tmp_path / "environments.lock"),
        pytest.raises(SettingsError, match="try again"),
    ):
        Environments(tmp_path, lock_wait_s=0).add("uat", URL)
