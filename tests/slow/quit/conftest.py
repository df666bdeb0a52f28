"""What the tests of quitting share: a private keyring, and a desk with an empty outbox."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.slow.quit.program import QuitDesk
from tests.support.secret_service import SecretService


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """Be in a private session with an unlocked keyring."""
    with SecretService.running() as service:
        for name, value in service.environ.items():
            monkeypatch.setenv(name, value)
        yield service


@pytest.fixture
def desk(keyring: SecretService, tmp_path: Path) -> Iterator[QuitDesk]:
    """Have a desk with an empty outbox."""
    made = QuitDesk(tmp_path / "data")
    with closing(made.outbox):
        yield made
