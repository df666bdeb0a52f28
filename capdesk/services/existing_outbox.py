"""Opens an outbox that is there already, and makes none."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from capdesk.outbox import OUTBOX_NAME, Outbox
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile


def has_outbox(profile: Profile) -> bool:
    """Whether a lead was ever kept in this data folder; needs no keyring."""
    return (profile.folder / OUTBOX_NAME).exists()


@contextmanager
def existing_outbox(profile: Profile, *, now: datetime) -> Iterator[Outbox | None]:
    """Open the outbox in the calling thread; None, and nothing made, if there is none.

    Raises:
        OutboxError: It is there and can't be opened.
    """
    if not has_outbox(profile):
        yield None
        return
    with closing(open_outbox(profile, now=now)) as outbox:
        yield outbox
