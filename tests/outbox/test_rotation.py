"""A new data key where nothing depends on the old one, and never else."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.outbox import (
    OUTBOX_NAME,
    CaptureError,
    Outbox,
    new_data_key,
    renew_key_if_empty,
)
from capdesk.outbox.identity_copy import read_copy
from tests.outbox.desk import NOW, bring_to, capture
from tests.support.leads import a_lead, a_new_entry


class Keys(dict[str, bytes]):
    """A keyring."""

    def __call__(self, key_id: str, may_create: bool) -> bytes | None:
        """Give a key as a `DataKeySource` does."""
        if key_id not in self and may_create:
            self[key_id] = new_data_key()
        return self.get(key_id)


@pytest.fixture
def keys() -> Keys:
    """Give a keyring without keys."""
    return Keys()


def opened(folder: Path, keys: Keys) -> Outbox:
    """Open the outbox of a folder."""
    return Outbox.open(folder / OUTBOX_NAME, data_key=keys, now=NOW)


def forget_all(outbox: Outbox) -> None:
    """Capture a lead of a person, and forget them."""
    lead = a_lead(email="gone@example.com", phone=None)
    capture(outbox, a_new_entry(lead=lead))
    outbox.forget(email=lead.email, phone="", now=NOW)


def test_an_outbox_that_holds_nothing_gets_a_new_key(
    tmp_path: Path, keys: Keys
) -> None:
    """Without its old key it works on, bare records of forgotten people included."""
    with closing(opened(tmp_path, keys)) as outbox:
        forget_all(outbox)
        old = renew_key_if_empty(outbox, keys)
        assert old is not None
        del keys[old]
        first = capture(outbox)
    copy = read_copy(tmp_path / OUTBOX_NAME)
    assert copy is not None
    assert [copy.key_id] == list(keys)
    with closing(opened(tmp_path, keys)) as outbox:
        capture(outbox)
        assert outbox.entry(first).readable
        assert len(outbox.entries()) == 3
        assert outbox.unreadable_leads() is None


def _purged(outbox: Outbox) -> None:
    bring_to(outbox, Status.SENT)
    outbox.purge(now=NOW + timedelta(days=1), keep=timedelta(0))


NEEDS: dict[str, Callable[[Outbox], object]] = {
    "lead": capture,
    "receipt": _purged,
    "draft": lambda outbox: outbox.save_draft("form", Draft(), now=NOW),
    "backup": lambda outbox: outbox.path.with_name(
        f"{OUTBOX_NAME}.version-1.backup"
    ).touch(),
    "damaged copy": lambda outbox: outbox.path.with_name(
        f"{OUTBOX_NAME}.damaged-1"
    ).touch(),
    "row": lambda outbox: outbox.connection.execute(
        "UPDATE entry SET row_hmac = x'00'"
    ),
}


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
def test_a_key_that_anything_depends_on_stays(
    need: Callable[[Outbox], object], tmp_path: Path, keys: Keys
) -> None:
    """A lead, a receipt, a draft, a copy beside it, or what knows a row again."""
    with closing(opened(tmp_path, keys)) as outbox:
        forget_all(outbox)
        need(outbox)
        before = dict(keys)
        assert renew_key_if_empty(outbox, keys) is None
        assert dict(keys) == before


def test_a_capture_that_comes_between_keeps_its_key(tmp_path: Path, keys: Keys) -> None:
    """Another program was faster than the change: its lead stays readable."""
    with closing(opened(tmp_path, keys)) as outbox:

        def slow_keyring(key_id: str, may_create: bool) -> bytes | None:
            with closing(opened(tmp_path, keys)) as other:
                capture(other)
            return keys(key_id, may_create)

        assert renew_key_if_empty(outbox, slow_keyring) is None
    with closing(opened(tmp_path, keys)) as outbox:
        assert [each.readable for each in outbox.entries()] == [True]


def test_a_program_that_has_the_old_key_captures_no_more(
    tmp_path: Path, keys: Keys
) -> None:
    """Its lead could be read by nobody; it is told to start again."""
    with closing(opened(tmp_path, keys)) as other:
        with closing(opened(tmp_path, keys)) as outbox:
            assert renew_key_if_empty(outbox, keys) is not None
        with pytest.raises(CaptureError, match="start it again"):
            capture(other)
