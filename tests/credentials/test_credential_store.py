"""What every credential store does, in memory, behind a passphrase and in a real keyring."""

import base64
from pathlib import Path

import pytest

from capdesk.credentials import (
    ApiKeyError,
    CredentialStore,
    DataKeyExistsError,
    MemoryCredentials,
    PassphraseCredentials,
    SystemKeyring,
)
from capdesk.credentials.wrapped_keys import Cost

URL = "https://gateway.example.com/lead"
KEY_ID = "0f6c1c8e-7e0b-4b52-9d3c-2f2f5f1f9a11"
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(
    params=[
        "memory",
        "passphrase",
        pytest.param("system", marks=pytest.mark.secret_service),
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> CredentialStore:
    """Give each kind of store, empty."""
    if request.param == "memory":
        return MemoryCredentials()
    if request.param == "passphrase":
        return PassphraseCredentials(tmp_path, "four words or so", cost=Cost(n=2**4))
    request.getfixturevalue("secret_service")
    return SystemKeyring()


def test_an_empty_store_has_no_keys(store: CredentialStore) -> None:
    """No key is an answer, not an error."""
    assert store.api_key("qa", URL) is None
    assert store.data_key(KEY_ID) is None
    assert store.delete_api_key("qa", URL) is False


def test_an_api_key_is_kept_replaced_and_deleted(store: CredentialStore) -> None:
    """The last key that was given counts until it is deleted."""
    store.set_api_key("qa", URL, "first")
    store.set_api_key("qa", URL, f"{SECRET}\n")
    assert store.api_key("qa", URL) == SECRET
    assert store.delete_api_key("qa", URL) is True
    assert store.api_key("qa", URL) is None


def test_an_api_key_belongs_to_one_name_and_one_url(store: CredentialStore) -> None:
    """No other environment gets it, and not the same one under another URL."""
    store.set_api_key("qa", URL, SECRET)
    assert store.api_key("qa", f"{URL}2") is None
    assert store.api_key("production", URL) is None
    assert store.delete_api_key("qa", f"{URL}2") is False
    assert store.api_key("qa", URL) == SECRET


def test_what_cannot_be_a_key_replaces_none(store: CredentialStore) -> None:
    """A refused key leaves the one there was."""
    store.set_api_key("qa", URL, SECRET)
    with pytest.raises(ApiKeyError):
        store.set_api_key("qa", URL, "two words")
    assert store.api_key("qa", URL) == SECRET


def test_the_longest_api_key_survives(store: CredentialStore) -> None:
    """1,280 characters come back as they went in."""
    longest = SECRET * 40
    store.set_api_key("qa", URL, longest)
    assert store.api_key("qa", URL) == longest


def test_a_data_key_is_never_overwritten(store: CredentialStore) -> None:
    """The second one is refused, and the first is still there."""
    store.create_data_key(KEY_ID, bytes(range(32)))
    with pytest.raises(DataKeyExistsError):
        store.create_data_key(KEY_ID, bytes(32))
    assert store.data_key(KEY_ID) == bytes(range(32))
    assert store.data_key(KEY_ID[::-1]) is None


def test_a_data_key_is_deleted_alone(store: CredentialStore) -> None:
    """Another one stays; the same id can have a new one."""
    store.create_data_key(KEY_ID, bytes(range(32)))
    store.create_data_key(KEY_ID[::-1], bytes(32))
    assert store.delete_data_key(KEY_ID) is True
    assert store.delete_data_key(KEY_ID) is False
    assert store.data_key(KEY_ID) is None
    assert store.data_key(KEY_ID[::-1]) == bytes(32)
    store.create_data_key(KEY_ID, bytes(32))
    assert store.data_key(KEY_ID) == bytes(32)


def test_a_store_does_not_show_its_secrets(store: CredentialStore) -> None:
    """No repr of a store holds a key."""
    store.set_api_key("qa", URL, SECRET)
    store.create_data_key(KEY_ID, bytes(range(32)))
    shown = f"{store!r} {store}"
    assert SECRET not in shown
    assert base64.b64encode(bytes(range(32))).decode() not in shown
    assert repr(bytes(range(32))) not in shown
    assert "four words" not in shown


def test_a_data_key_of_another_length_is_our_own_mistake(
    store: CredentialStore,
) -> None:
    """A data key has 32 bytes."""
    with pytest.raises(ValueError, match="32 bytes"):
        store.create_data_key(KEY_ID, b"short")
