"""Guesses which fields the gateway's words are about.

How a 400 is worded is not published, nor whether it names its field; so this looks for
the property names of the payload, in whatever case, and for plain words. It is a hint:
what is not recognised is shown all the same.
"""

import re

from capdesk.domain.consent import CONSENT_FIELDS
from capdesk.domain.fields import Field

MAX_READ_CHARACTERS = 4_000
"""A message is a sentence; whatever comes after this is not looked at."""

_CONSENT_CHANNELS = {
    Field.CONSENT_PHONE_CALL: r"phone ?call|phone|call",
    Field.CONSENT_POST: r"post",
    Field.CONSENT_EMAIL: r"e ?mail",
    Field.CONSENT_SMS: r"sms|text message",
}
_IS_ABOUT_CONSENT = r"opt ?in|opt ?in ?consents?|consents?|phone ?call|sms"
_NAMES = {
    Field.CAMPAIGN: r"campaign ?(?:id)?",
    Field.ENQUIRY_TYPE: r"(?:enquiry|inquiry) ?type",
    Field.VEHICLE: r"vehicles?(?: ?name)?",
    Field.ACQUISITION_CHANNEL: r"acquisition ?channel|(?:enquiry|inquiry) ?source",
    Field.FIRST_NAME: r"(?:first|given) ?name|forename",
    Field.LAST_NAME: r"(?:last|family) ?name|surname",
    Field.EMAIL: r"e ?mail ?(?:address)?",
    Field.PHONE: r"(?:tele)?phone ?(?:number)?|mobile ?(?:number)?",
    Field.POSTCODE: r"post(?:al)? ?code",
    Field.ENQUIRY_DATETIME: r"(?:enquiry|inquiry) ?(?:date|time|date ?time)|date ?time",
}
_WHOLE_NAME = r"(?:customer|contact|full) ?name"
_ADDRESS = r"address"

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def fields_meant(message: str) -> tuple[Field, ...]:
    """Return the fields that a message of the gateway seems to be about.

    Args:
        message: The gateway's words, any text.

    Returns:
        The fields in the order of the form; none where nothing is recognised.
    """
    words = _words(message)
    meant = set(_consents(words)) or {
        field for field, name in _NAMES.items() if _has(name, words)
    }
    if _has(_WHOLE_NAME, words):
        meant |= {Field.FIRST_NAME, Field.LAST_NAME}
    if not meant and _has(_ADDRESS, words):
        meant = {Field.POSTCODE}  # the only part of an address there is
    return tuple(field for field in Field if field in meant)


def _consents(words: str) -> tuple[Field, ...]:
    """Return the channels that are meant; all where none is named."""
    if not _has(_IS_ABOUT_CONSENT, words):
        return ()
    named = tuple(f for f, name in _CONSENT_CHANNELS.items() if _has(name, words))
    return named or CONSENT_FIELDS


def _words(message: str) -> str:
    """Return lower-case words with one space between: `postCode` is `post code`."""
    parted = _HUMP.sub(" ", message[:MAX_READ_CHARACTERS])
    return _NO_WORD.sub(" ", parted.lower())


def _has(name: str, words: str) -> bool:
    return re.search(rf"\b(?:{name})\b", words) is not None
