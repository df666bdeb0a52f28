"""Email: an address that mail can be sent to, and a look at slips in its domain."""

import re
from collections.abc import Iterator

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
    # Loading it takes longer than painting the form.
    from email_validator import EmailNotValidError, validate_email

    try:
        parsed = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
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
    return Valid(
        parsed.ascii_email or parsed.normalized, parsed.normalized, tuple(warnings)
    )


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
