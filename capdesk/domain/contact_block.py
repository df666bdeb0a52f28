"""Finds name, email, phone and postcode in text that was copied as one piece.

Signatures of emails, cells of a sheet, cards of an address book. What is found is
offered and never filled in unasked: where this is not sure, it finds nothing.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile

from capdesk.domain.fields import Field

MAX_BLOCK_CHARACTERS = 2_000
"""More than this is a document, not a contact."""

_EMAIL = re.compile(r"[^\s<>()\[\],;:|\"]{1,64}@[^\s<>()\[\],;:|\"@]{1,190}\.\w{2,24}")
_PHONE = re.compile(r"(?<![\w+])(?:\+|\(?0)[0-9()\-./ \u00a0]{8,22}[0-9](?!\w)")
_POSTCODE = re.compile(
    r"(?<!\w)[A-Z]{1,2}[0-9][0-9A-Z]?[ \u00a0]{0,2}[0-9][ABD-HJLNP-UW-Z]{2}(?!\w)",
    re.IGNORECASE,
)
_UK_DIGITS = range(10, 15)  # from 01xxx xxxxx to 0044 and ten more
_CELLS = re.compile(r"[\n\r\t\v\f\x85\u2028\u2029;|]|, ?(?=\S)")
_NAMED = re.compile(r"(?:full |contact )?name *[:=] *", re.IGNORECASE)
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof)\b\.? *", re.IGNORECASE)
_LAST_FIRST = re.compile(r"\s*([^,<\n\t]+), *([^,<\n\t]+?) *<")
_MOST_WORDS_OF_A_NAME = 5
_LINK = re.compile(r"(?:mailto|tel|sms):", re.IGNORECASE)
_LINK_OPTIONS = re.compile(r"\?.*", re.DOTALL)
_BRACKETED = re.compile(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>[\s;,]*")


@dataclass(frozen=True, slots=True)
class ContactBlock:
    """What was found; empty text for what was not."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""

    @property
    def texts(self) -> dict[Field, str]:
        """What was found, by field, in the order of the form."""
        found = {
            Field.FIRST_NAME: self.first_name,
            Field.LAST_NAME: self.last_name,
            Field.EMAIL: self.email,
            Field.PHONE: self.phone,
            Field.POSTCODE: self.postcode,
        }
        return {field: text for field, text in found.items() if text}

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was found, in words; both names are one of them."""
        words = {Field.FIRST_NAME: "name", Field.LAST_NAME: "name"}
        named = (words.get(field, field.label.lower()) for field in self.texts)
        return tuple(dict.fromkeys(named))


def read_block(text: str) -> ContactBlock | None:
    """Read a contact that was copied as one piece.

    Args:
        text: As it was copied, line breaks and all.

    Returns:
        What was found; None unless it is two things at least, as one alone is what
        its field is for.
    """
    if len(text) > MAX_BLOCK_CHARACTERS:
        return None
    email = _EMAIL.search(text)
    rest = _without(text, email)
    phone = next(filter(_is_long_enough, _PHONE.finditer(rest)), None)
    rest = _without(rest, phone)
    postcode = _POSTCODE.search(rest)
    if not (email or phone or postcode):
        return None
    first, last = _name(text, _without(rest, postcode))
    block = ContactBlock(
        first,
        last,
        email[0] if email else "",
        phone[0].strip() if phone else "",
        " ".join(postcode[0].upper().split()) if postcode else "",
    )
    return block if len(block.kinds) > 1 else None


def tidy(text: str, field: Field) -> str:
    """Return copied text as one line, without what copying wraps around it.

    Args:
        text: As it was copied.
        field: Where it is pasted.
    """
    line = " ".join("".join(" " if _parts(char) else char for char in text).split())
    if field is Field.EMAIL and (address := _BRACKETED.fullmatch(line)):
        line = address[1]
    if line.startswith("<") and line.endswith(">"):
        line = line[1:-1].strip()
    if link := _LINK.match(line):
        line = _LINK_OPTIONS.sub("", line[link.end() :]).strip()
    return line


def _parts(char: str) -> bool:
    """Whether a character only parts what stands before and after it."""
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def _without(text: str, found: re.Match[str] | None) -> str:
    """Cut out what was found; a line break remains, so that nothing grows together."""
    return f"{text[: found.start()]}\n{text[found.end() :]}" if found else text


def _is_long_enough(found: re.Match[str]) -> bool:
    return sum(char.isdigit() for char in found[0]) in _UK_DIGITS


def _name(text: str, rest: str) -> tuple[str, str]:
    """Return first and last name: at the head of the block, or after `Name:`."""
    if turned := _LAST_FIRST.match(text):
        last, first = (part.strip() for part in turned.groups())
        if _is_name(last) and _is_name(first):
            return _without_title(first), last
    cells = [cell for each in _CELLS.split(rest) if (cell := each.strip(" ,<>()\"'"))]
    named = [_NAMED.sub("", cell, count=1) for cell in cells if _NAMED.match(cell)]
    # Two cells of one word each are first and last name; a longer one is both.
    head = [_without_title(c) for c in takewhile(_is_name, named or cells)]
    if not head:
        return "", ""
    words = head[0].split()
    if len(words) == 1 and len(head) > 1 and len(head[1].split()) == 1:
        words.append(head[1])
    return words[0], " ".join(words[1:])


def _without_title(name: str) -> str:
    return _TITLE.sub("", name, count=1) or name


def _is_name(cell: str) -> bool:
    """Whether a cell could be a name: a few words of letters, no label."""
    words = cell.split()
    return (
        0 < len(words) <= _MOST_WORDS_OF_A_NAME
        and cell[:1].isalpha()
        and all(
            char.isalpha() or unicodedata.category(char) == "Mn" or char in " '’.-"
            for char in cell
        )
    )
