"""A practice session leaves nothing behind."""

import socket
from contextlib import closing, suppress
from urllib.parse import urlsplit

import pytest

from capdesk.domain.environment import PRACTICE
from capdesk.outbox import Outbox
from capdesk.services.outbox_access import open_storage
from capdesk.services.practice import PRACTICE_KEY, practice_session
from tests.support.clock import NOW, Clock
from tests.support.leads import a_new_entry
from tests.support.submitter import PATIENCE_S


def test_its_profile_knows_no_other_gateway() -> None:
    """It has the practice gateway's address and a key for it, and none else."""
    with practice_session() as (profile, gateway):
        assert profile.url_of(PRACTICE) == gateway.url
        assert profile.credentials.api_key(PRACTICE, gateway.url) == PRACTICE_KEY
        assert profile.url_of("production") is None


def test_two_sessions_know_nothing_of_each_other() -> None:
    """Each has a folder and a gateway of its own."""
    with practice_session() as (one, _), practice_session() as (other, _):
        assert one.folder != other.folder
        assert one.practice_url != other.practice_url


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_left_at_the_end(*, fails: bool) -> None:
    """However it ends, the folder is gone and the gateway listens no more."""
    with suppress(ZeroDivisionError), practice_session() as (profile, gateway):
        with closing(open_storage(profile, Clock())) as storage:
            storage.submit(Outbox.capture, a_new_entry(), now=NOW).result(PATIENCE_S)
        assert list(profile.folder.iterdir())
        if fails:
            raise ZeroDivisionError
    assert not profile.folder.exists()
    address = urlsplit(gateway.url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port or 0))
