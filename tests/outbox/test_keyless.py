"""An outbox is looked at without its key: clear columns alone, and nothing changed."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capdesk.credentials import MemoryCredentials
from capdesk.outbox import OUTBOX_NAME, DamagedOutboxError
from capdesk.outbox.keyless import look_without_key
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from tests.support.leads import a_new_entry

NOW = datetime(2026, 9, 12, 10, 20, 59, 123_000, tzinfo=UTC)
LEADS = 3


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    """Return the file of an outbox with some leads, closed."""
    with closing(open_outbox(Profile(tmp_path, MemoryCredentials()), now=NOW)) as made:
        for _ in range(LEADS):
            made.capture(a_new_entry(), now=NOW)
    return tmp_path / OUTBOX_NAME


def test_counts_and_clear_columns_are_told(outbox: Path) -> None:
    """Every lead is counted; those asked for are told with times as times."""
    before = outbox.read_bytes()
    view = look_without_key(outbox, most=2)
    assert [count for _, _, count in view.counts] == [LEADS]
    assert len(view.entries) == len(view.history) == 2
    assert view.entries[0]["captured_at"] == NOW
    assert not any(isinstance(value, bytes) for value in view.entries[0].values())
    assert outbox.read_bytes() == before


def test_a_file_that_is_no_outbox_is_said_so(tmp_path: Path) -> None:
    """It is told by its error, and left as it is."""
    path = tmp_path / OUTBOX_NAME
    path.write_bytes(b"")
    with pytest.raises(DamagedOutboxError):
        look_without_key(path, most=0)
    assert path.read_bytes() == b""
