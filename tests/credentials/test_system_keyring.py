"""Which backend each platform gets, and how the Windows one is used."""

import types

import pytest

from capdesk.credentials import (
    ApiKeyError,
    CredentialError,
    DataKeyExistsError,
    KeyringAbsent,
    KeyringUnavailable,
    SystemKeyring,
)
from capdesk.credentials.api_key import MAX_API_KEY_CHARACTERS
from tests.support.windows_vault import (
    CRED_PERSIST_LOCAL_MACHINE,
    VaultError,
    WindowsVault,
)

URL = "https://gateway.example.com/lead"
KEY_ID = "0f6c1c8e-7e0b-4b52-9d3c-2f2f5f1f9a11"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> WindowsVault:
    """Put a Windows credential store where keyring's Windows backend looks for it."""
    from keyring.backends import Windows

    stand_in = WindowsVault()
    monkeypatch.setattr(Windows, "win32cred", stand_in, raising=False)
    errors = types.SimpleNamespace(error=VaultError)
    monkeypatch.setattr(Windows, "pywintypes", errors, raising=False)
    return stand_in


@pytest.mark.parametrize(
    ("platform", "backend"),
    [("linux", "SecretServiceKeyring"), ("darwin", "Keyring")],
)
def test_each_platform_has_one_backend(
    platform: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform decides, whatever keyring itself is told to use."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert type(SystemKeyring(platform=platform)._backend()).__name__ == backend


def test_a_system_without_a_keyring_is_told() -> None:
    """An unknown platform ends in a sentence, never in a plain-text file."""
    with pytest.raises(KeyringUnavailable, match="knows no keyring for this system"):
        SystemKeyring(platform="plan9").api_key("qa", URL)


def test_windows_keeps_secrets_on_this_computer(vault: WindowsVault) -> None:
    """No secret goes along with a roaming profile of a Windows domain."""
    keyring = SystemKeyring(platform="win32")
    keyring.set_api_key("qa", URL, "abc")
    keyring.create_data_key(KEY_ID, bytes(32))
    persistences = {each["Persist"] for each in vault.written.values()}
    assert persistences == {CRED_PERSIST_LOCAL_MACHINE}


def test_windows_never_moves_one_secret_to_write_another(vault: WindowsVault) -> None:
    """Each secret has a target of its own, so each write is a single one."""
    keyring = SystemKeyring(platform="win32")
    keyring.set_api_key("qa", URL, "abc")
    keyring.set_api_key("production", URL, "def")
    keyring.set_api_key("qa", f"{URL}2", "ghi")
    keyring.create_data_key(KEY_ID, bytes(32))
    assert vault.writes == len(vault.written) == 4
    assert keyring.api_key("qa", URL) == "abc"
    assert keyring.data_key(KEY_ID) == bytes(32)
    with pytest.raises(DataKeyExistsError):
        keyring.create_data_key(KEY_ID, bytes(32))


def test_windows_can_keep_the_longest_key_for_the_longest_address(
    vault: WindowsVault,
) -> None:
    """The limits on keys and addresses stay within those of Windows."""
    keyring = SystemKeyring(platform="win32")
    url = f"https://gateway.example.com/{'x' * 970}"
    key = "k" * MAX_API_KEY_CHARACTERS
    keyring.set_api_key("e" * 32, url, key)
    assert keyring.api_key("e" * 32, url) == key
    assert keyring.delete_api_key("e" * 32, url)
    assert vault.written == {}


def test_a_failure_of_windows_is_a_sentence_without_the_key(
    vault: WindowsVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the credential store answers, the user reads a sentence."""

    def refuse(credential: object, flags: int) -> None:
        raise VaultError(1312, "CredWrite")  # ERROR_NO_SUCH_LOGON_SESSION

    monkeypatch.setattr(vault, "CredWrite", refuse)
    with pytest.raises(CredentialError, match="Credential Manager") as caught:
        SystemKeyring(platform="win32").set_api_key("qa", URL, "S3CR3T")
    assert "S3CR3T" not in str(caught.value)


@pytest.mark.parametrize(("code", "is_absent"), [(1312, True), (5, False)])
def test_windows_without_anybody_signed_in_has_no_keyring(
    code: int, is_absent: bool, vault: WindowsVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ERROR_NO_SUCH_LOGON_SESSION, as over ssh; ERROR_ACCESS_DENIED is mere trouble."""

    def refuse(Type: int, TargetName: str) -> None:  # noqa: N803 - Windows' names
        raise VaultError(code, "CredRead")

    monkeypatch.setattr(vault, "CredRead", refuse)
    with pytest.raises(KeyringUnavailable) as caught:
        SystemKeyring(platform="win32").data_key(KEY_ID)
    assert isinstance(caught.value, KeyringAbsent) is is_absent


def test_one_character_more_than_windows_keeps_is_refused_before_it_is_written(
    vault: WindowsVault,
) -> None:
    """The sentence names the limit, and nothing of the key is kept."""
    with pytest.raises(ApiKeyError, match="at most 1,280 characters"):
        SystemKeyring(platform="win32").set_api_key(
            "qa", URL, "k" * (MAX_API_KEY_CHARACTERS + 1)
        )
    assert vault.written == {}


def test_a_key_that_was_not_kept_is_noticed(
    vault: WindowsVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is read back before anything relies on it."""
    monkeypatch.setattr(vault, "CredWrite", lambda *_: None)
    with pytest.raises(KeyringUnavailable, match="did not keep"):
        SystemKeyring(platform="win32").create_data_key(KEY_ID, bytes(32))


@pytest.mark.parametrize("edited", ["", "two words", "line\nbreak"])
def test_an_api_key_edited_into_what_is_none_counts_as_none(
    vault: WindowsVault, edited: str
) -> None:
    """Somebody's slip in the credential manager asks for the key again."""
    keyring = SystemKeyring(platform="win32")
    keyring.set_api_key("qa", URL, "abc")
    (credential,) = vault.written.values()
    credential["CredentialBlob"] = edited.encode("utf-16-le")
    assert keyring.api_key("qa", URL) is None
    keyring.set_api_key("qa", URL, "abc")
    assert keyring.api_key("qa", URL) == "abc"
