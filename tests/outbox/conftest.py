"""An open outbox for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk.outbox import Outbox
from tests.outbox.desk import open_outbox


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """Open a new outbox in the test's own folder."""
    opened = open_outbox(tmp_path)
    yield opened
    opened.close()
