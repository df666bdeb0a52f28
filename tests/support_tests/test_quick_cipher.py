"""The quick cipher of the tests keeps what the real one keeps."""

import pytest

from capdesk.services.hand_over import HandOverFileError
from tests.support.quick_cipher import QuickCipher


def test_it_opens_by_its_passphrase_alone() -> None:
    """Another passphrase, or a letter of the file changed, opens nothing."""
    cipher = QuickCipher()
    content = cipher.encrypt(b"plain\0text", "right")
    assert b"plain" not in content
    assert cipher.decrypt(content, "right") == b"plain\0text"
    for spoilt, passphrase in ((content, "wrong"), (content[:-1], "right")):
        with pytest.raises(HandOverFileError):
            cipher.decrypt(spoilt, passphrase)
