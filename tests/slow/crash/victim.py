"""The program that is killed: captures leads, acknowledges each, and sends meanwhile.

Started as `python -m tests.slow.crash.victim FOLDER KEYRING SEED`. It writes `open` once
it can keep leads, `try ID` before each capture and `kept ID` once that is acknowledged.
"""

import random
import sys
import uuid
from pathlib import Path

from capdesk.courier import CourierThread
from capdesk.domain.campaign import Campaign
from capdesk.outbox import Outbox
from capdesk.services.capture import new_entry
from capdesk.services.outbox_access import open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import make_courier, utc_now
from tests.support.file_credentials import FileCredentials
from tests.support.leads import a_campaign, a_lead

ENVIRONMENT = "dealer"
MOST_CAPTURES = 8


def _capture(outbox: Outbox, entry_id: str, campaign: Campaign) -> None:
    lead = a_lead(id=entry_id, environment=ENVIRONMENT)
    outbox.capture(new_entry(lead, campaign), now=utc_now())


def _say(*words: str) -> None:
    # One write for each line, so that a kill leaves whole lines.
    sys.stdout.write(f"{' '.join(words)}\n")
    sys.stdout.flush()


def main(folder: Path, keyring: Path, seed: int) -> None:
    """Capture a few leads and send until somebody puts an end to it."""
    chance = random.Random(seed)
    campaign = a_campaign(environment=ENVIRONMENT)
    profile = Profile(folder, FileCredentials(keyring))
    storage = open_storage(profile, utc_now)
    if chance.random() < 0.5:
        # A person presses *Send now*: no wait of an earlier life holds the queue up.
        storage.submit(Outbox.send_now, ENVIRONMENT).result()
    else:
        storage.opened.result()
    _say("open")
    courier = CourierThread(lambda: make_courier(profile, storage, rng=chance))
    courier.start()
    for _ in range(chance.randint(0, MOST_CAPTURES)):
        entry_id = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        _say("try", entry_id)
        storage.submit(_capture, entry_id, campaign).result()
        _say("kept", entry_id)
        courier.nudge()
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
