"""Opens the outbox of a profile with its data key, from the keyring or a passphrase."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from capdesk import files
from capdesk.credentials import (
    CredentialError,
    CredentialStore,
    KeyringAbsent,
    PassphraseCredentials,
)
from capdesk.outbox import (
    OUTBOX_NAME,
    CourierBusyError,
    CourierLock,
    DataKeySource,
    KeyKind,
    Outbox,
    OutboxError,
    OutboxUnavailableError,
    Storage,
    UnreadableLeads,
    begin_anew,
    keep_sealed,
    key_since,
    leads_behind_lost_key,
    new_data_key,
    renew_key_if_empty,
    settled_key_kind,
)
from capdesk.services.profile import Profile
from capdesk.settings import SettingsError, ensure_private_folder

_log = logging.getLogger(__name__)

_LOCK_NAME = "data-key.lock"


ROTATE_AFTER = timedelta(days=30)
"""How old a data key gets at least: keyring and disk are not troubled more often."""


class NoKeyringError(OutboxUnavailableError):
    """There is no keyring here, and no lead yet: a passphrase may take its place."""


class KeyringGoneError(OutboxUnavailableError):
    """There is no keyring here, and the key to the leads was in one."""


def needs_passphrase(folder: Path) -> bool:
    """Whether the leads of a data folder are opened by a passphrase; reads one file."""
    return settled_key_kind(folder / OUTBOX_NAME) is KeyKind.PASSPHRASE


def open_outbox(profile: Profile, *, now: datetime) -> Outbox:
    """Open the outbox in the calling thread.

    Raises:
        OutboxError: With a sentence for the user, whatever part is at fault;
            `LostDataKeyError` where `begin_outbox_anew` is a way on, `NoKeyringError`
            where `PassphraseCredentials` are.
    """
    with _explained(profile):
        ensure_private_folder(profile.folder)
        outbox = Outbox.open(
            profile.folder / OUTBOX_NAME,
            data_key=_data_key(profile),
            now=now,
            key_kind=_kind(profile.credentials),
        )
    # Here, so that a new key is sealed before anybody can capture a lead with it.
    _seal_for_recovery(profile, outbox)
    return outbox


def open_storage(profile: Profile, clock: Callable[[], datetime]) -> Storage:
    """Start the storage thread on a profile's outbox."""

    def opening() -> Outbox:
        return open_outbox(profile, now=clock())

    return Storage(opening)


def leads_of_lost_key(folder: Path) -> UnreadableLeads | None:
    """Return what is known of the leads in a data folder whose key is not at hand.

    Raises:
        OutboxError: The outbox can't be read as it is.
    """
    return leads_behind_lost_key(folder / OUTBOX_NAME)


def begin_outbox_anew(
    profile: Profile, *, now: datetime, instead_of_keyring: bool = False
) -> UnreadableLeads | None:
    """Go on with a new data key, because a person said that the old one is lost.

    Nothing is deleted. If the old key is there after all, nothing is changed.

    Args:
        profile: Whose outbox, with what is to hold the new key.
        now: Aware UTC.
        instead_of_keyring: Whether a passphrase takes the place of a keyring that the
            same person said is gone for good.

    Returns:
        What can't be read for the time being; None for nothing.

    Raises:
        OutboxError: The disk, the keyring or an open window is in the way.
    """
    with _explained(profile):
        try:
            with CourierLock(profile.folder):
                begin_anew(
                    profile.folder / OUTBOX_NAME,
                    data_key=_data_key(profile),
                    now=now,
                    kind=_kind(profile.credentials),
                    may_change_kind=instead_of_keyring,
                )
        except CourierBusyError as error:
            raise OutboxUnavailableError(
                "CapDesk is open on this data folder, so nothing was changed. Close it,"
                " then try again."
            ) from error
    outbox = open_outbox(profile, now=now)
    try:
        return outbox.unreadable_leads()
    finally:
        outbox.close()


