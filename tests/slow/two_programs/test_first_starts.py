"""Ten programs that start on a new data folder at once agree on one data key."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from capdesk.credentials import SystemKeyring
from capdesk.practice import PracticeGateway
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from tests.cli.command_desk import DEALER
from tests.slow.two_programs.desk import ROOT, Place
from tests.support.secret_service import SecretService

pytestmark = pytest.mark.slow

STARTS = 10
PATIENCE_S = 50.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Have a folder that is set up and has no outbox yet."""
    with PracticeGateway() as gateway:
        yield Place(tmp_path, gateway.url)


def _check_that_all_are_kept(profile: Profile) -> None:
    """One key opens every lead, so there was never another."""
    with closing(open_outbox(profile, now=utc_now())) as outbox:
        entries = outbox.entries()
        leads = [outbox.lead(entry.id) for entry in entries]
        assert outbox.captured_count(DEALER) == STARTS
    assert len({lead.email for lead in leads if lead is not None}) == STARTS


def test_ten_first_starts_make_one_key(place: Place) -> None:
    """Ten captures at once on a new folder: one key is written, and it opens them all."""
    with ExitStack() as stack:
        shells = [stack.enter_context(place.shell()) for _ in range(STARTS)]
        for number, shell in enumerate(shells):
            shell.begin("outbox", "add", "--json", place.rows(f"file-{number}", 1))
        ended = [shell.end() for shell in shells]
    assert [each for each in ended if not each.is_clean] == []
    assert place.credentials.writes.count("data key") == 1
    _check_that_all_are_kept(place.profile)


@pytest.mark.secret_service
def test_ten_first_starts_with_a_real_keyring(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with `capdesk` itself and gnome-keyring."""
    with SecretService.running() as service, ExitStack() as stack:
        for name, value in service.environ.items():
            monkeypatch.setenv(name, value)
        programs = [
            stack.enter_context(
                subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "capdesk",
                        "--data-dir",
                        str(place.profile.folder),
                        "outbox",
                        "add",
                        place.rows(f"file-{number}", 1),
                    ],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    cwd=ROOT,
                    text=True,
                )
            )
            for number in range(STARTS)
        ]
        said = [program.communicate(timeout=PATIENCE_S)[1] for program in programs]
        assert said == [""] * STARTS
        assert [program.returncode for program in programs] == [0] * STARTS
        _check_that_all_are_kept(Profile(place.profile.folder, SystemKeyring()))
