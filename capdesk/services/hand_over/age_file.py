"""Encrypts a file with a passphrase, as age does it (age-encryption.org/v1, scrypt).

A standard format, so that leads are not lost with this program: `age -d FILE` opens one.
"""

import re
import unicodedata
from pathlib import Path
from typing import Protocol

from capdesk.services.hand_over.errors import HandOverFileError

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Some 50,000 leads; what is larger is not read at all."""

MAX_WORK_FACTOR = 21
"""As a power of two, in KiB of memory: 2 GiB. Ours are 18 to 20, of about a second."""

_LONGEST_HEADER_BYTES = 300
_FAMILY = b"age-encryption.org/"
_VERSION = b"age-encryption.org/v1\n"
_KEY_STANZA = re.compile(re.escape(_VERSION) + rb"-> (?!scrypt)[!-~]+ ")
_HEADER = re.compile(
    re.escape(_VERSION)
    + rb"-> scrypt [A-Za-z0-9+/]{22} ([0-9]{1,2})\n[A-Za-z0-9+/]{43}\n"
    + rb"--- [A-Za-z0-9+/]{43}\n"
)
_WRONG_PASSPHRASE = "Decryption failed"  # noqa: S105 - the library's words
_TOO_EXPENSIVE = "Excessive work"


class Cipher(Protocol):
    """What encrypts and decrypts; tests have one that is quick."""

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """Return a file of its own with this content."""
        ...

    def decrypt(self, content: bytes, passphrase: str) -> bytes:
        """Return what stands in such a file.

        Raises:
            HandOverFileError: The passphrase is another one, or it is damaged.
        """
        ...


class Age:
    """The cipher of hand-over files. A guess at the passphrase costs about a second."""

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """See `Cipher`."""
        from pyrage import passphrase as age

        return age.encrypt(plain, _same_letters(passphrase))

    def decrypt(self, content: bytes, passphrase: str) -> bytes:
        """See `Cipher`; the header is looked at before anything is worked on."""
        from pyrage import DecryptError
        from pyrage import passphrase as age

        check_header(content)
        try:
            return age.decrypt(content, _same_letters(passphrase))
        except DecryptError as error:
            if str(error) == _WRONG_PASSPHRASE:
                raise HandOverFileError(
                    "The passphrase is not the one of this file; nothing was taken over."
                    " Try again."
                ) from error
            if str(error).startswith(_TOO_EXPENSIVE):
                raise _too_expensive() from error
            raise _damaged() from error


def read_file(path: Path) -> bytes:
    """Return a file that may be a hand-over file.

    Raises:
        HandOverFileError: It is not there, too large, or can't be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1) if _is_small(path) else None
    except OSError as error:
        raise HandOverFileError(
            f"{path} can't be read ({error.strerror or error}); nothing was taken over."
        ) from error
    if content is None or len(content) > MAX_FILE_BYTES:
        raise HandOverFileError(
            f"{path} is too large to be a hand-over file; nothing was taken over. Choose"
            " the file that the other computer wrote."
        )
    return content


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= MAX_FILE_BYTES


def check_header(content: bytes) -> None:
    """Refuse what is no file of ours, or would keep this computer busy for hours.

    Raises:
        HandOverFileError: A sentence says which.
    """
    found = _HEADER.match(content[:_LONGEST_HEADER_BYTES])
    if found is None:
        raise _unlike(content)
    if int(found[1]) > MAX_WORK_FACTOR:
        raise _too_expensive()


def _unlike(content: bytes) -> HandOverFileError:
    if _KEY_STANZA.match(content):
        return HandOverFileError(
            "This file was encrypted for a key and not with a passphrase, so it is not"
            " a hand-over file; nothing was taken over."
        )
    is_cut = bool(content) and _VERSION.startswith(content)
    if is_cut or content.startswith(_VERSION[:-1]):
        return _damaged()
    if content.startswith(_FAMILY):
        return HandOverFileError(
            "This file is from a newer CapDesk; nothing was taken over. Install that"
            " version on this computer, too."
        )
    return HandOverFileError(
        "This is not a hand-over file; nothing was taken over. Choose the file that the"
        " other computer wrote."
    )


def _damaged() -> HandOverFileError:
    return HandOverFileError(
        "The file is damaged or not whole; nothing was taken over. Copy it again from"
        " where it was written."
    )


def _too_expensive() -> HandOverFileError:
    return HandOverFileError(
        "To open this file would keep this computer busy for too long, so it is not one"
        " that CapDesk wrote; nothing was taken over."
    )


def _same_letters(text: str) -> str:
    # Keyboards of different systems write an accented letter in different ways.
    return unicodedata.normalize("NFC", text)
