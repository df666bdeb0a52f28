"""Consent to be contacted: the answers, and the proof that they were asked for.

UK GDPR Art. 7(1) and PECR reg. 22 ask the organisation to be able to show both. The
gateway has fields for the answers alone, so the proof stays on this computer.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from capdesk.domain.fields import Field

if TYPE_CHECKING:
    from datetime import datetime

Answer = bool | None
"""Yes, No, or None for not asked. Nothing is ever preset."""


class ConsentMethod(StrEnum):
    """How the question was put."""

    READ_OUT = "read_out"
    ON_SCREEN = "on_screen"
    ON_PAPER = "on_paper"


class Consents(NamedTuple):
    """One person's answer for each channel."""

    phone_call: Answer = None
    post: Answer = None
    email: Answer = None
    sms: Answer = None

    def answer(self, field: Field) -> Answer:
        """Return the answer for one of the four consent fields.

        Raises:
            KeyError: The field is not a consent field.
        """
        return {
            Field.CONSENT_PHONE_CALL: self.phone_call,
            Field.CONSENT_POST: self.post,
            Field.CONSENT_EMAIL: self.email,
            Field.CONSENT_SMS: self.sms,
        }[field]


CONSENT_FIELDS = (
    Field.CONSENT_PHONE_CALL,
    Field.CONSENT_POST,
    Field.CONSENT_EMAIL,
    Field.CONSENT_SMS,
)


class ConsentWording(NamedTuple):
    """What a campaign has people asked, and on whose behalf.

    Attributes:
        version: The name head office gives to this wording.
        wording: The exact words.
        controllers: The organisations that will hold the data.
    """

    version: str
    wording: str
    controllers: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """SHA-256 of the wording in UTF-8, 64 hexadecimal digits."""
        import hashlib  # late: the window's first paint does without it

        return hashlib.sha256(self.wording.encode()).hexdigest()


class ConsentProof(NamedTuple):
    """What shows that the answers were asked for.

    Attributes:
        version: Version of the wording.
        wording: The exact wording that was shown or read.
        wording_sha256: Its SHA-256, 64 hexadecimal digits.
        controllers: The organisations that were named.
        method: How the question was put.
        asked_at: When, aware, UTC.
        asked_by: Staff name of who asked; empty if none was given.
    """

    version: str
    wording: str
    wording_sha256: str
    controllers: tuple[str, ...]
    method: ConsentMethod
    asked_at: "datetime"
    asked_by: str
