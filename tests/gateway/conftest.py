"""What tests of the gateway share: the event loop, certificates, a desk in London."""

import ssl
import sys
import time
from collections.abc import Iterator

import pytest
import trustme


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


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return a certificate authority that nobody trusts by default."""
    return trustme.CA()


@pytest.fixture(scope="module")
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Return a client's trust in the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
