"""The data key is made once, checked always, and never replaced."""

from contextlib import closing
from pathlib import Path

import pytest

from capdesk.outbox import LostDataKeyError, new_data_key
from tests.outbox.desk import KEY, capture, folder_bytes, open_outbox


def test_a_key_may_be_made_for_the_first_use_alone(tmp_path: Path) -> None:
    """Once leads may be sealed with a key, a new one would only hide that it is lost."""
    asked: list[tuple[str, bool]] = []

    def keyring(key_id: str, may_create: bool) -> bytes:
        asked.append((key_id, may_create))
        return KEY

    for _ in range(3):
        open_outbox(tmp_path, keyring).close()
    assert [may_create for _, may_create in asked] == [True, False, False]
    assert len({key_id for key_id, _ in asked}) == 1


def test_a_key_that_could_not_be_had_at_first_may_be_made_later(
    tmp_path: Path,
) -> None:
    """A keyring that was locked at the first start leaves a sound, empty outbox."""
    with pytest.raises(LostDataKeyError):
        open_outbox(tmp_path, lambda _key_id, _may_create: None)
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.entry(capture(outbox)).readable


@pytest.mark.parametrize(
    "key",
    [None, bytes(32), KEY[:16], b""],
    ids=["none", "another", "half of it", "empty"],
)
def test_without_its_key_the_outbox_is_left_as_it_is(
    key: bytes | None, tmp_path: Path
) -> None:
    """A lost, wrong or cut-off key is told, nothing is changed, and it may come back."""
    with closing(open_outbox(tmp_path)) as outbox:
        entry_id = capture(outbox)
    before = folder_bytes(tmp_path)
    with pytest.raises(LostDataKeyError, match="kept as they are"):
        open_outbox(tmp_path, lambda _key_id, _may_create: key)
    assert folder_bytes(tmp_path) == before
    with closing(open_outbox(tmp_path)) as outbox:
        assert outbox.entry(entry_id).readable


def test_of_two_first_keys_the_one_that_was_used_first_stays(tmp_path: Path) -> None:
    """A program that comes second with another key can't lock the first one's leads."""

    def slow_keyring(_key_id: str, _may_create: bool) -> bytes:
        with closing(open_outbox(tmp_path)) as faster:
            capture(faster)
        return new_data_key()

    with pytest.raises(LostDataKeyError):
        open_outbox(tmp_path, slow_keyring)
    with closing(open_outbox(tmp_path)) as outbox:
        assert [entry.readable for entry in outbox.entries()] == [True]


def test_two_programs_that_start_together_share_one_key(tmp_path: Path) -> None:
    """Coming second with the same key is no fault."""

    def shared_keyring(_key_id: str, _may_create: bool) -> bytes:
        open_outbox(tmp_path).close()
        return KEY

    with closing(open_outbox(tmp_path, shared_keyring)) as outbox:
        assert outbox.entry(capture(outbox)).readable
