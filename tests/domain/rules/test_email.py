"""Email addresses: what is sent, what is refused, what is only asked about."""

import subprocess
import sys

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.email import MAX_EMAIL_BYTES, check_email
from capdesk.domain.rules.result import Finding, Valid, Wrong

ANY_TEXT = st.text(st.characters(codec=None))
NEARLY_ADDRESSES = st.from_regex(
    r"[a-z.\u00e9 ]{0,6}@{0,2}[a-z.,\u00fc]{0,6}(gmail|hotmial|x)?\.?(com|con|co\.k)?",
    fullmatch=True,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("test@cap.co", "test@cap.co"),
        ("Anna.Smith@Example.COM", "Anna.Smith@example.com"),
        ("anna@example.com ", "anna@example.com"),
        ("\u00a0anna@example.com\n", "anna@example.com"),
        ("an\u200bna@exam\u200dple.com\ufeff", "anna@example.com"),
        ("o'neil+audi@example.co.uk", "o'neil+audi@example.co.uk"),
        ("a" * 242 + "@example.com", "a" * 242 + "@example.com"),
    ],
)
def test_addresses_that_are_sent(typed: str, value: str) -> None:
    """White space and invisible characters around and inside do no harm."""
    assert check_email(typed) == Valid(value, value)


def test_international_domain() -> None:
    """An international domain is sent in ASCII and shown as people write it."""
    shown = "anna@m\u00fcnchen.de"
    assert check_email(shown) == Valid("anna@xn--mnchen-3ya.de", shown)


def test_international_local_part() -> None:
    """Letters outside ASCII before the @ are sent as they are, with a warning."""
    result = check_email("a\u0308nna@m\u00fcnchen.de")
    assert isinstance(result, Valid)
    assert result.value == "\u00e4nna@m\u00fcnchen.de"
    (warning,) = result.warnings
    assert "before the @" in warning.message


@pytest.mark.parametrize(
    ("typed", "words", "suggestion"),
    [
        ("", "is empty", None),
        ("\u200b ", "is empty", None),
        ("anna", "no @", None),
        ("@example.com", "nothing before the @", None),
        ("anna@", "nothing after the @", None),
        ("a@b@example.com", "2 @ signs", None),
        ("anna @example.com", "a space", "anna@example.com"),
        ("anna@gmail,com", "a comma", "anna@gmail.com"),
        ("anna@gmail..com", "two dots", "anna@gmail.com"),
        ("anna@gmail.com.", "a dot where none", "anna@gmail.com"),
        (".anna@gmail.com", "a dot where none", "anna@gmail.com"),
        ("anna@gmail", "no ending", "anna@gmail.com"),
        ("anna@hotmail", "no ending", None),
        ("Anna <anna@gmial.com>", "< or >", "anna@gmail.com"),
        ("mailto:anna@example.com", "not an address", "anna@example.com"),
        ("anna\uff20example.com", "no @", "anna@example.com"),
        ("anna@example.test", "not an address", None),
        ("anna@[192.0.2.1]", "not an address", None),
        ('"an na"@example.com', "a space", None),
        ("an\x07na@example.com", "control character", "anna@example.com"),
        ("an\ud800na@example.com", "broken character", "anna@example.com"),
        ("\u202eanna@example.com", "turns text around", "anna@example.com"),
        ("a" * 243 + "@example.com", "254 characters", None),
        ("\u00e9" * 122 + "@example.com", "254 characters", None),
    ],
)
def test_addresses_that_cannot_be_sent(
    typed: str, words: str, suggestion: str | None
) -> None:
    """An error says what is wrong, and offers the address that would pass."""
    result = check_email(typed)
    assert isinstance(result, Wrong)
    assert words in result.error.message
    assert result.error.suggestion == suggestion


def test_longest_address() -> None:
    """254 characters can be sent, one more cannot."""
    longest = "a" * (MAX_EMAIL_BYTES - len("@example.com")) + "@example.com"
    assert len(longest) == 254
    assert isinstance(check_email(longest), Valid)
    assert isinstance(check_email("a" + longest), Wrong)


def test_did_you_mean_keeps_what_was_typed() -> None:
    """A slip in the domain is a warning; the value is still the address as typed."""
    typed = "Anna.Smith@gmial.com"
    finding = Finding(
        "Email ends in gmial.com; did you mean gmail.com?", "Anna.Smith@gmail.com"
    )
    assert check_email(typed) == Valid(typed, typed, (finding,))


def test_no_suggestion_that_would_be_too_long() -> None:
    """A corrected address over the limit is not offered."""
    typed = "a" * 245 + "@gmal.com"
    assert check_email(typed) == Valid(typed, typed)


@pytest.mark.parametrize(
    "domain",
    ["ymail.com", "mail.com", "email.com", "nhs.uk", "proton.me", "aol.co.uk"],
)
def test_known_domains_are_silent(domain: str) -> None:
    """A real domain near a provider's is not asked about."""
    address = f"anna@{domain}"
    assert check_email(address) == Valid(address, address)


@given(ANY_TEXT | NEARLY_ADDRESSES)
def test_any_text(text: str) -> None:
    """A value checks as itself on one line; every suggestion passes with no other."""
    result = check_email(text)
    match result:
        case Valid(value=value, warnings=findings):
            assert len(value.splitlines()) == 1
            again = check_email(value)
            assert isinstance(again, Valid)
            assert again.value == value
        case Wrong(error):
            findings = (error,)
    for finding in findings:
        if finding.suggestion is not None:
            better = check_email(finding.suggestion)
            assert isinstance(better, Valid)
            assert all(warning.suggestion is None for warning in better.warnings)


@given(ANY_TEXT | NEARLY_ADDRESSES)
def test_our_own_words(text: str) -> None:
    """Nobody reads the library's words."""
    match check_email(text):
        case Wrong(error):
            assert error.message.startswith("Email ")
            assert "invalid" not in error.message
            assert "not valid" not in error.message
        case Valid():
            pass


def test_libraries_load_with_the_first_check() -> None:
    """Importing the rules loads no library that slows the start down."""
    heavy = "{'email_validator', 'phonenumbers', 'pydantic', 'idna'}"
    code = f"import capdesk.domain.judge, sys; print(*{heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


@given(
    st.from_regex(r"[a-zA-Z.+é]{0,8}|Postmaster|ABUSE|abuse", fullmatch=True),
    st.from_regex(
        r"@?[a-zA-Züß.。-]{0,9}(xn--mnchen-3ya)?(\.com|\.test)?", fullmatch=True
    ),
)
def test_a_remembered_domain_changes_no_answer(local: str, domain: str) -> None:
    """An address reads as the library has it, its domain remembered or not."""
    address = f"{local}@{domain}"
    try:
        parsed = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        expected = None
    else:
        expected = (parsed.ascii_email or parsed.normalized, parsed.normalized)
    for _ in range(2):
        match check_email(address):
            case Valid(value, shown):
                assert (value, shown) == expected
            case Wrong():
                assert expected is None


@pytest.mark.parametrize("typed", ["b\u00fc." * 10 + "com", "xn--4gqaaaaaaaaaaaaa.com"])
def test_a_domain_that_grows_counts_for_each_address(typed: str) -> None:
    """A domain remembered from a short address lets no longer one pass."""
    short = check_email(f"a@{typed}")
    assert isinstance(short, Valid)
    forms = (len(each.encode()) for each in (short.value, short.shown))
    more = MAX_EMAIL_BYTES - max(forms)
    assert isinstance(check_email("a" * (1 + more) + f"@{typed}"), Valid)
    assert isinstance(check_email("a" * (2 + more) + f"@{typed}"), Wrong)
