"""Secrets that are gone when the program ends: practice mode's credential store."""

import threading

from capdesk.credentials.api_key import check_api_key
from capdesk.credentials.errors import DataKeyExistsError
from capdesk.credentials.store import check_data_key


class MemoryCredentials:
    """A `CredentialStore` that touches neither keyring nor disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._api_keys: dict[tuple[str, str], str] = {}
        self._data_keys: dict[str, bytes] = {}

    def api_key(self, environment: str, url: str) -> str | None:
        """See `CredentialStore`."""
        return self._api_keys.get((environment, url))

    def set_api_key(self, environment: str, url: str, key: str) -> None:
        """See `CredentialStore`."""
        self._api_keys[environment, url] = check_api_key(key)

    def delete_api_key(self, environment: str, url: str) -> bool:
        """See `CredentialStore`."""
        return self._api_keys.pop((environment, url), None) is not None

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        return self._data_keys.get(key_id)

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """See `CredentialStore`."""
        check_data_key(key)
        with self._lock:
            if key_id in self._data_keys:
                raise DataKeyExistsError
            self._data_keys[key_id] = key

    def delete_data_key(self, key_id: str) -> bool:
        """See `CredentialStore`."""
        return self._data_keys.pop(key_id, None) is not None
