"""A contact that was copied as one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.contact_block import (
    MAX_BLOCK_CHARACTERS,
    ContactBlock,
    read_block,
    tidy,
)
from capdesk.domain.fields import Field

JO = ContactBlock("Jo", "Smith", "jo@example.com", "07700 900123", "M1 1AE")


@pytest.mark.parametrize(
    "text",
    [
        "Jo Smith\njo@example.com\n07700 900123\nM1 1AE",
        "Jo Smith\r\njo@example.com\r\n07700 900123\r\nm1 1ae\r\n",
        "Jo\tSmith\tjo@example.com\t07700 900123\tM1 1AE",
        "Jo Smith, jo@example.com, 07700 900123, M1 1AE",
        "Jo Smith; 07700 900123; M1 1AE; <jo@example.com>",
        "Name: Jo Smith\nEmail: jo@example.com\nTel: 07700 900123\nPostcode: M1 1AE",
        "Mrs Jo Smith\n12 High Street\nManchester\nM1  1AE\n07700 900123\njo@example.com",
        "Smith, Jo <jo@example.com>\n07700 900123\nM1 1AE",
        "07700 900123\njo@example.com\nM1 1AE\nfull name: Jo Smith",
    ],
)
def test_the_usual_shapes_are_read(text: str) -> None:
    """Mails, cells of a sheet, cards and signatures all give the same person."""
    assert read_block(text) == JO


@pytest.mark.parametrize(
    ("text", "block"),
    [
        (
            "Jo Smith <jo@example.com>",
            ContactBlock("Jo", "Smith", "jo@example.com"),
        ),
        (
            "Ng’ang’a de la Cruz\n+44 (0)20 7946 0018",
            ContactBlock("Ng’ang’a", "de la Cruz", phone="+44 (0)20 7946 0018"),
        ),
        (
            "jo@example.com / 07700 900123",
            ContactBlock(email="jo@example.com", phone="07700 900123"),
        ),
    ],
)
def test_what_is_not_there_is_not_made_up(text: str, block: ContactBlock) -> None:
    """A part that is missing stays empty."""
    assert read_block(text) == block


@pytest.mark.parametrize(
    "text",
    [
        *("", "Jo Smith", "jo@example.com", " 07700 900123\n", "M1 1AE"),
        *("mailto:jo@example.com", "Jo\nSmith", "Order 12345 of 01/02/2026"),
        "Jo Smith\njo@example.com\n" + "x" * MAX_BLOCK_CHARACTERS,
    ],
)
def test_one_thing_alone_is_no_contact(text: str) -> None:
    """What belongs in one field is left to it, and a document is no contact."""
    assert read_block(text) is None


def test_it_says_what_it_found() -> None:
    """Both names are one thing to fill in."""
    assert JO.kinds == ("name", "email", "phone", "postcode")
    assert list(ContactBlock(email="a@b.co", phone="0").texts) == [
        *(Field.EMAIL, Field.PHONE)
    ]


@pytest.mark.parametrize(
    ("field", "copied", "tidied"),
    [
        (Field.FIRST_NAME, " Jo\u00a0\r\n", "Jo"),
        (Field.LAST_NAME, "de\tla\n\nCruz", "de la Cruz"),
        (Field.LAST_NAME, "a\x00b\u2029c", "a b c"),
        (Field.LAST_NAME, "Smith <3", "Smith <3"),
        (Field.EMAIL, "MAILTO:jo@example.com?subject=x", "jo@example.com"),
        (Field.EMAIL, "<mailto:jo@example.com>", "jo@example.com"),
        (Field.EMAIL, "Jo Smith <jo@example.com>;", "jo@example.com"),
        (Field.PHONE, "tel:07700900123", "07700900123"),
        (Field.FIRST_NAME, "Jo <jo@example.com>", "Jo <jo@example.com>"),
    ],
)
def test_copied_text_is_made_one_tidy_line(
    field: Field, copied: str, tidied: str
) -> None:
    """Line breaks and control characters part words; what links wrap around goes."""
    assert tidy(copied, field) == tidied


@given(st.text(), st.sampled_from(Field))
def test_any_text_can_be_tidied(text: str, field: Field) -> None:
    """Whatever is pasted becomes one line, and nothing breaks."""
    line = tidy(text, field)
    assert line == line.strip()
    assert not {"\n", "\r", "\t", "\x00"} & set(line)


@given(st.text(st.sampled_from("aJ@. 0+7M1E\n\t<>,:-(")))
def test_any_text_can_be_read(text: str) -> None:
    """What is found stands in the text, word by word, and is two things at least."""
    block = read_block(text)
    if block is not None:
        assert len(block.kinds) > 1
        squeezed = "".join(text.split()).upper()
        for found in block.texts.values():
            for word in found.split():
                assert word.upper() in squeezed
