"""Programs for Windows are signed, all of them, and who changes one is found out."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.slow.windows_installer.wine_desk import SIGN, Windows, an_installer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

KEY_BITS = 3072


def throw_away_certificate(folder: Path) -> dict[str, str]:
    """Make a certificate for signing programs; return the variables that name it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CapDesk test signing")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"throw-away"),
        )
    )
    (folder / "password").write_text("throw-away")
    return {
        "CAPDESK_SIGNING_CERTIFICATE": str(folder / "certificate.pem"),
        "CAPDESK_SIGNING_KEY": str(folder / "key.pem"),
        "CAPDESK_SIGNING_PASSWORD_FILE": str(folder / "password"),
        "CAPDESK_SIGNING_TIMESTAMP": "none",
    }


def is_signed(file: Path, by: dict[str, str]) -> bool:
    """Verify a signature with the project's own command."""
    authority = by["CAPDESK_SIGNING_CERTIFICATE"]
    command = [sys.executable, str(SIGN), "verify", "--ca", authority, str(file)]
    return not subprocess.run(command, capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A certificate that lives for these tests."""
    return throw_away_certificate(tmp_path_factory.mktemp("signing") / "one")


@pytest.fixture(scope="module")
def signed(
    _tools: None,
    tmp_path_factory: pytest.TempPathFactory,
    certificate: dict[str, str],
) -> Path:
    """A signed installer."""
    folder = tmp_path_factory.mktemp("signed")
    return an_installer(folder, "1.0.0", "--sign", **certificate)


def test_everything_is_signed(
    windows: Windows, signed: Path, certificate: dict[str, str]
) -> None:
    """Installer, uninstaller, launchers and programs carry a signature, and work."""
    assert is_signed(signed, certificate)
    assert windows.run(signed, "/S")[0] == 0
    programs = list(windows.home.rglob("*.exe"))
    assert len(programs) == 5
    assert [each for each in programs if not is_signed(each, certificate)] == []
    assert windows.run(windows.home / "capdesk.exe")[1] == "1.0.0"
    assert windows.uninstall(windows.home) == 0


def test_a_changed_byte_is_found(
    signed: Path, certificate: dict[str, str], tmp_path: Path
) -> None:
    """One other bit in the middle, and the signature no longer holds."""
    program = bytearray(signed.read_bytes())
    program[len(program) // 2] ^= 1
    changed = tmp_path / "changed.exe"
    changed.write_bytes(program)
    assert not is_signed(changed, certificate)


def test_another_signer_is_found(
    signed: Path, certificate: dict[str, str], tmp_path: Path
) -> None:
    """A signature of somebody else does not count, nor does none."""
    somebody = throw_away_certificate(tmp_path / "somebody")
    assert not is_signed(signed, somebody)
    assert not is_signed(an_installer(tmp_path, "1.0.0"), certificate)


def test_signing_needs_a_word_on_timestamps(
    signed: Path, certificate: dict[str, str]
) -> None:
    """Without a timestamp server nothing is signed, unless `none` is said."""
    without = {**os.environ, **certificate}
    del without["CAPDESK_SIGNING_TIMESTAMP"]
    before = signed.read_bytes()
    command = [sys.executable, str(SIGN), "sign", str(signed)]
    ended = subprocess.run(command, env=without, capture_output=True, check=False)
    assert ended.returncode != 0
    assert b"CAPDESK_SIGNING_TIMESTAMP" in ended.stderr
    assert signed.read_bytes() == before
