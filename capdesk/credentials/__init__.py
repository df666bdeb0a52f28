"""Secrets: the API keys and the outbox's data key, in the operating system's keyring."""

from capdesk.credentials.api_key import check_api_key
from capdesk.credentials.errors import (
    ApiKeyError,
    CredentialError,
    DataKeyDamagedError,
    DataKeyExistsError,
    KeyringTimeout,
    KeyringUnavailable,
)
from capdesk.credentials.memory import MemoryCredentials
from capdesk.credentials.store import CredentialStore
from capdesk.credentials.system import SystemKeyring

__all__ = [
    "ApiKeyError",
    "CredentialError",
    "CredentialStore",
    "DataKeyDamagedError",
    "DataKeyExistsError",
    "KeyringTimeout",
    "KeyringUnavailable",
    "MemoryCredentials",
    "SystemKeyring",
    "check_api_key",
]
