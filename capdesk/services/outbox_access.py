"""Opens the outbox of a profile with the data key from its keyring."""

from collections.abc import Callable
from datetime import datetime

from capdesk import files
from capdesk.credentials import CredentialError, CredentialStore
from capdesk.outbox import (
    OUTBOX_NAME,
    DataKeySource,
    Outbox,
    OutboxUnavailableError,
    Storage,
    new_data_key,
)
from capdesk.services.profile import Profile
from capdesk.settings import SettingsError, ensure_private_folder

_LOCK_NAME = "data-key.lock"


def open_outbox(profile: Profile, *, now: datetime) -> Outbox:
    """Open the outbox in the calling thread.

    Raises:
        OutboxError: With a sentence for the user, whatever part is at fault.
    """
    try:
        ensure_private_folder(profile.folder)
        return Outbox.open(
            profile.folder / OUTBOX_NAME, data_key=_data_key(profile), now=now
        )
    except (CredentialError, SettingsError) as error:
        raise OutboxUnavailableError(str(error)) from error
    except OSError as error:
        raise OutboxUnavailableError(
            f"The data folder {profile.folder} can't be used ({error.strerror or error})."
            " Nothing was saved; check its permissions and try again."
        ) from error


def open_storage(profile: Profile, clock: Callable[[], datetime]) -> Storage:
    """Start the storage thread on a profile's outbox."""

    def opening() -> Outbox:
        return open_outbox(profile, now=clock())

    return Storage(opening)


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
