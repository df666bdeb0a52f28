"""Phone: a number with the United Kingdom's country code, as E.164."""

import re
import unicodedata

from capdesk.domain.rules.cleaning import is_blank
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong
from capdesk.domain.rules.text import describe

_UK_COUNTRY_CODE = 44
_LIKE_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1"})
_TEL = re.compile(r"tel:", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?<![A-Z])(?:ext(?:ensio)?n?|x|#)[ .:=]*(?P<digits>[0-9]{1,7})\Z", re.IGNORECASE
)
_NOT_TYPED_IN_A_NUMBER = re.compile(r"[^0-9+().\-/ ]")
_CODE_WITHOUT_PLUS = re.compile(r"[ (]*44")
_DRAMA = re.compile(
    # Each line is followed by the last three digits of the national number.
    r"(?:11[3-8]4960"  # Leeds, Sheffield, Nottingham, Leicester, Bristol, Reading
    r"|1[2-6]14960"  # Birmingham, Edinburgh, Glasgow, Liverpool, Manchester
    r"|1914980"  # Tyneside, Durham, Sunderland
    r"|1632960"  # no area
    r"|2079460"  # London
    r"|2896496"  # Northern Ireland
    r"|2920180"  # Cardiff
    r"|3069990"  # all of the UK
    r"|7700900"  # mobiles
    r"|8081570"  # freephone
    r"|9098790"  # premium rate
    r")[0-9]{3}"
)
"""National numbers that Ofcom keeps free for television and radio drama."""


def check_phone(text: str) -> RuleResult:
    """Check a phone number.

    Args:
        text: What was typed.

    Returns:
        The number as E.164, shown in its grouped national form.
    """
    if is_blank(text):
        return Wrong(Finding("Phone number is empty; this lead needs one."))
    number = _plain(text)
    if extension := _EXTENSION.search(number):
        return Wrong(
            Finding(
                f"Phone number has an extension ({extension['digits']}), and the"
                " gateway has no place for one; take it off.",
                _if_it_passes(number[: extension.start()].rstrip(" ;,")),
            )
        )
    letter = next((char for char in number if char.isalpha()), None)
    if letter:
        return Wrong(
            Finding(
                f"Phone number has a letter ({letter}) in it; use digits only.",
                _if_it_passes(number.translate(_LIKE_DIGITS)),
            )
        )
    if stray := _NOT_TYPED_IN_A_NUMBER.search(number):
        return Wrong(
            Finding(
                f"Phone number has {describe(stray[0])} in it; take it out.",
                _if_it_passes(_NOT_TYPED_IN_A_NUMBER.sub("", number).strip()),
            )
        )
    return _check_digits(number)


def _plain(text: str) -> str:
    """Return the text with every digit, dash and space in its ASCII form."""
    plain = "".join(map(_plain_char, unicodedata.normalize("NFKC", text))).strip()
    link = _TEL.match(plain)
    return plain[link.end() :].strip() if link else plain


def _plain_char(char: str) -> str:
    if char.isascii():
        return " " if char.isspace() else char
    match unicodedata.category(char):
        case "Nd":
            return str(unicodedata.decimal(char))
        case "Pd":
            return "-"
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Cf":  # contact lists wrap copied numbers in invisible bidi marks
            return ""
        case _:
            return "-" if char == "\N{MINUS SIGN}" else char


def _if_it_passes(number: str) -> str | None:
    if _NOT_TYPED_IN_A_NUMBER.search(number):
        return None
    match _check_digits(number):
        case Valid():
            return number
        case Wrong():
            return None


def _check_digits(number: str) -> RuleResult:
    """Check a number that has only characters which numbers are written with."""
    # Loading it takes longer than painting the form.
    import phonenumbers as pn

    # No UK number begins with 044, so these digits are the country code; the library
    # overlooks that while digits are missing.
    lacks_plus = _CODE_WITHOUT_PLUS.match(number)
    try:
        parsed = pn.parse(f"+{number}" if lacks_plus else number, "GB")
    except pn.NumberParseException as error:
        return Wrong(Finding(_why_unparsable(error.error_type)))
    if parsed.country_code != _UK_COUNTRY_CODE:
        return Wrong(
            Finding(
                f"Phone number has the country code +{parsed.country_code}, and the"
                " gateway takes +44 or 0 only; enter a UK number."
            )
        )
    national = pn.national_significant_number(parsed)
    if message := _why_no_uk_number(national):
        return Wrong(Finding(message))
    shown = pn.format_number(parsed, pn.PhoneNumberFormat.NATIONAL)
    return Valid(
        value=pn.format_number(parsed, pn.PhoneNumberFormat.E164),
        # The library leaves the 0 away where it does not know how to group.
        shown=shown if shown.startswith("0") else f"0{shown}",
        warnings=_doubts(
            national,
            # The second asks each region of +44 in turn, and then the right one again.
            in_use=pn.is_valid_number_for_region(parsed, "GB")
            or pn.is_valid_number(parsed),
        ),
    )


def _why_unparsable(error_type: int) -> str:
    from phonenumbers import NumberParseException

    match error_type:
        case NumberParseException.INVALID_COUNTRY_CODE:
            return (
                "Phone number has a country code that does not exist; the gateway"
                " takes +44 or 0 only."
            )
        case NumberParseException.TOO_LONG:
            return "Phone number has more digits than any has; enter one number."
        case _:
            return "Phone number cannot be read as one; enter it from the first 0 on."


def _why_no_uk_number(national: str) -> str | None:
    """Say what is wrong with the count of digits, by the first of them.

    The library's own check lets by every mobile number with a digit missing.

    Args:
        national: The national number; the library leaves the 0 on some short ones.
    """
    digits = national.removeprefix("0") or national
    match digits[0]:
        case "2" | "3" | "5" | "7" | "9":
            lengths, words = {10}, "10"
        case "8":
            lengths, words = {7, 9, 10}, "7, 9 or 10"
        case "1" if "1" in digits[1:3]:
            lengths, words = {10}, "10"
        case "1":
            lengths, words = {9, 10}, "9 or 10"
        case first:
            return _no_such_beginning(f"0{first}")
    if len(digits) not in lengths:
        return (
            f"Phone number has {words} digits after the 0; this one has {len(digits)}."
        )
    return None if digits == national else _no_such_beginning("00")


def _no_such_beginning(digits: str) -> str:
    return (
        f"Phone number begins with {digits}, as no UK number does; check its first"
        " digits."
    )


def _doubts(national: str, *, in_use: bool) -> tuple[Finding, ...]:
    """Warn of numbers that nobody may answer; never more, as ranges change."""
    if _DRAMA.fullmatch(national):
        return (
            Finding(
                "Phone number is one that is kept for films and television; nobody"
                " answers it. Check it with the person."
            ),
        )
    if not in_use:
        return (
            Finding(
                "Phone number is in a range that we do not know to be in use; read it"
                " back to the person."
            ),
        )
    return ()
