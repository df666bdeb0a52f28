"""All checks together: in order, one by one, none in another's way."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk.credentials import MemoryCredentials
from capdesk.domain.finding import Finding, Light
from capdesk.outbox import OUTBOX_NAME
from capdesk.services.check import (
    CHECKS,
    Check,
    Network,
    Survey,
    run_checks,
    take_survey,
)
from capdesk.services.check.survey import Trouble
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from tests.outbox.desk import folder_bytes
from tests.support.clock import NOW
from tests.support.leads import a_lead, a_new_entry

OFFLINE = Network(find_proxy=lambda _: None)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Return a profile whose data folder is not there yet."""
    return Profile(tmp_path / "data", MemoryCredentials())


def good(survey: Survey) -> Iterator[Finding]:
    """Find nothing wrong."""
    yield Finding("good", Light.GREEN, str(survey.now))


def bad(survey: Survey) -> Iterator[Finding]:
    """Find something, and break half-way."""
    yield Finding("bad", Light.GREEN, "Not to be seen.")
    raise ZeroDivisionError(survey.profile.folder)


def test_a_check_that_breaks_stops_no_other(profile: Profile) -> None:
    """It becomes one red finding, by type alone; what it had found is not trusted."""
    checks = [Check("first", good), Check("bad", bad), Check("last", good)]
    found = run_checks(profile, now=NOW, checks=checks)
    assert [(each.name, each.light) for each in found] == [
        ("good", Light.GREEN),
        ("bad", Light.RED),
        ("good", Light.GREEN),
    ]
    assert "ZeroDivisionError" in found[1].sentence
    assert str(profile.folder) not in found[1].sentence


def test_findings_are_told_as_they_come(profile: Profile) -> None:
    """A slow check holds up neither those before it nor the work of those after it."""
    told: list[Finding] = []
    first_told, last_looked = threading.Event(), threading.Event()

    def slow(_survey: Survey) -> Iterator[Finding]:
        assert first_told.wait(5)
        assert last_looked.wait(5)
        yield Finding("slow", Light.GREEN, "")

    def last(_survey: Survey) -> Iterator[Finding]:
        last_looked.set()
        yield Finding("last", Light.GREEN, "")

    def tell(finding: Finding) -> None:
        told.append(finding)
        first_told.set()

    checks = [Check("good", good), Check("slow", slow), Check("last", last)]
    found = run_checks(profile, now=NOW, checks=checks, tell=tell)
    assert [each.name for each in told] == ["good", "slow", "last"]
    assert {each.light for each in told} == {Light.GREEN}
    assert found == tuple(told)


def test_nothing_is_made(profile: Profile) -> None:
    """On a fresh computer the check leaves no folder, outbox or key."""
    found = run_checks(profile, now=NOW, network=OFFLINE)
    assert {each.name for each in found} == {each.name for each in CHECKS} - {"proxy"}
    assert not profile.folder.exists()


def test_nothing_is_changed(profile: Profile) -> None:
    """With an outbox open the check gets by without a lock, and leaves every byte."""
    outbox = open_outbox(profile, now=NOW)
    outbox.capture(a_new_entry(lead=a_lead(environment="gone")), now=NOW)
    before = folder_bytes(profile.folder)
    outbox.connection.execute("BEGIN IMMEDIATE")
    found = run_checks(profile, now=NOW, network=OFFLINE)
    outbox.connection.execute("COMMIT")
    outbox.close()
    assert folder_bytes(profile.folder) == before
    assert {each.name: each.light for each in found if each.environment == "gone"} == {
        "unsent": Light.GREEN,
        "environments": Light.RED,
    }
    assert all(
        each.light is Light.GREEN
        for each in found
        if each.name in {"outbox", "keyring"}
    )


@pytest.mark.parametrize("name", ["campaigns.json", "environments.json", OUTBOX_NAME])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[" * 200_000])
def test_damaged_files_are_findings(
    profile: Profile, name: str, content: bytes
) -> None:
    """Whatever is in a file of ours, it is named in a red finding and left alone."""
    profile.folder.mkdir(mode=0o700)
    outbox = open_outbox(profile, now=NOW)
    outbox.capture(a_new_entry(), now=NOW)
    outbox.close()
    (profile.folder / name).touch(mode=0o600)
    (profile.folder / name).write_bytes(content)
    survey = take_survey(profile, now=NOW)
    troubles = (survey.outbox, survey.offer, survey.urls)
    assert [isinstance(each, Trouble) for each in troubles].count(True) == 1
    local = [each for each in CHECKS if each.name != "proxy"]
    found = run_checks(profile, now=NOW, checks=local)
    assert any(name in each.sentence for each in found if each.light is Light.RED)
    assert (profile.folder / name).read_bytes() == content


def test_something_else_in_the_folders_place(profile: Profile) -> None:
    """A data folder that is a file is a finding, and no crash."""
    profile.folder.write_text(json.dumps("not a folder"), encoding="utf-8")
    found = run_checks(profile, now=NOW, network=OFFLINE)
    lights = {each.name: each.light for each in found}
    assert lights["data_folder"] is Light.RED
    assert not any("inside CapDesk" in each.sentence for each in found)
