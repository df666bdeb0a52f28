"""What is wrong, or worth a look, with one field of a lead."""

from enum import Enum
from typing import NamedTuple

from capdesk.domain.fields import Field


class Severity(Enum):
    """Whether a problem stops the lead."""

    ERROR = "error"  # cannot be sent
    WARNING = "warning"  # can be sent; somebody should look


class Problem(NamedTuple):
    """One sentence about one field.

    Attributes:
        field: Where it is.
        severity: Whether it stops the lead.
        message: What is wrong and how to put it right, in plain English.
        suggestion: Text that would pass in the field, offered, never applied.
    """

    field: Field
    severity: Severity
    message: str
    suggestion: str | None = None

    @property
    def stops(self) -> bool:
        """Whether the lead cannot be sent while this stands."""
        return self.severity is Severity.ERROR
