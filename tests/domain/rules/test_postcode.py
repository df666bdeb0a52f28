"""Postcodes: the shapes that exist are errors to miss, the list only warns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.rules.postcode import OutwardCodes, area_of, check_postcode
from capdesk.domain.rules.result import Valid, Wrong

ANY_TEXT = st.text(st.characters(codec=None))
NEARLY_POSTCODES = st.text("ABOISW019 -.", max_size=9)


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("L39AG", "L39AG", "L3 9AG"),
        ("M1 1AA", "M11AA", "M1 1AA"),
        ("M60 1NW", "M601NW", "M60 1NW"),
        ("W1A 1HQ", "W1A1HQ", "W1A 1HQ"),
        ("CR2 6XH", "CR26XH", "CR2 6XH"),
        ("DN31 1PT", "DN311PT", "DN31 1PT"),
        ("EC1A 1BB", "EC1A1BB", "EC1A 1BB"),
        ("gir 0aa", "GIR0AA", "GIR 0AA"),
        (" ec1a\u00a01bb\n", "EC1A1BB", "EC1A 1BB"),
        ("ec1a-1bb", "EC1A1BB", "EC1A 1BB"),
        ("E.C.1A\u20131BB.", "EC1A1BB", "EC1A 1BB"),
        ("\uff25\uff23\uff11\uff21\u3000\uff11\uff22\uff22", "EC1A1BB", "EC1A 1BB"),
        ("BF1 3AA", "BF13AA", "BF1 3AA"),
        ("BX1 1LT", "BX11LT", "BX1 1LT"),
        ("XX10 1AA", "XX101AA", "XX10 1AA"),
        ("JE2 3AB", "JE23AB", "JE2 3AB"),
        ("GY1 1AA", "GY11AA", "GY1 1AA"),
        ("IM1 1AA", "IM11AA", "IM1 1AA"),
        ("BT99 1AA", "BT991AA", "BT99 1AA"),
    ],
)
def test_postcodes_that_are_sent(
    typed: str, value: str, shown: str, outward: OutwardCodes
) -> None:
    """Every shape is sent without its space and shown with it, unwarned."""
    assert check_postcode(typed, outward) == Valid(value, shown)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is empty"),
        ("-", "not complete"),
        ("SW1", "not complete"),
        ("SW1A 1AC", "ends in 1AC"),
        ("SW1A AAA", "ends in AAA"),
        ("SW1A 1A", "ends in A1A"),
        ("SWAA 1AA", "begins with SWAA"),
        ("1AA 1AA", "begins with 1AA"),
        ("ABC1 1AA", "begins with ABC1"),
        ("SW1A 1AA 1AA", "more in it"),
        ("SW1\x07 1AA", "more in it"),
        ("S\u0661 1AA", "begins with S\u0661"),
        ("ASCN 1AA", "begins with ASCN"),
        ("BFPO", "not complete"),
    ],
)
def test_shapes_that_do_not_exist(
    typed: str, words: str, outward: OutwardCodes
) -> None:
    """An error says which part cannot be."""
    result = check_postcode(typed, outward)
    assert isinstance(result, Wrong)
    assert words in result.error.message


@pytest.mark.parametrize("letter", "CIKMOV")
def test_letters_that_end_no_postcode(letter: str, outward: OutwardCodes) -> None:
    """C, I, K, M, O and V stand in neither place of the inward code."""
    assert isinstance(check_postcode(f"SW1A 1{letter}A", outward), Wrong)
    assert isinstance(check_postcode(f"SW1A 1A{letter}", outward), Wrong)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *((f"{area} 1ZZ", f"{area}1ZZ") for area in ("ASCN", "BBND", "BIQQ", "FIQQ")),
        *((f"{area} 1ZZ", f"{area}1ZZ") for area in ("PCRN", "SIQQ", "STHL", "TDCU")),
        ("TKCA 1ZZ", "TKCA1ZZ"),
        ("GX11 1AA", "GX111AA"),
        ("BFPO 1", "BFPO1"),
        ("bfpo 123", "BFPO123"),
        ("ZZ1 1AA", "ZZ11AA"),
        ("SW99 1AA", "SW991AA"),
        ("BF2 1AA", "BF21AA"),
    ],
)
def test_postcodes_to_look_at(typed: str, value: str, outward: OutwardCodes) -> None:
    """Overseas, forces and unlisted postcodes can be sent, with one warning."""
    result = check_postcode(typed, outward)
    assert isinstance(result, Valid)
    assert result.value == value
    assert len(result.warnings) == 1


def test_unlisted_is_said_by_area_or_district(outward: OutwardCodes) -> None:
    """The warning names the part that is not in the list."""
    area, district = (
        check_postcode("ZZ1 1AA", outward),
        check_postcode("S99Z 1AA", outward),
    )
    assert isinstance(area, Valid)
    assert "area ZZ" in area.warnings[0].message
    assert isinstance(district, Wrong)
    district = check_postcode("SW99 1AA", outward)
    assert isinstance(district, Valid)
    assert "district SW99" in district.warnings[0].message


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("SW1A OAA", "SW1A 0AA"),
        ("SWIA 1AA", "SW1A 1AA"),
        ("SWIA IAA", "SW1A 1AA"),
        ("S014 1AA", "SO14 1AA"),
        ("0X1 1AA", "OX1 1AA"),
        ("1P1 1AA", "IP1 1AA"),
        ("ZZ1 OAA", None),
        ("SW1A 1A0", None),
    ],
)
def test_look_alikes(typed: str, suggestion: str | None, outward: OutwardCodes) -> None:
    """O for 0 and I for 1 are offered mended where that gives a listed code."""
    result = check_postcode(typed, outward)
    assert isinstance(result, Wrong)
    assert result.error.suggestion == suggestion


def test_look_alikes_in_a_postcode_that_can_be_sent() -> None:
    """A shape that exists, with an unlisted code, is offered the listed one."""
    outward = OutwardCodes.from_document({"areas": {"SO": ["1"], "S": ["2"]}})
    result = check_postcode("S01 1AA", outward)
    assert isinstance(result, Valid)
    assert result.value == "S011AA"
    assert [warning.suggestion for warning in result.warnings] == ["SO1 1AA"]


def test_every_listed_code_is_fine(outward: OutwardCodes) -> None:
    """No outward code of the list is warned of."""
    assert len(outward.codes) > 2800
    for code in outward.codes:
        assert check_postcode(f"{code} 1AA", outward) == Valid(
            f"{code}1AA", f"{code} 1AA"
        )


def test_area() -> None:
    """An area is the letters before the first digit."""
    assert area_of("SW1A") == "SW"
    assert area_of("S1") == "S"


@given(text=ANY_TEXT | NEARLY_POSTCODES)
def test_any_text(text: str, outward: OutwardCodes) -> None:
    """A value and its shown form check as the same value; suggestions pass unwarned."""
    result = check_postcode(text, outward)
    match result:
        case Valid(value=value, shown=shown, warnings=findings):
            assert value.isascii()
            assert value.isalnum()
            assert check_postcode(value, outward) == result
            assert check_postcode(shown, outward) == result
        case Wrong(error):
            assert error.message.startswith("Postcode ")
            findings = (error,)
    for finding in findings:
        if finding.suggestion is not None:
            better = check_postcode(finding.suggestion, outward)
            assert isinstance(better, Valid)
            assert better.warnings == ()
