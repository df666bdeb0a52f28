"""The cipher of hand-over files as users have it: each guess costs about a second."""

import pytest
from pyrage import passphrase as age

from capdesk.services.hand_over import HandOverFileError
from capdesk.services.hand_over.age_file import Age

pytestmark = pytest.mark.slow

REAL = "caf\u00e9 au lait 12"
AS_A_MAC_WRITES_IT = "cafe\u0301 au lait 12"


def test_a_real_file_opens_with_its_passphrase_and_no_other() -> None:
    """It is age's own format; letters count, not how a keyboard writes them."""
    real_file = Age().encrypt(b"{}", AS_A_MAC_WRITES_IT)
    assert age.decrypt(real_file, REAL) == b"{}"
    assert Age().decrypt(real_file, AS_A_MAC_WRITES_IT) == b"{}"
    with pytest.raises(HandOverFileError, match="passphrase is not the one"):
        Age().decrypt(real_file, "some other words")
    with pytest.raises(HandOverFileError, match="damaged or not whole"):
        Age().decrypt(real_file[:-5], REAL)
