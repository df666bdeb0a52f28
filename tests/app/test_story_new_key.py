"""An outbox that holds nothing gets a new data key, and a crash meanwhile costs nothing."""

import os
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.credentials import MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.outbox.identity_copy import IDENTITY_COPY_NAME
from capdesk.services.outbox_access import (
    ROTATE_AFTER,
    open_outbox,
    rotate_key_if_empty,
)
from capdesk.services.profile import Profile
from tests.app.conftest import Shop, open_desk
from tests.support.clock import NOW
from tests.support.leads import a_new_entry


def _make_old(folder: Path) -> None:
    old_s = time.time() - (ROTATE_AFTER + timedelta(days=1)).total_seconds()
    os.utime(folder / IDENTITY_COPY_NAME, (old_s, old_s))


def test_an_old_key_is_changed_at_a_start(shop: Shop) -> None:
    """While nothing depends on it; leads go on being taken and sent, and keep theirs."""
    assert isinstance(shop.credentials, MemoryCredentials)
    keys = shop.credentials._data_keys
    with shop.open():
        (first,) = keys
    with shop.open():
        assert set(keys) == {first}  # it is young
    _make_old(shop.folder)
    with open_desk(shop.qtbot, shop.folder, shop.credentials) as desk:
        desk.wait_until(lambda: bool(keys) and first not in keys)
        (second,) = keys
        desk.wait_until(lambda: desk.desk.is_sending)
        shop.choose_campaign(desk, shop.campaigns[0])
        desk.take("Ann")
        desk.wait_for("Ann", Status.SENT)
    _make_old(shop.folder)
    with shop.open() as desk:
        assert set(keys) == {second}
        assert desk.statuses == {"Ann": Status.SENT}


class Killed(BaseException):
    """The program is no more."""


class MortalKeyring(MemoryCredentials):
    """A keyring at whose call number so-and-so the program is killed."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        self._count()
        return super().data_key(key_id)

    def create_data_key(self, key_id: str, key: bytes) -> None:
        """See `CredentialStore`; killed before it, or once it is done."""
        self._count()
        super().create_data_key(key_id, key)
        self._count()

    def delete_data_key(self, key_id: str) -> bool:
        """See `CredentialStore`; likewise."""
        self._count()
        was_there = super().delete_data_key(key_id)
        self._count()
        return was_there

    def _count(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise Killed
        self.left -= 1


@pytest.mark.parametrize("calls", range(6))
def test_killed_while_the_key_changes_nothing_is_lost(
    calls: int, tmp_path: Path
) -> None:
    """Whichever key the outbox names then is there, and what is taken can be read."""
    keyring = MortalKeyring()
    profile = Profile(tmp_path, keyring)
    with closing(open_outbox(profile, now=NOW)) as outbox:
        keyring.left = calls
        with pytest.raises(Killed):
            rotate_key_if_empty(profile, outbox)
    for _ in range(2):
        with closing(open_outbox(profile, now=NOW)) as outbox:
            outbox.capture(a_new_entry(), now=NOW)
            assert all(each.readable for each in outbox.entries())
