"""Signs programs for Windows with `osslsigncode`, and verifies that they are signed.

    sign.py sign FILE...                signs in place
    sign.py verify --ca CA.pem FILE...  fails if one is not signed by CA, or was changed

What to sign with comes from the environment, so that no command line shows it:

    CAPDESK_SIGNING_CERTIFICATE   PEM file: the certificate and those up to the root
    CAPDESK_SIGNING_KEY           PEM file, or a PKCS#11 URI with a module
    CAPDESK_SIGNING_PASSWORD_FILE file with the key's password or PIN, if it has one
    CAPDESK_SIGNING_MODULE        PKCS#11 module of the token that has the key, if one has
    CAPDESK_SIGNING_TIMESTAMP     URL of an RFC 3161 timestamp server, or `none`

Without a timestamp a signature ends with its certificate; `none` is for tests.
"""

import argparse
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_TOOL = "osslsigncode"
_WITHOUT_TIMESTAMP = "none"
_SERVER_PATIENCE_S = 120


def sign(file: Path, environ: Mapping[str, str]) -> None:
    """Sign a program in place; a signature that it has is replaced.

    Raises:
        KeyError: A variable that is needed is not set.
        subprocess.CalledProcessError: It could not be signed; the tool has said why.
    """
    signed = file.with_name(f"{file.name}.signed")
    # The tool writes to no file that is there.
    signed.unlink(missing_ok=True)
    command = [_TOOL, "sign", *_sign_with(environ), *_timestamp(environ)]
    command += ["-h", "sha256", "-n", "CapDesk"]
    try:
        _run(*command, "-in", str(file), "-out", str(signed))
        signed.chmod(file.stat().st_mode)
        signed.replace(file)
    finally:
        signed.unlink(missing_ok=True)


def verify(file: Path, authorities: Path) -> None:
    """Verify that a program is as it was signed, and by whom.

    Args:
        file: The program.
        authorities: PEM file with the certificates that are trusted.

    Raises:
        subprocess.CalledProcessError: It is not; the tool has said why.
    """
    _run(_TOOL, "verify", "-CAfile", str(authorities), "-in", str(file))


def _sign_with(environ: Mapping[str, str]) -> list[str]:
    options = ["-certs", environ["CAPDESK_SIGNING_CERTIFICATE"]]
    options += ["-key", environ["CAPDESK_SIGNING_KEY"]]
    if module := environ.get("CAPDESK_SIGNING_MODULE"):
        options += ["-pkcs11module", module]
    if password := environ.get("CAPDESK_SIGNING_PASSWORD_FILE"):
        options += ["-readpass", password]
    return options


def _timestamp(environ: Mapping[str, str]) -> list[str]:
    server = environ["CAPDESK_SIGNING_TIMESTAMP"]
    return [] if server == _WITHOUT_TIMESTAMP else ["-ts", server]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=_SERVER_PATIENCE_S)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    signing = commands.add_parser("sign")
    verifying = commands.add_parser("verify")
    verifying.add_argument("--ca", type=Path, required=True)
    for command in (signing, verifying):
        command.add_argument("files", type=Path, nargs="+")
    chosen = parser.parse_args(arguments)
    for file in chosen.files:
        if chosen.command == "sign":
            sign(file, os.environ)
        else:
            verify(file, chosen.ca)


if __name__ == "__main__":
    main()
