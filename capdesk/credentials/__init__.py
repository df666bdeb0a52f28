"""Secrets: the API keys and the outbox's data key, and where each of them is kept."""

from capdesk.credentials.api_key import check_api_key
from capdesk.credentials.errors import (
    ApiKeyError,
    CredentialError,
    DataKeyDamagedError,
    DataKeyExistsError,
    KeyringAbsent,
    KeyringTimeout,
    KeyringUnavailable,
    PassphraseNotGivenError,
    PassphraseTooShortError,
    WrappedKeysUnavailable,
    WrongPassphraseError,
)
from capdesk.credentials.memory import MemoryCredentials
from capdesk.credentials.passphrase import (
    PassphraseCredentials,
    check_passphrase,
    not_given,
)
from capdesk.credentials.store import CredentialStore
from capdesk.credentials.system import SystemKeyring
from capdesk.credentials.wrapped_keys import Cost

__all__ = [
    "ApiKeyError",
    "Cost",
    "CredentialError",
    "CredentialStore",
    "DataKeyDamagedError",
    "DataKeyExistsError",
    "KeyringAbsent",
    "KeyringTimeout",
    "KeyringUnavailable",
    "MemoryCredentials",
    "PassphraseCredentials",
    "PassphraseNotGivenError",
    "PassphraseTooShortError",
    "SystemKeyring",
    "WrappedKeysUnavailable",
    "WrongPassphraseError",
    "check_api_key",
    "check_passphrase",
    "not_given",
]
