"""What *Find* looks for."""

import pytest

from capdesk.ui.outbox.needle import Needle

ZOE = (
    "zoe angstrom-o'neill\nzoe@example.com\n+447700900123\n07700900123\nsw1a1aa\nsw1a 1aa"
    "\nenq-123456-abcd1234"
)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "  ",
            "zoë",
            "ZOË",
            "zoe",
            "Angström",
            "o'neill",
            "O’Neill",
            "neill zoë",
            "example.com",
        ),
        *("07700900123", "07700 900 123", "+44 7700 900123", "+44 (0)7700 900123"),
        *("00447700900123", "0770", "07700-900", "900123", "(07700) 900123"),
        *("sw1a 1aa", "SW1A1AA", "ENQ-123456", "zoë 07700 900123"),
    ],
)
def test_finds(typed: str) -> None:
    """All words in any order and case, and a phone number however it is spaced."""
    assert Needle.of(typed).is_in(ZOE)


@pytest.mark.parametrize(
    "typed", ["bob", "zoë bob", "07700 900124", "+49 7700900123", "test\nzoë", "("]
)
def test_finds_no_other(typed: str) -> None:
    """Every word has to be there."""
    assert not Needle.of(typed).is_in(ZOE)


def test_a_phone_is_found_in_either_way_of_writing_it() -> None:
    """It does not matter which of the two forms the outbox keeps."""
    assert Needle.of("07700 900123").is_in("ann\n+447700900123")
    assert Needle.of("+44 7700 900123").is_in("ann\n07700900123")


@pytest.mark.parametrize("typed", ["0", "+", "4", "+4", "44", "+44", "+440", "+44 07"])
def test_nothing_is_lost_while_a_number_is_typed(typed: str) -> None:
    """The list does not go empty between two digits of a number that is there."""
    assert Needle.of(typed).is_in("ann\n+447700900123\n07700900123")
