"""What can go wrong with the outbox, each with a sentence for the user."""

from capdesk.domain.entry import Status, TransitionError


class OutboxError(Exception):
    """Base of all outbox errors; the text is for the person at the desk."""


class NotAnOutboxError(OutboxError):
    """The file is something else; it was not touched."""


class NewerOutboxError(OutboxError):
    """A newer CapDesk wrote the outbox; it was not touched."""


class DamagedOutboxError(OutboxError):
    """The file is an outbox but can't be read; it was not touched."""


class OutboxUnavailableError(OutboxError):
    """The disk, a permission or another program is in the way."""


class LostDataKeyError(OutboxError):
    """The keyring no longer has the key that the leads are sealed with."""


class OtherKeyKindError(OutboxUnavailableError):
    """The key is kept in another kind of place than the one that was asked."""


class CaptureError(OutboxError):
    """A lead was not kept; what was typed has to stay where it is."""


class GivenUpError(CaptureError):
    """An earlier try had been kept after all, and was discarded or corrected since.

    The lead is one to be kept anew, under another id.
    """


class HandOverError(OutboxError):
    """Leads were not handed over; all of them are still here."""


class EntryNotFoundError(OutboxError):
    """There is no entry with that id."""


class MovedOnError(OutboxError, TransitionError):
    """What a person decided does not fit where the lead stands by now.

    The courier, or another window, was faster. Nothing was changed.
    """

    def __init__(
        self, current: Status, wanted: Status, sentence: str | None = None
    ) -> None:
        TransitionError.__init__(self, current, wanted)
        if sentence is not None:
            self.args = (sentence,)
