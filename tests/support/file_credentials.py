"""A keyring in plain files, for tests in which several programs share one."""

import base64
from hashlib import sha256
from pathlib import Path

from capdesk import files
from capdesk.credentials import DataKeyExistsError, check_api_key
from capdesk.credentials.store import check_data_key

_LOG = "writes"


class FileCredentials:
    """A `CredentialStore` that every process sees alike.

    Like the real keyrings it looks and writes in two steps, so that without the lock of
    its callers a second key would take the place of the first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files.make_private_folder(folder)

    def api_key(self, environment: str, url: str) -> str | None:
        """See `CredentialStore`."""
        return self._read("api key", environment, url)

    def set_api_key(self, environment: str, url: str, key: str) -> None:
        """See `CredentialStore`."""
        self._write(check_api_key(key), "api key", environment, url)

    def delete_api_key(self, environment: str, url: str) -> bool:
        """See `CredentialStore`."""
        path = self._path("api key", environment, url)
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        text = self._read("data key", key_id)
        return None if text is None else base64.b64decode(text)

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """See `CredentialStore`."""
        check_data_key(key)
        if self.data_key(key_id) is not None:
            raise DataKeyExistsError
        self._write(base64.b64encode(key).decode(), "data key", key_id)

    def delete_data_key(self, key_id: str) -> bool:
        """See `CredentialStore`."""
        path = self._path("data key", key_id)
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    @property
    def writes(self) -> list[str]:
        """What was written so far, by all processes: kinds of secret, oldest first."""
        log = self._folder / _LOG
        return log.read_text().splitlines() if log.exists() else []

    def _read(self, *name: str) -> str | None:
        try:
            return self._path(*name).read_text()
        except FileNotFoundError:
            return None

    def _write(self, secret: str, *name: str) -> None:
        files.write_private(self._path(*name), secret.encode())
        with (self._folder / _LOG).open("a") as log:
            log.write(f"{name[0]}\n")

    def _path(self, *name: str) -> Path:
        # An address can't be the name of a file.
        return self._folder / sha256("\n".join(name).encode()).hexdigest()
