"""The keyring in files keeps the protocol's promises, and several programs share it."""

from pathlib import Path

import pytest

from capdesk.credentials import ApiKeyError, CredentialStore, DataKeyExistsError
from tests.support.file_credentials import FileCredentials

URL = "https://gateway.example.com/lead"
KEY_ID = "0f6c1c8e-7e0b-4b52-9d3c-2f2f5f1f9a11"


def test_what_one_keeps_another_finds(tmp_path: Path) -> None:
    """Two stores on one folder are as two programs on one keyring."""
    one, other = FileCredentials(tmp_path), FileCredentials(tmp_path)
    one.set_api_key("qa", URL, "first")
    one.set_api_key("qa", URL, "second\n")
    one.create_data_key(KEY_ID, bytes(range(32)))
    assert other.api_key("qa", URL) == "second"
    assert other.data_key(KEY_ID) == bytes(range(32))
    assert other.writes == ["api key", "api key", "data key"]
    assert other.delete_api_key("qa", URL)
    assert one.api_key("qa", URL) is None


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    """No key is an answer; a key belongs to one name and one address."""
    store: CredentialStore = FileCredentials(tmp_path)
    store.set_api_key("qa", URL, "key")
    assert store.api_key("qa", f"{URL}2") is None
    assert store.api_key("production", URL) is None
    assert store.data_key(KEY_ID) is None
    assert not store.delete_api_key("production", URL)


def test_refuses_what_every_store_refuses(tmp_path: Path) -> None:
    """A second data key, one of another length, and what can't be an API key."""
    store = FileCredentials(tmp_path)
    store.create_data_key(KEY_ID, bytes(range(32)))
    with pytest.raises(DataKeyExistsError):
        store.create_data_key(KEY_ID, bytes(32))
    with pytest.raises(ValueError, match="32 bytes"):
        store.create_data_key(KEY_ID[::-1], b"short")
    with pytest.raises(ApiKeyError):
        store.set_api_key("qa", URL, "two words")
    assert store.data_key(KEY_ID) == bytes(range(32))
    assert store.writes == ["data key"]
