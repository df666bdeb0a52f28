"""What tests of the gateway share: the event loop, and a desk in London."""

import sys
import time
from collections.abc import Iterator

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Name the only event loop that CapDesk uses."""
    return "asyncio"


@pytest.fixture
def london_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set this computer's clock to London time, where it can be set."""
    if sys.platform == "win32":
        yield
        return
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/London")
        time.tzset()
        yield
    time.tzset()
