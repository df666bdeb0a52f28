"""A Secret Service that the test's own process uses as well."""

from collections.abc import Iterator

import pytest

from tests.support.secret_service import SecretService


@pytest.fixture
def secret_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """Run a private session with an unlocked keyring, and be in it."""
    with SecretService.running() as service:
        _enter(service, monkeypatch)
        yield service


@pytest.fixture
def new_secret_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """Run a private session whose keyring was never set up nor unlocked, and be in it."""
    with SecretService.running(unlocked=False) as service:
        _enter(service, monkeypatch)
        yield service


def _enter(service: SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in service.environ.items():
        monkeypatch.setenv(name, value)
