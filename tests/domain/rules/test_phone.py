"""Phone numbers: +44 in every way people write it, and why a number is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.phone import check_phone
from capdesk.domain.rules.result import Valid, Wrong

ANY_TEXT = st.text(st.characters(codec=None))
NEARLY_NUMBERS = st.text("0123456789+()-./ OIlx#\u2013\u0663\u00a0", max_size=18)


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("07700 900123", "+447700900123", "07700 900123"),
        ("(020) 7946 0018", "+442079460018", "020 7946 0018"),
        ("+44 (0)20 7946 0018", "+442079460018", "020 7946 0018"),
        ("0044 20 7946 0018", "+442079460018", "020 7946 0018"),
        ("44 20 7946 0018", "+442079460018", "020 7946 0018"),
        ("7911 123456", "+447911123456", "07911 123456"),
        ("+4420 8759 9036", "+442087599036", "020 8759 9036"),
        ("\uff10\uff17\uff19\uff11\uff11 123456", "+447911123456", "07911 123456"),
        (
            "\u0660\u0667\u0669\u0661\u0661\u0661\u0662\u0663\u0664\u0665\u0666",
            "+447911123456",
            "07911 123456",
        ),
        ("\uff0b44 7911 123456", "+447911123456", "07911 123456"),
        ("+44 07911 123456", "+447911123456", "07911 123456"),
        ("(0044) 7911 123456", "+447911123456", "07911 123456"),
        ("tel:+44-7911-123456", "+447911123456", "07911 123456"),
        ("TEL: 07911.123.456", "+447911123456", "07911 123456"),
        (" 07911\u2013123/456\u00a0", "+447911123456", "07911 123456"),
        ("07911\u2212123456", "+447911123456", "07911 123456"),
        ("\u202a+44 7911 123456\u202c", "+447911123456", "07911 123456"),
        ("016977 2345", "+44169772345", "016977 2345"),
        ("0800 1111", "+448001111", "0800 1111"),
        ("0500 123456 7", "+445001234567", "0500 123 4567"),
    ],
)
def test_numbers_that_are_sent(typed: str, value: str, shown: str) -> None:
    """Every way of writing a UK number gives its E.164 form and a grouped one."""
    result = check_phone(typed)
    assert isinstance(result, Valid)
    assert result.value == value
    assert "".join(result.shown.split()) == "".join(shown.split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+447911123456", "07911 123456"),
        ("02087599036", "020 8759 9036"),
        ("01314960018", "0131 496 0018"),
        ("0840 123456", "0840123456"),
    ],
)
def test_numbers_are_grouped_for_reading_back(typed: str, shown: str) -> None:
    """The shown form has the 0 and the groups people say."""
    result = check_phone(typed)
    assert isinstance(result, Valid)
    assert result.shown == shown


@pytest.mark.parametrize(
    "number", ["01481 234567", "01534 712345", "01624 712345", "07797 712345"]
)
def test_crown_dependencies(number: str) -> None:
    """Jersey, Guernsey and the Isle of Man share +44."""
    result = check_phone(number)
    assert isinstance(result, Valid)
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("07911 12345", "has 10 digits after the 0; this one has 9."),
        ("+44 7911 12345", "has 10 digits after the 0; this one has 9."),
        ("44 7911 12345", "has 10 digits after the 0; this one has 9."),
        ("44 7911 1234", "has 10 digits after the 0; this one has 8."),
        ("07911 1234567", "has 10 digits after the 0; this one has 11."),
        ("020 8759 903", "has 10 digits after the 0; this one has 9."),
        ("0300 123 456", "has 10 digits after the 0; this one has 9."),
        ("05600 12345", "has 10 digits after the 0; this one has 9."),
        ("0906 123 456", "has 10 digits after the 0; this one has 9."),
        ("0800 111 11", "has 7, 9 or 10 digits after the 0; this one has 8."),
        ("0113 123 456", "has 10 digits after the 0; this one has 9."),
        ("0131 123 456", "has 10 digits after the 0; this one has 9."),
        ("01234 5678", "has 9 or 10 digits after the 0; this one has 8."),
        ("999", "has 10 digits after the 0; this one has 3."),
    ],
)
def test_digits_are_counted(typed: str, message: str) -> None:
    """The count of digits goes by the first of them, and is said."""
    result = check_phone(typed)
    assert isinstance(result, Wrong)
    assert result.error.message == f"Phone number {message}"


@pytest.mark.parametrize(
    "typed", ["08001111", "0800 123456", "0800 123 4567", "01204 12345", "01204 123456"]
)
def test_short_numbers_that_exist(typed: str) -> None:
    """08 has three lengths and most of 01 two."""
    assert isinstance(check_phone(typed), Valid)


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("+44 00 7911 123456", "00"),
        ("+44 (0)0 7911 123456", "00"),
        ("04911 123456", "04"),
        ("+44 (0)6911 123456", "06"),
    ],
)
def test_beginnings_that_do_not_exist(typed: str, beginning: str) -> None:
    """No number begins with 0, 4 or 6 after its 0."""
    result = check_phone(typed)
    assert isinstance(result, Wrong)
    assert f"begins with {beginning}," in result.error.message


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is empty"),
        ("+353 1 234 5678", "country code +353"),
        ("00353 1 234 5678", "country code +353"),
        ("+1 202 555 0123", "country code +1,"),
        ("+999 1234567", "does not exist"),
        ("+", "cannot be read"),
        ("--", "cannot be read"),
        ("0", "cannot be read"),
        ("07911 123456 / 07911 123457", "more digits"),
        ("0" * 1000, "more digits"),
        ("07911 123456 *", '"*"'),
        ("07911\x07123456", "U+0007"),
        ("07911\ud800123456", "U+D800"),
    ],
)
def test_numbers_that_cannot_be_sent(typed: str, words: str) -> None:
    """An error says why, without the library's words."""
    result = check_phone(typed)
    assert isinstance(result, Wrong)
    assert words in result.error.message