def rotate_key_if_empty(profile: Profile, outbox: Outbox) -> bool:
    """Give an outbox a new data key where nothing depends on the old one any more.

    The old key is deleted only once the outbox is known to name the new one. Until it is
    deleted, whoever took an image of the disk and of the keyring could open old blocks.

    Args:
        profile: Whose keys.
        outbox: Its outbox; the thread that it belongs to calls this.

    Returns:
        Whether there is a new key.

    Raises:
        OutboxError: The disk or the keyring is in the way.
    """
    with _explained(profile):
        old = renew_key_if_empty(
            outbox, _data_key(profile), profile.policy.recovery_public_key
        )
        if old is None:
            return False
        _seal_for_recovery(profile, outbox)  # what was sealed of the old key goes
        try:
            profile.credentials.delete_data_key(old)
        except CredentialError:
            _log.warning("a data key that nothing needs any more could not be deleted")
        return True


def rotate_old_key_if_empty(profile: Profile, outbox: Outbox, *, now: datetime) -> bool:
    """Give an outbox a new data key if it has had the old one for long; see above.

    To be called once house was kept: what has just been erased no longer depends on the
    key. If it can't be done now, there is another day, so that is only logged.

    Args:
        profile: Whose keys.
        outbox: Its outbox; the thread that it belongs to calls this.
        now: Aware UTC.

    Returns:
        Whether there is a new key.
    """
    since = key_since(outbox.path)
    if since is None or now - since < ROTATE_AFTER:
        return False
    try:
        # A window keeps what is chosen in its empty form: that alone keeps no key.
        drafts = {each: outbox.load_draft(each) for each in outbox.draft_slots()}
        bare = {
            slot: draft
            for slot, draft in drafts.items()
            if draft is not None and not draft.has_person
        }
        if len(bare) < len(drafts):
            return False
        for slot in bare:
            outbox.clear_draft(slot)
        try:
            return rotate_key_if_empty(profile, outbox)
        finally:
            for slot, draft in bare.items():
                outbox.save_draft(slot, draft, now=now)
    except OutboxError as error:
        _log.warning("the data key could not be changed: %s", type(error).__name__)
        return False


def change_passphrase(
    folder: Path, credentials: PassphraseCredentials, new: str
) -> None:
    """Have a data folder opened by another passphrase from now on.

    Raises:
        CredentialError: The old passphrase is another one, the new one is too short, or
            the disk is in the way. The old one counts on.
        OSError: The folder can't be used.
    """
    with files.exclusive(folder / _LOCK_NAME):
        credentials.change_passphrase(new)


def _seal_for_recovery(profile: Profile, outbox: Outbox) -> None:
    """Have the data key sealed to the policy's recovery key, if there is one.

    Where it can't be done, leads are taken all the same, and the self-check says so; the
    next opening tries again.
    """
    recipient = profile.policy.recovery_public_key
    if recipient is None:
        return
    try:
        if keep_sealed(outbox, recipient):
            _log.info("the data key was sealed to the recovery key")
    except Exception as error:
        _log.warning("the data key could not be sealed: %s", type(error).__name__)


@contextmanager
def _explained(profile: Profile) -> Iterator[None]:
    try:
        yield
    except KeyringAbsent as error:
        if settled_key_kind(profile.folder / OUTBOX_NAME) is not None:
            raise KeyringGoneError(
                f"{error} Where it is gone for good, a passphrase can hold the key to new"
                ' leads: "capdesk outbox begin-anew".'
            ) from error
        raise NoKeyringError(
            f"{error} Where there is none to be had, a passphrase can take its place:"
            ' "capdesk passphrase set".'
        ) from error
    except (CredentialError, SettingsError) as error:
        raise OutboxUnavailableError(str(error)) from error
    except OSError as error:
        raise OutboxUnavailableError(
            f"The data folder {profile.folder} can't be used ({error.strerror or error})."
            " Nothing was saved; check its permissions and try again."
        ) from error


def _kind(credentials: CredentialStore) -> KeyKind:
    if isinstance(credentials, PassphraseCredentials):
        return KeyKind.PASSPHRASE
    return KeyKind.KEYRING


def _data_key(profile: Profile) -> DataKeySource:
    credentials: CredentialStore = profile.credentials

    def data_key(key_id: str, may_create: bool) -> bytes | None:  # noqa: FBT001 - the type of a DataKeySource
        # Ten first starts at once must agree on one key: whoever has the lock makes
        # it, the others find it.
        with files.exclusive(profile.folder / _LOCK_NAME):
            key = credentials.data_key(key_id)
            if key is None and may_create:
                credentials.create_data_key(key_id, new_data_key())
                key = credentials.data_key(key_id)
            return key

    return data_key
