"""A day at a desk on which everything is marked, and everything goes wrong once."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from capdesk.cli.outbox_hand_over import FD_VARIABLE
from capdesk.domain.lead import Draft
from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.services.people import forget
from capdesk.services.retention import keep_house
from tests.cli.command_desk import (
    DEALER,
    PAGE_BYTES,
    Ended,
    a_pack,
    a_row,
    as_csv,
    with_line,
)
from tests.support.canaries import (
    API_KEY,
    EMAIL,
    FILE_NAME,
    FIRST_NAME,
    LAST_NAME,
    PASSPHRASE,
    PHONE,
    POSTCODE,
    STAFF_NAME,
)
from tests.support.echo_gateway import Echo, EchoGateway

COLUMNS = (*a_row(), "staff_name")

Run = Callable[..., Ended]
"""Runs one command of `capdesk`, with `stdin` as bytes."""


def a_marked_row(number: int = 0, **given: str) -> dict[str, str]:
    """Return a good row of marked values; the number tells rows apart."""
    return a_row(
        first_name=FIRST_NAME,
        last_name=f"{LAST_NAME}{'abcdefghijklmnop'[number]}",
        email=EMAIL,
        phone=PHONE,
        postcode=POSTCODE,
        staff_name=STAFF_NAME,
        **given,
    )


@dataclass(slots=True)
class CanaryDay:
    """One data folder, marked through and through.

    Attributes:
        folder: The data folder.
        aside: Where the files of the person at the desk are.
        run: Runs a command on the data folder.
        heard: Everything that came on standard error.
        quiet: What came on standard output of commands that tell of nobody.
    """

    folder: Path
    aside: Path
    run: Run
    heard: list[str] = field(default_factory=list)
    quiet: list[str] = field(default_factory=list)

    def do(
        self, *arguments: str, is_quiet: bool = True, **given: bytes | dict[str, str]
    ) -> Ended:
        """Run a command and keep what it said."""
        ended = self.run(*arguments, **given)
        self.heard.append(ended.err)
        if is_quiet:
            self.quiet.append(ended.out)
        return ended

    def set_up(self, url: str) -> None:
        """Give the desk an environment, a key after two that are none, a campaign."""
        self.aside.mkdir(exist_ok=True)
        assert self.do("environment", "add", DEALER, url).code == 0
        set_key = ("key", "set", "--environment", DEALER)
        assert self.do(*set_key, stdin=f"{API_KEY}\n{PASSPHRASE}".encode()).code == 1
        assert self.do(*set_key, stdin=f"{PASSPHRASE} {STAFF_NAME}é".encode()).code == 1
        assert self.do(*set_key, stdin=API_KEY.encode()).code == 0
        pack = self.write("pack.json", json.dumps(a_pack()))
        assert self.do("campaign", "add", str(pack)).code == 0
        (self.folder / "settings.json").write_text(json.dumps({"text_percent": 125}))

    def write(self, name: str, content: str) -> Path:
        """Write a file that somebody gives to a command."""
        path = self.aside / name
        path.write_text(content, encoding="utf-8")
        return path

    def add_files(self) -> None:
        """Add leads from a good file, and from those of every kind that is refused."""
        good = as_csv(*(a_marked_row(n) for n in range(4)), columns=COLUMNS)
        refused = as_csv(
            a_marked_row(5, consent_post=PASSPHRASE),
            a_marked_row(6, consent_method=STAFF_NAME),
            a_marked_row(7) | {"email": f"{EMAIL}@{EMAIL}", "phone": LAST_NAME},
            a_marked_row(8) | {"postcode": f"{POSTCODE}{LAST_NAME}"},
            a_marked_row(9, enquiry_type=FIRST_NAME, vehicle=LAST_NAME),
            columns=COLUMNS,
        )
        header = ",".join(COLUMNS)
        for number, (content, code) in enumerate(
            (
                (good, 0),
                (refused, 1),
                (f'{header}\n"{FIRST_NAME}"{LAST_NAME},{EMAIL}\n', 1),
                (f'{header}\n"{FIRST_NAME}\n{EMAIL}', 1),
                (f"{header}\n{FIRST_NAME},{EMAIL}\n", 1),
                (good.partition("\n")[2], 1),
            )
        ):
            path = self.write(f"{FILE_NAME}-{number}.csv", content)
            for extra in ("--dry-run", "--json"):
                ended = self.do("outbox", "add", str(path), extra, is_quiet=False)
                assert ended.code == code, ended
        for line in (
            json.dumps(a_marked_row(1) | {"email": [EMAIL]}),
            f'{{"first_name": "{FIRST_NAME}", "email": {EMAIL}',
            f'["{FIRST_NAME}"]',
        ):
            path = self.write(f"{FILE_NAME}.jsonl", line)
            assert self.do("outbox", "add", str(path), is_quiet=False).code == 1

    def send(self, gateway: EchoGateway) -> None:
        """Send with every answer there is, new leads with each."""
        for number, answer in enumerate(Echo):
            gateway.answer = answer
            row = a_marked_row(number, enquiry_type="Quotation")
            path = self.write("one.csv", as_csv(row, columns=COLUMNS))
            assert self.do("outbox", "add", str(path)).code == 0
            # It prints the gateway's words, which are meant for who looks.
            self.do("outbox", "send", is_quiet=False)
            self.do("outbox", "list", is_quiet=False)
            self.do("key", "set", "--environment", DEALER, stdin=API_KEY.encode())

    def export(self) -> None:
        """Write the export that somebody wants, and one that can't be written."""
        target = self.aside / "export.csv"
        assert self.do("outbox", "export", str(target)).code == 0
        assert self.do("outbox", "export", str(self.aside / "no" / "e.csv")).code == 1
        # A balance goes by mail: nobody may be known by it.
        assert self.do("outbox", "balance", "--json").code == 0
        assert self.do("outbox", "balance").code == 0

    def hand_over(self) -> None:
        """Write a hand-over file, and take it back."""
        path = str(self.aside / "leads.age")
        for command in ("hand-over", "take-over"):
            with with_line(FD_VARIABLE, PASSPHRASE) as environ:
                ended = self.do("outbox", command, path, environ=environ)
            assert ended.code == 0, ended

    def damage(self) -> None:
        """Spoil a page of the outbox, and have it salvaged."""
        with (self.folder / OUTBOX_NAME).open("r+b") as file:
            file.seek(2 * PAGE_BYTES)
            file.write(b"\xa5" * PAGE_BYTES)
        assert self.do("outbox", "list", is_quiet=False).code == 0

    def erase(self, outbox: Outbox, now: datetime) -> None:
        """Keep a draft, purge what is old, and forget a person."""
        draft = Draft(
            first_name=FIRST_NAME,
            email=EMAIL,
            phone=PHONE,
            postcode=POSTCODE,
            staff_name=STAFF_NAME,
        )
        outbox.save_draft("form", draft, now=now)
        outbox.save_draft("correction", draft, now=now)
        outbox.clear_draft("correction")
        keep_house(outbox, self.folder, now=now, keep=timedelta())
        forget(outbox, self.folder, email=EMAIL, phone=PHONE, now=now)
        outbox.save_draft("form", draft, now=now)

    def diagnose(self) -> Path:
        """Save diagnostics."""
        target = self.aside / "diagnostics.zip"
        assert self.do("diagnostics", str(target), "--check").code == 0
        return target
