"""What goes wrong with secrets, in sentences for the user; none ever holds a secret."""


class CredentialError(Exception):
    """A secret cannot be had or kept; the text is a sentence."""


class ApiKeyError(CredentialError):
    """The text that was given cannot be an API key."""


class KeyringUnavailable(CredentialError):  # noqa: N818 - a state of the computer
    """The keyring is locked, absent or broken."""


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

    def __init__(self) -> None:
        super().__init__(
            "The keyring's entry for this outbox was changed by something else, so the "
            "leads on this computer cannot be opened; they stay where they are; restore "
            "the keyring from a backup."
        )
