"""Services on a computer without a keyring, and on one that has lost its key."""

import threading
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.credentials import (
    CredentialStore,
    KeyringAbsent,
    MemoryCredentials,
    PassphraseCredentials,
    WrongPassphraseError,
)
from capdesk.credentials.wrapped_keys import Cost
from capdesk.outbox import (
    CourierLock,
    LostDataKeyError,
    OtherKeyKindError,
    Outbox,
    OutboxUnavailableError,
)
from capdesk.services.outbox_access import (
    NoKeyringError,
    begin_outbox_anew,
    change_passphrase,
    needs_passphrase,
    open_outbox,
    rotate_key_if_empty,
)
from capdesk.services.profile import Profile
from tests.support.clock import NOW
from tests.support.leads import a_new_entry

WORDS = "correct horse battery"


class NoKeyring(MemoryCredentials):
    """What a computer without a keyring says."""

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        raise KeyringAbsent("There is no keyring.")


def opened(folder: Path, credentials: CredentialStore) -> Outbox:
    """Open the outbox of a folder with some credentials."""
    return open_outbox(Profile(folder, credentials), now=NOW)


def behind(folder: Path, passphrase: str = WORDS) -> PassphraseCredentials:
    """Return the credentials of a passphrase, cheap ones."""
    return PassphraseCredentials(folder, passphrase, cost=Cost(n=2**4))


def test_a_computer_without_a_keyring_can_take_leads_behind_a_passphrase(
    tmp_path: Path,
) -> None:
    """What was captured with it is read with it the next time."""
    with pytest.raises(NoKeyringError, match="no keyring"):
        opened(tmp_path, NoKeyring())
    assert not needs_passphrase(tmp_path)
    with closing(opened(tmp_path, behind(tmp_path))) as outbox:
        outbox.capture(a_new_entry(), now=NOW)
    assert needs_passphrase(tmp_path)
    with closing(opened(tmp_path, behind(tmp_path))) as outbox:
        assert [each.readable for each in outbox.entries()] == [True]


def test_a_wrong_passphrase_is_told_and_is_no_lost_key(tmp_path: Path) -> None:
    """Or somebody would begin anew for a slip of the finger."""
    opened(tmp_path, behind(tmp_path)).close()
    with pytest.raises(OutboxUnavailableError, match="does not open") as caught:
        opened(tmp_path, behind(tmp_path, "not that one"))
    assert isinstance(caught.value.__cause__, WrongPassphraseError)
    with pytest.raises(OutboxUnavailableError, match="does not open"):
        begin_outbox_anew(Profile(tmp_path, behind(tmp_path, "not that one")), now=NOW)


def test_a_keyring_that_is_gone_is_no_reason_for_a_passphrase(tmp_path: Path) -> None:
    """The leads' key is in it; only a folder without any is open to choice."""
    opened(tmp_path, MemoryCredentials()).close()
    with pytest.raises(OutboxUnavailableError) as caught:
        opened(tmp_path, NoKeyring())
    assert not isinstance(caught.value, NoKeyringError)
    with pytest.raises(OtherKeyKindError, match="keyring"):
        opened(tmp_path, behind(tmp_path))


def test_leads_behind_a_passphrase_are_not_looked_for_in_the_keyring(
    tmp_path: Path,
) -> None:
    """The sentence asks for the passphrase; nothing is begun anew."""
    opened(tmp_path, behind(tmp_path)).close()
    with pytest.raises(OtherKeyKindError, match="give the passphrase"):
        opened(tmp_path, MemoryCredentials())
    with pytest.raises(OtherKeyKindError):
        begin_outbox_anew(Profile(tmp_path, MemoryCredentials()), now=NOW)


def test_a_passphrase_is_changed(tmp_path: Path) -> None:
    """The new one opens the leads, the old one does not."""
    credentials = behind(tmp_path)
    opened(tmp_path, credentials).close()
    change_passphrase(tmp_path, credentials, "quite another one")
    opened(tmp_path, behind(tmp_path, "quite another one")).close()
    with pytest.raises(OutboxUnavailableError):
        opened(tmp_path, behind(tmp_path))


def test_a_file_of_wrapped_keys_that_is_gone_is_a_lost_key(tmp_path: Path) -> None:
    """It is told where the key was; with a person's word work goes on."""
    with closing(opened(tmp_path, behind(tmp_path))) as outbox:
        outbox.capture(a_new_entry(), now=NOW)
    (tmp_path / "data-key.wrapped.json").unlink()
    with pytest.raises(LostDataKeyError, match="The data folder no longer has the key"):
        opened(tmp_path, behind(tmp_path))
    report = begin_outbox_anew(Profile(tmp_path, behind(tmp_path)), now=NOW)
    assert report is not None
    assert (report.count, report.unsent) == (1, 1)


def test_work_goes_on_after_a_lost_key(tmp_path: Path) -> None:
    """A new keyring takes a new key, and says what can't be read."""
    with closing(opened(tmp_path, MemoryCredentials())) as outbox:
        outbox.capture(a_new_entry(), now=NOW)
    keyring = MemoryCredentials()
    with pytest.raises(LostDataKeyError):
        opened(tmp_path, keyring)
    report = begin_outbox_anew(Profile(tmp_path, keyring), now=NOW)
    assert report is not None
    assert report.count == 1
    with closing(opened(tmp_path, keyring)) as outbox:
        outbox.capture(a_new_entry(), now=NOW)
        assert sorted(each.readable for each in outbox.entries()) == [False, True]


def test_nothing_is_begun_anew_under_an_open_window(tmp_path: Path) -> None:
    """It may still have the key in its memory."""
    opened(tmp_path, MemoryCredentials()).close()
    keyring = MemoryCredentials()
    with (
        CourierLock(tmp_path),
        pytest.raises(OutboxUnavailableError, match="Close it"),
    ):
        begin_outbox_anew(Profile(tmp_path, keyring), now=NOW)
    with pytest.raises(LostDataKeyError):
        opened(tmp_path, keyring)


def test_two_first_starts_with_a_passphrase_agree_on_one_key(tmp_path: Path) -> None:
    """The lock over looking and writing holds for the file as for a keyring."""
    start = threading.Barrier(4)
    troubles: list[BaseException] = []

    def first_start() -> None:
        start.wait()
        try:
            with closing(opened(tmp_path, behind(tmp_path))) as outbox:
                outbox.capture(a_new_entry(), now=NOW)
        except BaseException as error:  # the test tells it
            troubles.append(error)

    threads = [threading.Thread(target=first_start) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert troubles == []
    with closing(opened(tmp_path, behind(tmp_path))) as outbox:
        assert [each.readable for each in outbox.entries()] == [True] * 4


@pytest.mark.parametrize("kind", ["memory", "passphrase"])
def test_an_old_key_that_nothing_needs_is_deleted(kind: str, tmp_path: Path) -> None:
    """The keyring, or the file, holds the new one alone, and it opens the outbox."""
    keyring = MemoryCredentials() if kind == "memory" else behind(tmp_path)
    profile = Profile(tmp_path, keyring)
    with closing(opened(tmp_path, keyring)) as outbox:
        old = outbox.sealer.key_id
        assert rotate_key_if_empty(profile, outbox)
        assert keyring.data_key(old) is None
        outbox.capture(a_new_entry(), now=NOW)
        assert not rotate_key_if_empty(profile, outbox)
    with closing(opened(tmp_path, keyring)) as outbox:
        assert [each.readable for each in outbox.entries()] == [True]
