"""Opening the outbox: one data key, however many programs start at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from capdesk.credentials import KeyringUnavailable, MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.outbox import (
    OUTBOX_NAME,
    LostDataKeyError,
    Outbox,
    OutboxUnavailableError,
)
from capdesk.services.outbox_access import open_outbox, open_storage
from capdesk.services.profile import Profile
from tests.support.clock import NOW, Clock
from tests.support.leads import a_new_entry
from tests.support.submitter import PATIENCE_S

FIRST_STARTS = 10


class LaggingCredentials(MemoryCredentials):
    """A keyring that takes a moment to write, as real ones do, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.created: list[str] = []
        self._asked = threading.Barrier(FIRST_STARTS)

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`; all who look before there is a key look together."""
        key = super().data_key(key_id)
        if key is None:
            # With a lock around it only one ever gets here, and waits for nobody long.
            with suppress(threading.BrokenBarrierError):
                self._asked.wait(0.05)
        return key

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """See `CredentialStore`."""
        super().create_data_key(key_id, key)
        self.created.append(key_id)


class LockedCredentials(MemoryCredentials):
    """A keyring that does not open."""

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        raise KeyringUnavailable("The keyring is locked; unlock it.")


def test_ten_first_starts_agree_on_one_data_key(tmp_path: Path) -> None:
    """Whoever is first makes the key, once; all ten keep a lead that all can read."""
    profile = Profile(tmp_path / "data", LaggingCredentials())

    def first_start(_number: int) -> str:
        with closing(open_outbox(profile, now=NOW)) as outbox:
            return outbox.capture(a_new_entry(), now=NOW).id

    with ThreadPoolExecutor(FIRST_STARTS) as programs:
        ids = list(programs.map(first_start, range(FIRST_STARTS)))
    assert isinstance(profile.credentials, LaggingCredentials)
    assert len(profile.credentials.created) == 1
    with closing(open_outbox(profile, now=NOW)) as outbox:
        entries = outbox.entries()
    assert {entry.id for entry in entries} == set(ids)
    assert all(entry.readable for entry in entries)


def test_the_data_folder_is_private(tmp_path: Path) -> None:
    """A folder that CapDesk makes is its owner's alone."""
    folder = tmp_path / "a" / "b"
    open_outbox(Profile(folder, MemoryCredentials()), now=NOW).close()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_lost_data_key_is_never_made_anew(tmp_path: Path) -> None:
    """Leads sealed with a key that has gone are left as they are, and so is the keyring."""
    open_outbox(Profile(tmp_path, MemoryCredentials()), now=NOW).close()
    other = LaggingCredentials()
    with pytest.raises(LostDataKeyError):
        open_outbox(Profile(tmp_path, other), now=NOW)
    assert other.created == []


def test_a_locked_keyring_is_an_outbox_that_can_not_be_used(tmp_path: Path) -> None:
    """The keyring's own sentence reaches the user, and no key is made."""
    with pytest.raises(OutboxUnavailableError, match="keyring is locked"):
        open_outbox(Profile(tmp_path, LockedCredentials()), now=NOW)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A data folder that can't be one is told in a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(OutboxUnavailableError, match="is a file"):
        open_outbox(Profile(tmp_path / "file", MemoryCredentials()), now=NOW)


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    """What the system has against the folder is told in a sentence, with what to do."""
    (tmp_path / "data-key.lock").mkdir()
    with pytest.raises(OutboxUnavailableError, match="check its permissions"):
        open_outbox(Profile(tmp_path, MemoryCredentials()), now=NOW)


def test_storage_opens_the_outbox_in_its_own_thread(tmp_path: Path) -> None:
    """The outbox belongs to the storage thread from the first moment."""
    profile = Profile(tmp_path, MemoryCredentials())
    with closing(open_storage(profile, Clock())) as storage:
        outbox = storage.opened.result(PATIENCE_S)
        assert outbox.path == tmp_path / OUTBOX_NAME
        captured = storage.submit(Outbox.capture, a_new_entry(), now=NOW)
        entry_id = captured.result(PATIENCE_S).id
        entry = storage.submit(Outbox.entry, entry_id).result(PATIENCE_S)
    assert entry.status is Status.WAITING


def test_storage_tells_why_it_could_not_open(tmp_path: Path) -> None:
    """Every later question gets the reason as its answer."""
    storage = open_storage(Profile(tmp_path, LockedCredentials()), Clock())
    assert isinstance(storage.opened.exception(PATIENCE_S), OutboxUnavailableError)
    with pytest.raises(OutboxUnavailableError, match="keyring is locked"):
        storage.submit(Outbox.entries).result(PATIENCE_S)
    storage.close()
