"""The cheap files of age are age's own format."""

import pytest
from pyrage import DecryptError
from pyrage import passphrase as age

from tests.support import cheap_age


def test_age_opens_it_with_its_passphrase_alone() -> None:
    """The library takes it for one of its own."""
    made = cheap_age.encrypt(b"content", "some words")
    assert age.decrypt(made, "some words") == b"content"
    with pytest.raises(DecryptError, match="Decryption failed"):
        age.decrypt(made, "other words")
