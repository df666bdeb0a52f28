"""keyring's Secret Service backend, without its loose ends.

keyring leaves its D-Bus connection open where the collection cannot be had, and tells a
dismissed prompt as a collection that could not be created.
"""

from contextlib import ExitStack

import secretstorage
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringLocked
from secretstorage.exceptions import PromptDismissedException


class SecretServiceKeyring(Keyring):
    """The default collection of the desktop's Secret Service, a connection per call."""

    def get_preferred_collection(self) -> secretstorage.Collection:
        """Open the default collection, unlocking it by a prompt if need be.

        Returns:
            The collection, unlocked; whoever asked closes its connection.

        Raises:
            KeyringLocked: The prompt was dismissed, or nothing could show it.
            secretstorage.SecretStorageException: There is no Secret Service.
        """
        connection = secretstorage.dbus_init()
        with ExitStack() as on_failure:
            on_failure.callback(connection.close)
            try:
                collection = secretstorage.get_default_collection(connection)
            except PromptDismissedException as error:
                raise KeyringLocked("nobody set up a new keyring") from error
            if collection.is_locked():
                collection.unlock()
            if collection.is_locked():
                raise KeyringLocked("the prompt was dismissed")
            on_failure.pop_all()
        return collection
