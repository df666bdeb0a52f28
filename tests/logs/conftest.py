"""What tests of the log share: a log that is being written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk import logs
from capdesk.logs import LOG_NAME


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """Log into a folder for the time of a test; return the file."""
    with logs.logging_to(tmp_path):
        yield tmp_path / LOG_NAME
