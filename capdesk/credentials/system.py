"""Secrets in the operating system's keyring."""

import base64
import binascii
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from capdesk.credentials.api_key import check_api_key
from capdesk.credentials.errors import (
    ApiKeyError,
    CredentialError,
    DataKeyDamagedError,
    DataKeyExistsError,
    KeyringAbsent,
    KeyringTimeout,
    KeyringUnavailable,
)
from capdesk.credentials.store import DATA_KEY_BYTES, check_data_key
from capdesk.credentials.timed_calls import Call, TimedCalls

if TYPE_CHECKING:  # heavy, and not on the way to the first painted window
    from keyring.backend import KeyringBackend
    from keyring.backends.Windows import WinVaultKeyring

DEADLINE_S = 30.0

T = TypeVar("T")

# What Windows says to a program that runs where nobody has signed in, as over ssh.
_NO_SUCH_LOGON_SESSION = 1312

_REMEDIES = {
    "linux": "start or unlock a Secret Service such as gnome-keyring or KWallet",
    "darwin": "unlock the login keychain in Keychain Access",
    "win32": "see that the Windows service Credential Manager is running",
}


class SystemKeyring:
    """A `CredentialStore` in Secret Service, Windows Credential Manager or Keychain.

    The backend is chosen here, by platform: keyring's own choice can be turned by a
    settings file or a variable to one that keeps plain text or nothing at all.

    Args:
        deadline_s: Longest wait for an answer, in seconds; a prompt may be unseen.
        platform: As `sys.platform` names it.
    """

    def __init__(
        self, deadline_s: float = DEADLINE_S, platform: str = sys.platform
    ) -> None:
        self._deadline_s = deadline_s
        self._platform = platform
        self._calls = TimedCalls(deadline_s)

    @property
    def owes_answer_s(self) -> float:
        """How long somebody has been waiting for an answer, in seconds; 0 for nobody."""
        return self._calls.under_way_s

    def api_key(self, environment: str, url: str) -> str | None:
        """See `CredentialStore`."""
        service = _api_key_service(environment, url)
        text = self._ask(lambda backend, _: backend.get_password(service, environment))
        try:
            return check_api_key(text) if text else None
        except ApiKeyError:
            return None  # changed by hand to what can't be one, so it has to be given

    def set_api_key(self, environment: str, url: str, key: str) -> None:
        """See `CredentialStore`."""
        service = _api_key_service(environment, url)
        checked = check_api_key(key)

        def set_key(backend: "KeyringBackend", call: Call) -> None:
            backend.get_password(service, environment)  # prompts, if it has to, now
            call.check_wanted()
            _write(backend, service, environment, checked)

        self._ask(set_key)

    def delete_api_key(self, environment: str, url: str) -> bool:
        """See `CredentialStore`."""
        return self._delete(_api_key_service(environment, url), environment)

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        service = _data_key_service(key_id)
        text = self._ask(lambda backend, _: backend.get_password(service, key_id))
        return None if text is None else _data_key_from(text)

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """See `CredentialStore`."""
        check_data_key(key)
        service = _data_key_service(key_id)
        text = base64.b64encode(key).decode()

        def create_key(backend: "KeyringBackend", call: Call) -> None:
            if backend.get_password(service, key_id) is not None:
                raise DataKeyExistsError
            call.check_wanted()
            _write(backend, service, key_id, text)

        self._ask(create_key)

    def delete_data_key(self, key_id: str) -> bool:
        """See `CredentialStore`."""
        return self._delete(_data_key_service(key_id), key_id)

    def _ask(self, question: Callable[["KeyringBackend", Call], T]) -> T:
        try:
            return self._calls.run(lambda call: question(self._backend(), call))
        except CredentialError:
            raise
        except TimeoutError as error:
            raise KeyringTimeout(
                f"The keyring of this computer did not answer within "
                f"{self._deadline_s:g} seconds, so CapDesk can neither add nor send "
                "leads; those that are here stay safe; look for a window that asks for "
                "the keyring's password, then try again."
            ) from error
        except Exception as error:
            raise self._unavailable(error) from error

    def _delete(self, service: str, account: str) -> bool:
        def delete_key(backend: "KeyringBackend", call: Call) -> bool:
            if backend.get_password(service, account) is None:
                return False
            call.check_wanted()
            backend.delete_password(service, account)
            return True

        return self._ask(delete_key)

    def _backend(self) -> "KeyringBackend":
        make: Callable[[], KeyringBackend]
        match self._platform:
            case "win32":
                from keyring.backends.Windows import WinVaultKeyring

                make = partial(_local, WinVaultKeyring)
            case "darwin":
                from keyring.backends import macOS

                make = macOS.Keyring
            case "linux":
                from capdesk.credentials.secret_service import SecretServiceKeyring

                make = SecretServiceKeyring
            case _:
                raise KeyringAbsent(
                    f"CapDesk knows no keyring for this system ({self._platform}), so "
                    "it can neither add nor send leads; use Windows, macOS or Linux."
                )
        return make()

    def _unavailable(self, error: Exception) -> KeyringUnavailable:
        from keyring.errors import KeyringLocked

        state = "is locked" if isinstance(error, KeyringLocked) else "cannot be reached"
        kind = KeyringAbsent if self._is_absent(error) else KeyringUnavailable
        return kind(
            f"The keyring of this computer {state}, so CapDesk can neither add nor send "
            f"leads; those that are here stay safe; {_REMEDIES[self._platform]}, then "
            "try again."
        )

    def _is_absent(self, error: Exception) -> bool:
        match self._platform:
            case "linux":
                from secretstorage import SecretServiceNotAvailableException

                # The second: there is an address of a bus, and nobody lives there.
                return isinstance(error, SecretServiceNotAvailableException | OSError)
            case "win32":
                return getattr(error, "winerror", None) == _NO_SUCH_LOGON_SESSION
            case _:
                return False  # every other one comes with the system


def _local(make: Callable[[], "WinVaultKeyring"]) -> "WinVaultKeyring":
    vault = make()
    # keyring's own choice goes along to the other computers of a Windows domain.
    vault.persist = "local machine"
    return vault


# Each secret has a service name of its own: the Windows backend moves secrets that share
# one to and fro, in several steps.


def _api_key_service(environment: str, url: str) -> str:
    return f"CapDesk API key: {environment} {url}"


def _data_key_service(key_id: str) -> str:
    return f"CapDesk outbox key: {key_id}"


def _write(backend: "KeyringBackend", service: str, account: str, text: str) -> None:
    backend.set_password(service, account, text)
    if backend.get_password(service, account) != text:
        raise KeyringUnavailable(
            "The keyring of this computer did not keep the key it was given, so CapDesk "
            "cannot rely on it; no lead was touched; unlock or repair the keyring, then "
            "try again."
        )


def _data_key_from(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise DataKeyDamagedError from None  # the cause would quote the key
    if len(key) != DATA_KEY_BYTES:
        raise DataKeyDamagedError
    return key
