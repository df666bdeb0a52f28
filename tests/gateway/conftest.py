"""Coroutine tests of the gateway run on asyncio, as the courier does."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Name the only event loop that CapDesk uses."""
    return "asyncio"
