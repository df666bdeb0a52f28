"""Email: an address that mail can be sent to, and a look at slips in its domain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from capdesk.domain.rules.cleaning import PASTE_RESIDUE, clean, is_blank
from capdesk.domain.rules.email_domains import likely_domain
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong
from capdesk.domain.rules.text import unsendable, without_unsendable

MAX_EMAIL_BYTES = 254
"""Longest address that mail systems carry (RFC 5321, 4.5.3.1.3, less the < >)."""

_ZERO_WIDTH = PASTE_RESIDUE + "\u200c\u200d\u2060\u00ad"
_LOOKS_LIKE = "it should look like name@example.com."
_WRAPPING = re.compile(
    r".*<(?P<bracketed>[^<>]*)>|mailto:(?P<linked>.*)", re.IGNORECASE
)
_DOTS = re.compile(r"\.{2,}")
_PLAIN_LOCAL_PART = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
"""What may stand before the @ of any domain, and is sent as it stands."""
_DOMAINS_REMEMBERED = 512  # a file of leads names few, thousands of times each
_USUAL_SLIPS = str.maketrans({" ": None, ",": ".", "\uff20": "@"})


def check_email(text: str) -> RuleResult:
    """Check an email address, without asking the network.

    Args:
        text: What was typed.

    Returns:
        The address in ASCII where it has such a form, shown with its international
        domain. A domain that looks like a slip is a warning whose suggestion is the
        whole corrected address; an error has such a suggestion where one would pass.
    """
    if is_blank(text):
        return Wrong(Finding("Email is empty; this lead needs one."))
    address = clean(text, drop=_ZERO_WIDTH)
    match _check_address(address):
        case Wrong(error):
            return Wrong(Finding(error.message, _mended(address)))
        case Valid() as valid:
            return valid


def _check_address(address: str) -> RuleResult:
    if error := unsendable(address, "Email"):
        return Wrong(error)
    if len(address.encode()) > MAX_EMAIL_BYTES:
        return Wrong(
            Finding(
                f"Email is longer than {MAX_EMAIL_BYTES} characters, the most that an"
                " address can have; check where it ends."
            )
        )
    parsed = _parse(address)
    if parsed is None:
        return Wrong(Finding(next(_faults(address))))
    warnings: list[Finding] = []
    if not parsed.local_part.isascii():
        warnings.append(
            Finding(
                "Email has letters outside a to z before the @; not every mail system"
                " delivers to such an address. Check it with the person."
            )
        )
    meant = likely_domain(parsed.ascii_domain)
    if meant and _passes(corrected := f"{parsed.local_part}@{meant}"):
        warnings.append(
            Finding(f"Email ends in {parsed.domain}; did you mean {meant}?", corrected)
        )
    return Valid(parsed.sent, parsed.shown, tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Parsed:
    """An address that the library takes, in its parts."""

    local_part: str
    domain: str
    ascii_domain: str

    @property
    def shown(self) -> str:
        return f"{self.local_part}@{self.domain}"

    @property
    def sent(self) -> str:
        # An address with other letters before the @ has no form in ASCII.
        is_ascii = self.local_part.isascii()
        return f"{self.local_part}@{self.ascii_domain}" if is_ascii else self.shown


def _parse(address: str) -> _Parsed | None:
    """Have the library read an address; None where it refuses.

    It looks at each letter of a domain, which takes long for the same few domains in a
    file of thousands: before the @, what is plain has no say in that, so the answer for
    a domain is remembered, and never that for a person.
    """
    local, _, domain = address.partition("@")
    # Another form of the domain may be longer, and then too long with what is before it.
    if domain.isascii() and _PLAIN_LOCAL_PART.fullmatch(local):
        known = _parse_domain(domain)
        if known is None or known.domain == known.ascii_domain:
            return known and replace(known, local_part=local)
    return _parse_whole(address)


@lru_cache(maxsize=_DOMAINS_REMEMBERED)
def _parse_domain(domain: str) -> _Parsed | None:
    return _parse_whole(f"x@{domain}")


def _parse_whole(address: str) -> _Parsed | None:
    # Loading it takes longer than painting the form.
    from email_validator import EmailNotValidError, validate_email

    try:
        parsed = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return None
    return _Parsed(parsed.local_part, parsed.domain, parsed.ascii_domain)


def _faults(address: str) -> Iterator[str]:
    """Say in our own words what the library refuses, the likeliest first."""
    local, at, domain = address.rpartition("@")
    if not at:
        yield f"Email has no @ in it; {_LOOKS_LIKE}"
    if "<" in address or ">" in address:
        yield "Email has < or > in it; enter the address alone."
    if "@" in local:
        yield f"Email has {address.count('@')} @ signs; enter one address with one @."
    if not local or not domain:
        side = "after" if local else "before"
        yield f"Email has nothing {side} the @; {_LOOKS_LIKE}"
    if " " in address:
        yield "Email has a space in it; take it out."
    if "," in address:
        yield "Email has a comma in it; check whether it should be a dot."
    if ".." in address:
        yield "Email has two dots in a row; take one out."
    if any(part.startswith(".") or part.endswith(".") for part in (local, domain)):
        yield "Email has a dot where none can stand; take it out."
    if "." not in domain:
        yield "Email has no ending after the @, such as .com or .co.uk; add it."
    yield f"Email is not an address that mail can be sent to; {_LOOKS_LIKE}"


def _mended(address: str) -> str | None:
    """Return the address with its usual slips mended, if it then passes."""
    wrapped = _WRAPPING.match(address)
    bare = (wrapped["bracketed"] or wrapped["linked"] or "") if wrapped else address
    one_dot_each = _DOTS.sub(".", without_unsendable(bare).translate(_USUAL_SLIPS))
    local, _, domain = one_dot_each.rpartition("@")
    domain = domain.strip(".").lower()
    candidate = f"{local.strip('.')}@{likely_domain(domain) or domain}"
    return candidate if _passes(candidate) else None


def _passes(address: str) -> bool:
    """Whether an address is fine, with nothing more to suggest about it."""
    match _check_address(address):
        case Valid(warnings=warnings):
            return all(warning.suggestion is None for warning in warnings)
        case Wrong():
            return False
