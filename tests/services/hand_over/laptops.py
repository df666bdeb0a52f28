"""Two laptops that hand leads over to each other, by real files and real outboxes."""

import json
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Entry, HistoryLine, Status
from capdesk.domain.hand_over import HandedLead
from capdesk.domain.lead import Lead
from capdesk.domain.slip import Slip
from capdesk.gateway import encode
from capdesk.outbox import NewEntry, Outbox
from capdesk.services.hand_over import (
    asking,
    hand_over_leads,
    read_hand_over,
    take_over_leads,
)
from capdesk.services.hand_over.age_file import Cipher
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from tests.outbox.desk import NOW
from tests.support.leads import a_lead
from tests.support.quick_cipher import QuickCipher

PASSPHRASE = "four words that fit"


@dataclass(slots=True)
class Laptop:
    """A data folder with a keyring of its own."""

    folder: Path
    cipher: Cipher = field(default_factory=QuickCipher)
    credentials: MemoryCredentials = field(default_factory=MemoryCredentials)
    now: datetime = NOW

    @property
    def profile(self) -> Profile:
        """What commands work with."""
        return Profile(self.folder, self.credentials)

    def outbox(self) -> Outbox:
        """Open the outbox; the caller closes it."""
        return open_outbox(self.profile, now=self.now)

    def capture(self, lead: Lead | None = None) -> str:
        """Capture a lead with the payload that the gateway is to get."""
        lead = lead or a_lead()
        with closing(self.outbox()) as outbox:
            outbox.capture(NewEntry(lead, encode(lead)), now=self.now)
        return lead.id

    def hand_over(self, path: Path, passphrase: str = PASSPHRASE) -> Slip:
        """Hand all unsent leads over."""
        with closing(self.outbox()) as outbox:
            return hand_over_leads(
                asking(outbox),
                path,
                passphrase,
                computer=self.folder.name,
                clock=lambda: self.now,
                cipher=self.cipher,
            )

    def take_over(self, path: Path, passphrase: str = PASSPHRASE) -> Slip:
        """Take the leads of a file over."""
        made = read_hand_over(path, passphrase, cipher=self.cipher)
        with closing(self.outbox()) as outbox:
            return take_over_leads(
                asking(outbox),
                made,
                profile=self.profile,
                computer=self.folder.name,
                clock=lambda: self.now,
            )

    def entries(self) -> dict[str, Entry]:
        """Return all entries by id."""
        with closing(self.outbox()) as outbox:
            return {entry.id: entry for entry in outbox.entries()}

    def statuses(self) -> dict[str, Status]:
        """Return the status of each entry."""
        return {entry_id: entry.status for entry_id, entry in self.entries().items()}


def a_pair(folder: Path) -> tuple[Laptop, Laptop]:
    """Return two laptops that read each other's files."""
    cipher = QuickCipher()
    pair = []
    for name in ("stand-1", "stand-2"):
        (folder / name).mkdir()
        pair.append(Laptop(folder / name, cipher))
    return pair[0], pair[1]


def a_handed_lead(lead: Lead) -> HandedLead:
    """Return a lead that waits, as it stands in a file."""
    return HandedLead(
        lead=lead,
        payload=encode(lead),
        status=Status.WAITING,
        captured_at=NOW,
        captured_by=lead.id,
        hold_when_unknown=False,
        attempts=0,
        last_attempt_at=None,
        not_before=None,
        held=False,
        was_unknown=False,
        resends=0,
        possible_duplicate=False,
        last_code=None,
        enquiry_reference=None,
        request_reference=None,
        messages=(),
        history=(HistoryLine(NOW, None, Status.WAITING, 0, "captured"),),
    )


def edited(laptop: Laptop, path: Path, *keys: str | int, value: object) -> Path:
    """Write a hand-over file again with one value changed, encrypted as before."""
    tree = json.loads(laptop.cipher.decrypt(path.read_bytes(), PASSPHRASE))
    place = tree
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    content = laptop.cipher.encrypt(json.dumps(tree).encode(), PASSPHRASE)
    other = path.with_name("edited.age")
    other.write_bytes(content)
    return other
