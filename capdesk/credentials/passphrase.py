"""Secrets where there is no keyring: the data key behind a passphrase, API keys nowhere."""

import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

from capdesk.credentials.api_key import check_api_key
from capdesk.credentials.errors import (
    DataKeyDamagedError,
    DataKeyExistsError,
    PassphraseNotGivenError,
    PassphraseTooShortError,
)
from capdesk.credentials.store import DATA_KEY_BYTES, check_data_key
from capdesk.credentials.wrapped_keys import (
    Cost,
    WrappedKeys,
    Wrapping,
    read_wrapped_keys,
    write_wrapped_keys,
)

# Who has the computer can try passphrases without end, each at the cost of scrypt.
MIN_PASSPHRASE_CHARACTERS = 12


def check_passphrase(text: str) -> str:
    """Take a passphrase that somebody chose.

    Raises:
        PassphraseTooShortError: It could be found by trying. The sentence does not
            repeat it.
    """
    if len(_same_letters(text)) < MIN_PASSPHRASE_CHARACTERS:
        raise PassphraseTooShortError(
            f"A passphrase has at least {MIN_PASSPHRASE_CHARACTERS} characters; three "
            "or four words that have nothing to do with each other make a good one."
        )
    return text


def not_given() -> str:
    """Stand for a passphrase that nobody was asked for yet.

    Raises:
        PassphraseNotGivenError: Always.
    """
    raise PassphraseNotGivenError


class PassphraseCredentials:
    """A `CredentialStore` for a computer without a keyring.

    Data keys lie in the data folder, wrapped by scrypt and AES-256-GCM. API keys are
    kept in memory and are gone when the program ends.

    Args:
        folder: The data folder.
        passphrase: The passphrase, or what asks for it; that is called once, the first
            time that a data key is wanted, in the thread that wants it.
        cost: What a guess is to cost where the passphrase is new.
    """

    def __init__(
        self,
        folder: Path,
        passphrase: str | Callable[[], str],
        *,
        cost: Cost | None = None,
    ) -> None:
        self._folder = folder
        self._asked = passphrase
        self._cost = cost or Cost()
        self._lock = threading.RLock()
        self._api_keys: dict[tuple[str, str], str] = {}
        # To derive it takes long, and one program wants it several times.
        self._wrapping_keys: dict[Wrapping, bytes] = {}

    def opened_by(self, passphrase: str) -> "PassphraseCredentials":
        """Return the same with another passphrase to try; API keys are shared."""
        other = PassphraseCredentials(self._folder, passphrase, cost=self._cost)
        other._api_keys = self._api_keys
        return other

    def api_key(self, environment: str, url: str) -> str | None:
        """See `CredentialStore`."""
        return self._api_keys.get((environment, url))

    def set_api_key(self, environment: str, url: str, key: str) -> None:
        """See `CredentialStore`; until the program ends."""
        self._api_keys[environment, url] = check_api_key(key)

    def delete_api_key(self, environment: str, url: str) -> bool:
        """See `CredentialStore`."""
        return self._api_keys.pop((environment, url), None) is not None

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`.

        Raises:
            WrongPassphraseError: It was wrapped with another passphrase.
            CredentialError: Its file can't be read, or is damaged.
        """
        with self._lock:
            wrapped = read_wrapped_keys(self._folder)
            if wrapped is None or key_id not in wrapped.keys:
                return None
            key = wrapped.unwrapped(key_id, self._wrapping_key(wrapped.wrapping))
            if len(key) != DATA_KEY_BYTES:
                raise DataKeyDamagedError
            return key

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """See `CredentialStore`.

        Raises:
            PassphraseTooShortError: It is the first data key here, and anybody could
                find its passphrase.
            WrongPassphraseError: Others are there, wrapped with another passphrase.
            CredentialError: Its file can't be read or written.
        """
        check_data_key(key)
        with self._lock:
            wrapped = read_wrapped_keys(self._folder)
            if wrapped is None:
                check_passphrase(self._passphrase())
                wrapped = WrappedKeys(Wrapping.new(self._cost), {})
            elif key_id in wrapped.keys:
                raise DataKeyExistsError
            wrapping_key = self._wrapping_key(wrapped.wrapping)
            for other in wrapped.keys:
                # One passphrase opens them all, or nobody would know which opens what.
                wrapped.unwrapped(other, wrapping_key)
            write_wrapped_keys(
                self._folder, wrapped.with_key(key_id, key, wrapping_key)
            )

    def delete_data_key(self, key_id: str) -> bool:
        """See `CredentialStore`."""
        with self._lock:
            wrapped = read_wrapped_keys(self._folder)
            if wrapped is None or key_id not in wrapped.keys:
                return False
            write_wrapped_keys(self._folder, wrapped.without_key(key_id))
            return True

    def change_passphrase(self, new: str) -> None:
        """Wrap every data key anew; the old passphrase opens nothing any more.

        Callers hold the lock that they hold over `create_data_key`. It does not reach
        copies of the file in backups: these open with the old passphrase for ever.

        Raises:
            PassphraseTooShortError: Nothing was changed.
            WrongPassphraseError: The old one is another. Nothing was changed.
            CredentialError: The file can't be read or written.
        """
        check_passphrase(new)
        with self._lock:
            old = read_wrapped_keys(self._folder)
            if old is not None:
                old_key = self._wrapping_key(old.wrapping)
                wrapping = Wrapping.new(self._cost)
                new_key = wrapping.key_of(_same_letters(new))
                wrapped = WrappedKeys(wrapping, {})
                for key_id in old.keys:
                    key = old.unwrapped(key_id, old_key)
                    wrapped = wrapped.with_key(key_id, key, new_key)
                write_wrapped_keys(self._folder, wrapped)
                self._wrapping_keys = {wrapping: new_key}
            self._asked = new

    def _passphrase(self) -> str:
        if not isinstance(self._asked, str):
            self._asked = self._asked()
        return self._asked

    def _wrapping_key(self, wrapping: Wrapping) -> bytes:
        if wrapping not in self._wrapping_keys:
            key = wrapping.key_of(_same_letters(self._passphrase()))
            self._wrapping_keys[wrapping] = key
        return self._wrapping_keys[wrapping]


def _same_letters(text: str) -> bytes:
    """Return what is derived from: an é is one, in whichever way a keyboard makes it."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
