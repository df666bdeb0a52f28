"""The stand-in for the Windows credential store keeps its limits."""

import pytest

from tests.support.windows_vault import ERROR_NOT_FOUND, VaultError, WindowsVault


def credential(
    target: str = "t", user: str = "u", blob: str = "b"
) -> dict[str, object]:
    """Make what `CredWrite` takes."""
    return {"TargetName": target, "UserName": user, "CredentialBlob": blob}


def test_a_credential_comes_back_as_utf_16_until_it_is_deleted() -> None:
    """Windows keeps bytes; what is gone is told by the error keyring looks for."""
    vault = WindowsVault()
    vault.CredWrite(credential(blob="é"), 0)
    assert vault.CredRead(1, "t")["CredentialBlob"] == b"\xe9\x00"
    vault.CredDelete(1, "t")
    for gone in (vault.CredRead, vault.CredDelete):
        with pytest.raises(VaultError) as caught:
            gone(1, "t")
        assert caught.value.winerror == ERROR_NOT_FOUND


@pytest.mark.parametrize(
    "too_long",
    [
        credential(target="t" * 32_768),
        credential(user="u" * 514),
        credential(blob="b" * 1_281),
    ],
)
def test_what_windows_has_no_room_for_is_refused(too_long: dict[str, object]) -> None:
    """One character more than Windows keeps is an error."""
    with pytest.raises(VaultError):
        WindowsVault().CredWrite(too_long, 0)
