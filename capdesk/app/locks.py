"""What is between a person and the leads, and what is said of it."""

from enum import StrEnum

from capdesk.credentials import (
    KeyringAbsent,
    KeyringTimeout,
    KeyringUnavailable,
    PassphraseNotGivenError,
    WrongPassphraseError,
)
from capdesk.outbox import LostDataKeyError
from capdesk.services.outbox_access import KeyringGoneError, NoKeyringError


class Lock(StrEnum):
    """What is between a person and the leads."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a lock
    NO_KEYRING = "no_keyring"  # and no lead yet: a passphrase is to be chosen
    LOST_KEY = "lost_key"
    KEYRING_GONE = "keyring_gone"  # with the key to leads that are there
    KEYRING_SHUT = "keyring_shut"  # locked, or silent: a person opens it elsewhere

    @property
    def sentence(self) -> str:
        """What that means; empty where the error itself says it."""
        return _SAID[self][0]

    @property
    def remedy(self) -> str:
        """The words on the button that asks."""
        return _SAID[self][1]


_SAID = {
    Lock.PASSPHRASE: (
        (
            "The leads on this computer are opened by a passphrase. Until it is given no"
            " lead can be kept or sent; those that are here stay safe."
        ),
        "Give the passphrase…",
    ),
    Lock.NO_KEYRING: (
        (
            "This computer has no keyring, so no lead can be kept until a passphrase is"
            " chosen."
        ),
        "Choose a passphrase…",
    ),
    Lock.LOST_KEY: (
        (
            "The key to the leads on this computer is lost. They are kept as they are; no"
            " new lead can be kept until somebody decides how to go on."
        ),
        "Decide…",
    ),
    Lock.KEYRING_GONE: (
        (
            "The keyring that has the key to the leads is not to be had. They are kept as"
            " they are; no new lead can be kept until it is back."
        ),
        "What to do…",
    ),
    Lock.KEYRING_SHUT: ("", "Try again"),
}


def lock_of(error: BaseException) -> Lock | None:
    """Return what a person can open, of what kept an outbox from opening."""
    match error:
        case LostDataKeyError():
            return Lock.LOST_KEY
        case NoKeyringError():
            return Lock.NO_KEYRING
        case KeyringGoneError(__cause__=KeyringAbsent()):
            return Lock.KEYRING_GONE
        case _ if isinstance(
            error.__cause__, WrongPassphraseError | PassphraseNotGivenError
        ):
            return Lock.PASSPHRASE
        case _ if isinstance(error.__cause__, KeyringUnavailable | KeyringTimeout):
            return Lock.KEYRING_SHUT
        case _:
            return None
