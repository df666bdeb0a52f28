"""The whole window program on a desk with a real keyring, and how long it takes to quit."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from capdesk.credentials import SystemKeyring
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.services.capture import new_entry
from capdesk.services.drafts import DRAFT_SLOT
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from capdesk.settings import Environments
from tests.support.leads import a_campaign, a_lead

ROOT = Path(__file__).parents[3]
PATIENCE_S = 30.0

CAPDESK = ("-m", "capdesk")
HALF_TYPED = ("-m", "tests.slow.quit.half_typed")
HANGING_LOOK_UP = ("-m", "tests.slow.quit.hanging_look_up")

Program = subprocess.Popen[str]


class QuitDesk:
    """A data folder in the session of a private keyring.

    Attributes:
        outbox: The outbox, open in the test's own thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._profile = Profile(folder, SystemKeyring())
        self.outbox: Outbox = open_outbox(self._profile, now=utc_now())

    def add_environment(self, name: str, url: str) -> None:
        """Add an environment with a key."""
        Environments(self._folder).add(name, url)
        self._profile.credentials.set_api_key(name, url, "key")

    def capture(self, environment: str) -> str:
        """Capture a lead and return its id."""
        lead = a_lead(environment=environment)
        campaign = a_campaign(environment=environment)
        return self.outbox.capture(new_entry(lead, campaign), now=utc_now()).id

    @contextmanager
    def window(
        self, program: tuple[str, ...] = CAPDESK, *arguments: str
    ) -> Iterator[Program]:
        """Open the window, off screen; it has to have ended in the end.

        Args:
            program: What Python is to run.
            *arguments: A command, in place of the window.
        """
        with subprocess.Popen(
            [sys.executable, *program, "--data-dir", str(self._folder), *arguments],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            try:
                yield running
            finally:
                running.kill()

    @property
    def typed(self) -> str:
        """First name of the lead that was being typed, as it is on the disk."""
        draft = self.outbox.load_draft(DRAFT_SLOT)
        return draft.first_name if draft is not None else ""

    def status(self, entry_id: str) -> tuple[str, str | None]:
        """Read status and last code as they are on the disk, without any key."""
        with closing(sqlite3.connect(self._folder / OUTBOX_NAME)) as connection:
            row: tuple[str, str | None] = connection.execute(
                "SELECT status, last_code FROM entry WHERE id = ?", (entry_id,)
            ).fetchone()
            return row


def seconds_to_quit(
    program: Program, asked_by: signal.Signals = signal.SIGTERM, code: int = 0
) -> float:
    """Ask a program to end, politely, and return how long it takes.

    Args:
        program: It runs.
        asked_by: The signal to send.
        code: The exit code it has to end with.
    """
    assert program.poll() is None
    before = time.monotonic()
    program.send_signal(asked_by)
    program.wait(PATIENCE_S)
    took_s = time.monotonic() - before
    said = program.stderr.read() if program.stderr else ""
    assert program.returncode == code, said
    assert "Traceback" not in said, said
    return took_s
