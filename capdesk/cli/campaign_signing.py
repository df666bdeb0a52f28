"""`capdesk campaign keygen`, `sign` and `verify`: what head office does with packs."""

from argparse import Namespace
from pathlib import Path

from capdesk import files
from capdesk.campaigns.minisign import SignatureFault, sign
from capdesk.campaigns.pack import check_pack, not_believed, printable, read_pack_file
from capdesk.campaigns.seal import read_seal, signature_path
from capdesk.campaigns.signing_key import (
    MAX_KEY_FILE_BYTES,
    SigningKeyError,
    is_wrapped,
    new_signing_key,
    read_signing_key,
    write_signing_key,
)
from capdesk.cli.console import CommandError, Console
from capdesk.cli.passphrase import FD_VARIABLE, ask_passphrase
from capdesk.cli.secret_files import make_secret_file
from capdesk.credentials import check_passphrase
from capdesk.domain.pack_signature import PackKey, Signed
from capdesk.domain.rules.times import shown_time


def keygen(options: Namespace, console: Console) -> int:
    """Make a key pair to sign packs with."""
    target = Path(options.file)
    passphrase = None if options.no_passphrase else _new_passphrase(console)
    key = new_signing_key()
    make_secret_file(target, write_signing_key(key, passphrase))
    console.say(
        f"The private key is in {target}: keep it where nobody else gets at it, and a"
        " copy elsewhere. Computers whose policy has this line take packs signed with it"
        " alone:"
    )
    console.say(f'pack_public_key = "{key.public.text}"')
    return 0


def sign_pack(options: Namespace, console: Console) -> int:
    """Sign a pack that has no fault, and put the signature beside it."""
    path = Path(options.file)
    name = printable(path.name)
    content = read_pack_file(path, name)
    check_pack(content, name)
    try:
        stored = _key_file(Path(options.key))
        passphrase = (
            _passphrase(console, f"Passphrase of {options.key}: ")
            if is_wrapped(stored)
            else None
        )
        key = read_signing_key(stored, passphrase)
    except SigningKeyError as error:
        raise CommandError(f"{options.key}: {error} Nothing was signed.") from error
    signature = sign(
        content, key, name=path.name, signer=options.signer, now=console.clock()
    )
    target = signature_path(path)
    try:
        files.write_private(target, signature)
        # Not secret: whoever may read the pack has to be able to read this.
        target.chmod(path.stat().st_mode & 0o666 | files.PRIVATE_FILE_MODE)
    except OSError as error:
        raise CommandError(
            f"{target} can't be written ({error.strerror or error}); nothing was signed."
        ) from error
    seal = read_seal(path, content, (key.public,))
    if seal is None or seal.signed is None:
        raise CommandError(f"{target} can't be read back; check the disk.")
    console.say(f"{target}: {_said(seal.signed)}")
    return 0


def verify(options: Namespace, console: Console) -> int:
    """Tell who signed a pack and when, or why its signature does not hold."""
    path = Path(options.file)
    name = printable(path.name)
    if options.public_key:
        keys = tuple(_public_key(text) for text in options.public_key)
    else:
        given = console.profile(options.data_dir).policy.pack_keys
        if given is None:
            raise CommandError(
                "This computer's policy names no key for packs; say which one is meant:"
                " --public-key KEY."
            )
        keys = given
    content = read_pack_file(path, name)
    try:
        seal = read_seal(path, content, keys)
    except SignatureFault as fault:
        raise not_believed(name, fault) from fault
    check_pack(content, name)
    if seal is not None and seal.signed is not None:
        console.say(f"{name}: {_said(seal.signed)}")
    return 0


def _new_passphrase(console: Console) -> str:
    text = check_passphrase(_passphrase(console, "New passphrase: "))
    if console.stdin.isatty() and _passphrase(console, "Once more: ") != text:
        raise CommandError("The two passphrases differ; no key was made.")
    return text


def _passphrase(console: Console, prompt: str) -> str:
    return ask_passphrase(
        console, prompt, FD_VARIABLE, "The key to sign packs with is kept"
    )


def _said(signed: Signed) -> str:
    return f"signed by {signed.by} on {shown_time(signed.at)}, key {signed.key_name}."


def _key_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_KEY_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(
            f"The key file {path} can't be read ({error.strerror or error}); nothing was"
            " signed."
        ) from error


def _public_key(text: str) -> PackKey:
    try:
        return PackKey.read(text)
    except ValueError as error:
        raise CommandError(
            "What --public-key names is not a public key as"
            ' "capdesk campaign keygen" prints it.'
        ) from error


COMMANDS = {"keygen": keygen, "sign": sign_pack, "verify": verify}
