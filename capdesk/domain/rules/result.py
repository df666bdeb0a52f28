"""What a field rule gives back: a value with warnings, or an error."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about what was typed.

    Attributes:
        message: What is wrong and how to put it right, in plain English.
        suggestion: Text that would pass if it stood in the field, offered to the
            user and never applied by itself; None where there is none.
    """

    message: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Valid:
    """The text can be sent.

    Attributes:
        value: The normalised value, as the gateway is to get it.
        shown: The same value as people read it (a phone number grouped, a postcode
            with its space).
        warnings: What somebody should look at; none of it stops the lead.
    """

    value: str
    shown: str
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """The text cannot be sent, and why."""

    error: Finding


RuleResult = Valid | Wrong
