"""What a store of secrets can do."""

from typing import Protocol

DATA_KEY_BYTES = 32


def check_data_key(key: bytes) -> None:
    """Refuse what could not be read back as a data key.

    Raises:
        ValueError: It has another length than `DATA_KEY_BYTES`.
    """
    if len(key) != DATA_KEY_BYTES:
        raise ValueError(f"a data key has {DATA_KEY_BYTES} bytes")


class CredentialStore(Protocol):
    """Keeps API keys and data keys; safe to use from any thread.

    Every method may raise `CredentialError`. After a `KeyringTimeout` from a method
    that writes, whether it was written is not known: ask before writing again.
    """

    def api_key(self, environment: str, url: str) -> str | None:
        """Find the key of an environment, or None.

        A key belongs to the environment's name and its URL: where the URL was changed
        there is none until it is given again, so no key goes where it was not meant to.
        """
        ...

    def set_api_key(self, environment: str, url: str, key: str) -> None:
        """Keep a key in place of the one there was.

        Raises:
            ApiKeyError: This cannot be a key.
        """
        ...

    def delete_api_key(self, environment: str, url: str) -> bool:
        """Forget a key; False where there was none."""
        ...

    def data_key(self, key_id: str) -> bytes | None:
        """Find the key that seals an outbox, or None where none was ever created.

        Raises:
            DataKeyDamagedError: There is one, but it cannot be read. Creating another
                would lose every lead that was sealed by it.
        """
        ...

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """Keep a new data key of `DATA_KEY_BYTES` and read it back.

        A key that is there is never overwritten. Looking and writing are two steps to
        every keyring, so callers hold a lock that all programs share (the outbox's
        own) over `data_key` and this call.

        Raises:
            DataKeyExistsError: There is one already.
        """
        ...

    def delete_data_key(self, key_id: str) -> bool:
        """Forget a data key that nothing is sealed with; False where there was none."""
        ...
