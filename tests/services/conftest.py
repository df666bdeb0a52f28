"""An outbox that services look at and write to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk.outbox import OUTBOX_NAME, Outbox
from tests.support.clock import NOW


def an_outbox(folder: Path) -> Outbox:
    """Open the outbox of a folder."""
    return Outbox.open(folder / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """Have an open outbox."""
    opened = an_outbox(tmp_path)
    yield opened
    opened.close()
