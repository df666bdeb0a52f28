"""What goes wrong with secrets, in sentences for the user; none ever holds a secret."""


class CredentialError(Exception):
    """A secret cannot be had or kept; the text is a sentence."""


class ApiKeyError(CredentialError):
    """The text that was given cannot be an API key."""


class KeyringUnavailable(CredentialError):  # noqa: N818 - a state of the computer
    """The keyring is locked, absent or broken."""


class KeyringAbsent(KeyringUnavailable):
    """There is no keyring to be had here; not one that is locked."""


class KeyringTimeout(CredentialError):  # noqa: N818 - likewise
    """The keyring has not answered in time; it may be asking something unseen."""


class DataKeyExistsError(CredentialError):
    """There is a data key of this id already; it was left as it is."""

    def __init__(self) -> None:
        super().__init__(
            "The keyring has a key for this outbox already, and it was left as it is; "
            "start CapDesk again to use it."
        )


class DataKeyDamagedError(CredentialError):
    """What the keyring has under a data key's name is not one."""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(
            sentence
            or "The keyring's entry for this outbox was changed by something else, so the "
            "leads on this computer cannot be opened; they stay where they are; restore "
            "the keyring from a backup."
        )


class WrongPassphraseError(CredentialError):
    """The passphrase is another one; how near it came is not told."""

    def __init__(self) -> None:
        super().__init__(
            "This passphrase does not open the leads on this computer. They stay where "
            "they are; type it again."
        )


class PassphraseNotGivenError(CredentialError):
    """The passphrase was not given yet; nothing is known to be wrong with it."""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(
            sentence
            or "The leads on this computer are opened by a passphrase. Until it is given,"
            " no lead can be kept or sent; those that are here stay safe."
        )


class PassphraseTooShortError(CredentialError):
    """A passphrase that was chosen could be found by trying."""


class WrappedKeysUnavailable(CredentialError):  # noqa: N818 - a state of the computer
    """The file that keeps the wrapped data keys can't be read or written."""
