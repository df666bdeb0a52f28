"""The program that is killed: hands over, or takes over, again and again.

Started as `python -m tests.slow.hand_over.victim FOLDER KEY FILES IDENTITY NAME`. It
captures a lead, hands everything over to a new file, and takes over whatever other files
there are; it says `kept ID` for each lead that it has acknowledged.
"""

import sys
import uuid
from contextlib import closing, suppress
from pathlib import Path

from capdesk.credentials import MemoryCredentials
from capdesk.gateway import encode
from capdesk.outbox import CourierLock, NewEntry, recover
from capdesk.services.hand_over import (
    HandOverFileError,
    asking,
    hand_over_leads,
    take_over_file,
)
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now
from tests.outbox.desk import QA, open_outbox
from tests.support.leads import a_lead
from tests.support.quick_cipher import QuickCipher

PASSPHRASE = "four words that fit"


def main(folder: Path, key: bytes, files: Path, identity: str) -> None:
    """Give and take until somebody puts an end to it."""
    cipher = QuickCipher(identity)
    profile = Profile(folder, MemoryCredentials())
    with (
        CourierLock(folder),
        closing(open_outbox(folder, lambda *_: key)) as outbox,
    ):
        recover(outbox, now=utc_now())
        while True:
            lead = a_lead(id=str(uuid.uuid4()), environment=QA)
            outbox.capture(NewEntry(lead, encode(lead)), now=utc_now())
            sys.stdout.write(f"kept {lead.id}\n")
            sys.stdout.flush()
            for path in sorted(files.glob("*.age")):
                with suppress(HandOverFileError):  # no whole file, after a kill
                    take_over_file(
                        asking(outbox),
                        path,
                        PASSPHRASE,
                        profile=profile,
                        computer=folder.name,
                        clock=utc_now,
                        cipher=cipher,
                    )
            hand_over_leads(
                asking(outbox),
                files / f"{uuid.uuid4()}.age",
                PASSPHRASE,
                computer=folder.name,
                clock=utc_now,
                cipher=cipher,
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
