"""What *Find* looks for: words, and phone numbers however they are typed; no Qt."""

import re
from dataclasses import dataclass
from typing import Self

from capdesk.domain.folding import folded

_PHONE_TYPED = re.compile(r"\+?[\d\s().-]*\d[\d\s().-]*")
_NOT_DIALLED = re.compile(r"\(0\)|[\s().-]")
_COUNTRY_CODE = re.compile(r"(?:\+|00)44")


@dataclass(frozen=True, slots=True)
class Needle:
    """What was typed into *Find*, ready to be looked for in `Entry.find_text`.

    Attributes:
        words: Without case and accents; all of them have to be there.
        phones: Ways to write a phone number without spaces; one of them is enough.
    """

    words: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Self:
        """Return what to look for; an empty text is in everything."""
        text = typed.strip()
        phones: tuple[str, ...] = ()
        if _PHONE_TYPED.fullmatch(text):
            phones = _ways_to_write(_NOT_DIALLED.sub("", text))
        return cls(tuple(folded(text).split()), phones)

    def is_in(self, find_text: str) -> bool:
        """Whether an entry's text has it."""
        for word in self.words:
            if word not in find_text:
                return any(phone in find_text for phone in self.phones)
        return True


def _ways_to_write(number: str) -> tuple[str, ...]:
    national = _COUNTRY_CODE.sub("", number, count=1)
    if national != number:
        national = f"0{national.removeprefix('0')}"
    if not national.startswith("0"):
        return (number,)
    return (national, f"+44{national[1:]}")
