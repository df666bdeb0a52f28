"""Signed packs as they came, kept in the data folder under their hashes.

A campaign that was added by hand is read from these bytes wherever packs have to be
signed, so that nobody changes it by editing a file.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path

from capdesk import files
from capdesk.campaigns.pack import MAX_PACK_BYTES
from capdesk.campaigns.seal import SUFFIX, Seal, check_believed
from capdesk.domain.pack_signature import PackKey

FOLDER = "packs"


class KeptPacks:
    """The packs of one data folder; whoever writes holds the lock of its campaigns.

    Args:
        folder: The data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def keep(self, seal: Seal) -> str:
        """Keep a pack with its signature; return its name, the hash of its bytes.

        Raises:
            OSError: It can't be kept.
        """
        name = hashlib.sha256(seal.content).hexdigest()
        # The signature last: where it is, the pack is.
        files.write_private(self._pack(name), seal.content)
        files.write_private(self._signature(name), seal.signature)
        return name

    def read(self, name: str, keys: Collection[PackKey]) -> Seal:
        """Read a pack that was kept, and check its signature.

        Raises:
            SignatureFault: It does not hold.
            OSError: It can't be read.
        """
        with self._pack(name).open("rb") as file:
            content = file.read(MAX_PACK_BYTES)
        signature = self._signature(name).read_bytes()
        return Seal(content, signature, check_believed(content, signature, keys))

    def forget_others(self, names: Collection[str]) -> None:
        """Delete what no campaign comes from any more.

        Raises:
            OSError: Something could not be deleted.
        """
        wanted = {path.name for name in names for path in self._files(name)}
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in wanted:
                    path.unlink(missing_ok=True)

    def _files(self, name: str) -> tuple[Path, Path]:
        return self._pack(name), self._signature(name)

    def _pack(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _signature(self, name: str) -> Path:
        return self._folder / f"{name}.json{SUFFIX}"
