"""What every test gets: no proxy, no personal settings, an off-screen window."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

# Hypothesis goes by the clock on the wall, and a computer that is busy elsewhere may stop
# any example for longer than its usual 0.2 s. Where a test is about time it says so.
settings.register_profile(
    "capdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("capdesk")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shell has what it starts in the background ignore Ctrl+C, and that is inherited by the
# programs that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own proxy and CapDesk settings out of every test."""
    for name in _PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("CAPDESK_DATA_DIR", raising=False)
    # Unbuffered output would hide what a full disk does to a program's last words.
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
