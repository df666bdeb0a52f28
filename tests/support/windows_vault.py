"""The Windows credential store as `win32cred` shows it, in memory, with its limits."""

from dataclasses import dataclass, field

# wincred.h
CRED_MAX_CREDENTIAL_BLOB_BYTES = 5 * 512
CRED_MAX_USERNAME_CHARACTERS = 513
CRED_MAX_TARGET_CHARACTERS = 32_767
CRED_PERSIST_SESSION = 1
CRED_PERSIST_LOCAL_MACHINE = 2
CRED_PERSIST_ENTERPRISE = 3
ERROR_NOT_FOUND = 1168


class VaultError(Exception):
    """What `pywintypes.error` is."""

    def __init__(self, winerror: int, funcname: str) -> None:
        super().__init__(winerror, funcname)
        self.winerror = winerror
        self.funcname = funcname


@dataclass
class WindowsVault:
    """Stands where keyring's Windows backend looks for `win32cred`."""

    CRED_TYPE_GENERIC: int = 1
    CRED_PERSIST_SESSION: int = CRED_PERSIST_SESSION
    CRED_PERSIST_LOCAL_MACHINE: int = CRED_PERSIST_LOCAL_MACHINE
    CRED_PERSIST_ENTERPRISE: int = CRED_PERSIST_ENTERPRISE
    written: dict[str, dict[str, object]] = field(default_factory=dict)
    writes: int = 0

    def CredWrite(self, credential: dict[str, object], flags: int) -> None:  # noqa: N802 - Windows' name
        """Keep a credential under its target name."""
        assert flags == 0
        blob = str(credential["CredentialBlob"]).encode("utf-16-le")
        target = str(credential["TargetName"])
        if (
            len(blob) > CRED_MAX_CREDENTIAL_BLOB_BYTES
            or len(str(credential["UserName"])) > CRED_MAX_USERNAME_CHARACTERS
            or len(target) > CRED_MAX_TARGET_CHARACTERS
        ):
            raise VaultError(1783, "CredWrite")  # RPC_X_BAD_STUB_DATA, as Windows says
        self.writes += 1
        self.written[target] = {**credential, "CredentialBlob": blob}

    def CredRead(self, Type: int, TargetName: str) -> dict[str, object]:  # noqa: N802, N803 - Windows' names
        """Find a credential by its target name."""
        assert Type == self.CRED_TYPE_GENERIC
        if TargetName not in self.written:
            raise VaultError(ERROR_NOT_FOUND, "CredRead")
        return self.written[TargetName]

    def CredDelete(self, Type: int, TargetName: str) -> None:  # noqa: N802, N803 - Windows' names
        """Forget a credential."""
        assert Type == self.CRED_TYPE_GENERIC
        if self.written.pop(TargetName, None) is None:
            raise VaultError(ERROR_NOT_FOUND, "CredDelete")
