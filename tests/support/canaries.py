"""Marked values that must not come out anywhere, and a search that finds them.

A test puts them in where people put names and keys, and looks for them in every byte
that a program has left behind, in each form that a byte may have been given.
"""

import base64
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

API_KEY = "zqkey0f3b9c7d1e5a48260b7d9f1c3e5a70"
PASSPHRASE = "zqpass correct horse battery staple"
FIRST_NAME = "Zqfirstína"
LAST_NAME = "Zqlastovic"
EMAIL = "zqmail.person@example.com"
PHONE = "020 7946 0958"
POSTCODE = "SW1A 2AA"
STAFF_NAME = "Zqstaffa Zqperson"
FILE_NAME = "zqfile-of-leads"

CANARIES: Mapping[str, tuple[str, ...]] = {
    "api key": (API_KEY, "zqkey"),
    "passphrase": (PASSPHRASE, "zqpass"),
    "first name": (FIRST_NAME, "zqfirst"),
    "last name": (LAST_NAME,),
    "email": (EMAIL, "zqmail"),
    "phone": (PHONE, "2079460958", "7946 0958"),
    "postcode": (POSTCODE, "sw1a2aa"),
    "staff name": (STAFF_NAME, "zqstaff"),
    "file name": (FILE_NAME,),
}
"""What is looked for, by what it is; each in all its spellings."""

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
_WHOLE_GROUP = 3  # base64 writes three bytes as four letters
_SHORTEST_IN_BASE64 = 7  # what is left of less might stand there by chance


@dataclass(frozen=True, slots=True)
class Leak:
    """A marked value that was found.

    Attributes:
        where: The file or stream.
        canary: What it is.
        form: How it was written.
    """

    where: str
    canary: str
    form: str


def leaks_in(where: str, content: bytes) -> list[Leak]:
    """Return every marked value in some bytes; a zip is looked into.

    Args:
        where: What the bytes are called in the result; searched as well.
        content: The bytes.
    """
    found = _found(where, where.rpartition("/")[2].encode())
    found += _found(where, content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                found += leaks_in(f"{where}!{name}", packed.read(name))
    return found


def leaks_under(folder: Path, *, but_not: Iterable[Path] = ()) -> list[Leak]:
    """Return every marked value in name or content of the files in a folder.

    Args:
        folder: Searched with all that is below.
        but_not: Files that hold them because somebody asked for that.
    """
    spared = set(but_not)
    return [
        leak
        for path in sorted(folder.rglob("*"))
        if path not in spared and path.is_file()
        for leak in leaks_in(path.relative_to(folder).as_posix(), path.read_bytes())
    ]


def _found(where: str, content: bytes) -> list[Leak]:
    as_it_is, folded = content, _folded(content)
    return [
        Leak(where, canary, form)
        for canary, form, needle, any_case in _NEEDLES
        if needle in (folded if any_case else as_it_is)
    ]


def _folded(content: bytes) -> bytes:
    """Return bytes with letters in lower case, as ASCII and as UTF-8."""
    text = content.decode("utf-8", "ignore")
    return content.lower() + b"\0" + text.casefold().encode()


def _needles() -> Iterator[tuple[str, str, bytes, bool]]:
    for canary, spellings in CANARIES.items():
        for spelling in spellings:
            for form, needle, any_case in _forms(spelling):
                yield canary, form, needle, any_case


def _forms(text: str) -> Iterator[tuple[str, bytes, bool]]:
    folded = text.casefold()
    for encoding in _ENCODINGS:
        yield encoding, folded.encode(encoding), True
    yield "percent", quote(text, safe="").lower().encode(), True
    yield "percent of a form", quote_plus(text).lower().encode(), True
    yield "JSON", text.encode("unicode_escape").lower(), True
    for spelling in {text, folded}:
        content = spelling.encode()
        yield "hex", content.hex().encode(), True
        if len(content) >= _SHORTEST_IN_BASE64:
            for offset in range(_WHOLE_GROUP):
                letters = _inner_base64(content, offset)
                yield "base64", letters, False
                yield "base64 of a URL", letters.translate(_URL_LETTERS), False


_URL_LETTERS = bytes.maketrans(b"+/", b"-_")


def _inner_base64(content: bytes, offset: int) -> bytes:
    """Return the letters that depend on the content alone, at one of three offsets."""
    skipped = -offset % _WHOLE_GROUP
    whole = (len(content) - skipped) // _WHOLE_GROUP * _WHOLE_GROUP
    return base64.b64encode(content[skipped : skipped + whole])


_NEEDLES = tuple(dict.fromkeys(_needles()))
