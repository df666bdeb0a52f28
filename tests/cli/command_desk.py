"""A desk for tests of the command line: a data folder, a keyring, a gateway, a shell."""

import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from capdesk.cli import main
from capdesk.cli.console import Console
from capdesk.credentials import Cost, MemoryCredentials
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.services.hand_over import Cipher
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from tests.support.quick_cipher import QuickCipher

NOW = datetime(2026, 9, 12, 10, 20, 59, 123_456, tzinfo=UTC)
DEALER = "dealer"
PAGE_BYTES = 4096
KEY = "0123456789abcdef0123456789abcdef"
QUICK_CIPHER = QuickCipher()
CHEAP = Cost(n=2**4)

COLUMNS = (
    *("campaign", "enquiry_type", "vehicle", "acquisition_channel"),
    *("first_name", "last_name", "email", "phone", "postcode"),
    *("consent_phone_call", "consent_post", "consent_email", "consent_sms"),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How one run of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON Lines it wrote."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def verdicts(self) -> list[str]:
        """The verdicts among them."""
        return [each["verdict"] for each in self.objects]


@dataclass(slots=True)
class Desk:
    """One data folder with its keyring; every command runs in this process.

    A guess at a passphrase costs nothing here, unless `cipher` or `passphrase_cost` is
    None: tests/slow/command_line pays what users pay.
    """

    folder: Path
    credentials: MemoryCredentials = field(default_factory=MemoryCredentials)
    now: datetime = NOW
    machine_folder: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    cipher: Cipher | None = QUICK_CIPHER
    passphrase_cost: Cost | None = CHEAP

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        environ: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run a command on the data folder."""
        out, err = io.StringIO(), io.StringIO()
        console = Console(
            stdin=io.BytesIO(stdin),
            stdout=out,
            stderr=err,
            environ=environ or self.environ,
            clock=lambda: self.now,
            open_credentials=lambda: self.credentials,
            machine_folder=self.machine_folder,
            cipher=self.cipher,
            passphrase_cost=self.passphrase_cost,
        )
        code = main(["--data-dir", str(self.folder), *arguments], console)
        return Ended(code, out.getvalue(), err.getvalue())

    @property
    def profile(self) -> Profile:
        """What the commands work with."""
        return Profile(self.folder, self.credentials)

    def outbox(self) -> Outbox:
        """Open the outbox; the test closes it."""
        return open_outbox(self.profile, now=self.now)

    def prepare(self, url: str, *, key: str | None = KEY) -> None:
        """Add an environment, its key and a campaign, as an administrator does."""
        assert self.run("environment", "add", DEALER, url).code == 0
        if key is not None:
            set_key = ("key", "set", "--environment", DEALER)
            assert self.run(*set_key, stdin=key.encode()).code == 0
        pack = self.write("pack.json", json.dumps(a_pack()))
        assert self.run("campaign", "add", str(pack)).code == 0

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file beside the data folder."""
        path = self.folder.parent / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @property
    def has_outbox(self) -> bool:
        """Whether there is an outbox."""
        return (self.folder / OUTBOX_NAME).exists()

    def damage_outbox(self) -> None:
        """Spoil the page of the outbox that leads to its entries."""
        with (self.folder / OUTBOX_NAME).open("r+b") as file:
            file.seek(2 * PAGE_BYTES)
            file.write(b"\xa5" * PAGE_BYTES)

    def files(self) -> dict[str, bytes]:
        """Return every file of the data folder that is not a lock."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.folder.glob("*"))
            if path.suffix != ".lock"
        }


@contextmanager
def with_line(variable: str, line: str) -> Iterator[dict[str, str]]:
    """Give environment variables that name a descriptor with one line to be read."""
    reading, writing = os.pipe()
    os.write(writing, f"{line}\n".encode())
    os.close(writing)
    try:
        yield {variable: str(reading)}
    finally:
        os.close(reading)


def a_pack(environment: str = DEALER) -> dict[str, Any]:
    """Return a campaign pack with one campaign."""
    return {
        "format": "capdesk-campaign-pack/1",
        "environment": environment,
        "campaigns": [
            {
                "id": "966c7488-bfa7-45b5-8510-d26ba3008879",
                "name": "Audi Q6 e-tron launch",
                "enquiry_types": ["Test Drive", "Quotation"],
                "acquisition_channels": ["Event"],
                "vehicles": ["Audi Q6 e-tron"],
                "consent": {"version": "2026-09", "wording": "May we contact you?"},
            }
        ],
    }


def a_row(**given: str) -> dict[str, str]:
    """Return a good row; the first name tells rows apart."""
    row = {
        "campaign": "Audi Q6 e-tron launch",
        "enquiry_type": "Test Drive",
        "vehicle": "Audi Q6 e-tron",
        "acquisition_channel": "Event",
        "first_name": "Zoë",
        "last_name": "Ångström",
        "email": "zoe@example.com",
        "phone": "020 7946 0018",
        "postcode": "SW1A 1AA",
        "consent_phone_call": "yes",
        "consent_post": "no",
        "consent_email": "",
        "consent_sms": "",
    }
    return row | given


def as_csv(
    *rows: Mapping[str, str],
    columns: Sequence[str] = COLUMNS,
    separator: str = ",",
    newline: str = "\n",
) -> str:
    """Write rows as a CSV file whose cells need no quotation marks."""
    lines = [columns, *([row.get(each, "") for each in columns] for row in rows)]
    return "".join(separator.join(cells) + newline for cells in lines)


def as_json_lines(*rows: Mapping[str, object]) -> str:
    """Write rows as JSON Lines."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
