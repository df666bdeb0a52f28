"""What the tests of the command line share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from capdesk.practice import PracticeGateway
from tests.cli.command_desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk without a data folder yet."""
    return Desk(tmp_path / "data")


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    """Run a practice gateway."""
    with PracticeGateway() as running:
        yield running


@pytest.fixture
def ready(desk: Desk, gateway: PracticeGateway) -> Desk:
    """Return a desk with a campaign, and a key, for the gateway that runs."""
    desk.prepare(gateway.url)
    return desk
