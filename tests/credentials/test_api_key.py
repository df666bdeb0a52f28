"""What is taken as an API key, and that a refusal never repeats it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.credentials import ApiKeyError, check_api_key
from capdesk.credentials.api_key import MAX_API_KEY_CHARACTERS

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "text", [KEY, f"{KEY}\n", f"{KEY}\r\n", f"  {KEY} \n", f"\ufeff{KEY}\n"]
)
def test_white_space_around_a_key_is_not_part_of_it(text: str) -> None:
    """What shells and the clipboard add is dropped."""
    assert check_api_key(text) == KEY


@pytest.mark.parametrize(
    "text",
    ["", " \n", "two words", f"{KEY}\n{KEY}", "clé-secrète", "abc\x00", "abc\x7f"],
)
def test_what_cannot_go_into_a_header_is_refused(text: str) -> None:
    """A key is one word of printable ASCII."""
    with pytest.raises(ApiKeyError):
        check_api_key(text)


def test_the_longest_key_is_what_windows_can_keep() -> None:
    """1,280 characters pass, one more does not."""
    assert check_api_key("k" * MAX_API_KEY_CHARACTERS)
    with pytest.raises(ApiKeyError, match="1,280"):
        check_api_key("k" * (MAX_API_KEY_CHARACTERS + 1))


@given(st.text(min_size=5, max_size=30).map(lambda text: f"S3CR3T{text} \x01é"))
def test_a_refusal_never_holds_the_key(text: str) -> None:
    """Neither the sentence nor what caused it repeats what was given."""
    with pytest.raises(ApiKeyError) as caught:
        check_api_key(text)
    assert "S3CR3T" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
