"""Coroutine tests of the courier run on asyncio, and each may have a rig of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.courier.rig import Rig


@pytest.fixture
def anyio_backend() -> str:
    """Name the only event loop that CapDesk uses."""
    return "asyncio"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """Have an outbox, its storage thread and a courier that has not started."""
    async with Rig(tmp_path) as made:
        yield made