@pytest.mark.parametrize(
    "extension", [" ext 12", " ext. 12", "x12", " #12", " extension 12", ";ext=12"]
)
def test_extensions(extension: str) -> None:
    """An extension is an error of its own, and the number without it is offered."""
    result = check_phone("020 8759 9036" + extension)
    assert isinstance(result, Wrong)
    assert "extension (12)" in result.error.message
    assert "gateway has no place" in result.error.message
    assert result.error.suggestion == "020 8759 9036"


@pytest.mark.parametrize(
    ("typed", "letter", "suggestion"),
    [
        ("O7911 123456", "O", "07911 123456"),
        ("o7911 123456", "o", "07911 123456"),
        ("079II I23456", "I", "07911 123456"),
        ("079ll 123456", "l", "07911 123456"),
        ("07911 12345", None, None),
        ("0800 FLOWERS", "F", None),
        ("07911 123456 home", "h", None),
        ("O7911 12345", "O", None),
    ],
)
def test_letters(typed: str, letter: str | None, suggestion: str | None) -> None:
    """A letter is an error, never a keypad digit; look-alikes are offered mended."""
    result = check_phone(typed)
    assert isinstance(result, Wrong)
    assert ("a letter" in result.error.message) == (letter is not None)
    assert letter is None or f"({letter})" in result.error.message
    assert result.error.suggestion == suggestion


@pytest.mark.parametrize(
    "number",
    [
        *("07700 900000", "07700 900999", "020 7946 0000", "01632 960123"),
        *("0113 496 0999", "0118 496 0123", "0121 496 0000", "0161 496 0999"),
        *("0191 498 0123", "028 9649 6123", "029 2018 0123", "03069 990123"),
        *("08081 570123", "0909 8790123"),
    ],
)
def test_drama_numbers(number: str) -> None:
    """Numbers kept for television can be sent, with a warning that says so."""
    result = check_phone(number)
    assert isinstance(result, Valid)
    (warning,) = result.warnings
    assert "films and television" in warning.message


@pytest.mark.parametrize("number", ["07700 901000", "020 7946 1000", "0191 496 0123"])
def test_numbers_beside_the_drama_ranges(number: str) -> None:
    """A neighbour of a drama range is an ordinary number."""
    result = check_phone(number)
    assert isinstance(result, Valid)
    assert all("television" not in warning.message for warning in result.warnings)


def test_ranges_the_library_does_not_know() -> None:
    """A number outside the known ranges is warned of, never refused."""
    result = check_phone("01234 56789")
    assert isinstance(result, Valid)
    (warning,) = result.warnings
    assert "do not know to be in use" in warning.message


@given(ANY_TEXT | NEARLY_NUMBERS)
def test_any_text(text: str) -> None:
    """A value and its shown form check as the same value; suggestions pass."""
    match check_phone(text):
        case Valid(value=value, shown=shown):
            assert value.startswith("+44")
            assert value.isascii()
            assert value[1:].isdigit()
            assert check_phone(value) == check_phone(text)
            assert check_phone(shown) == check_phone(text)
        case Wrong(error):
            assert error.message.startswith("Phone number ")
            if error.suggestion is not None:
                assert isinstance(check_phone(error.suggestion), Valid)


@given(st.from_regex(r"0[1-357-9][0-9]{6,9}", fullmatch=True))
def test_every_number_of_a_right_length(number: str) -> None:
    """What the count lets by keeps every digit, known range or not."""
    match check_phone(number):
        case Valid(value=value):
            assert value == "+44" + number[1:]
        case Wrong(error):
            assert "digits after the 0" in error.message
