"""A Windows computer and two versions' installers, built once for all tests here."""

import os
from collections.abc import Iterator

import pytest

from tests.slow.windows_installer.wine_desk import (
    Windows,
    a_computer,
    an_installer,
    missing_tools,
)

_REQUIRED = "CAPDESK_REQUIRE_WINE"


@pytest.fixture(scope="session")
def _tools() -> None:
    if missing := missing_tools():
        assert not os.environ.get(_REQUIRED), missing
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="session")
def one_computer(
    _tools: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Windows]:
    """A computer for all tests; setting one up takes ten seconds."""
    with a_computer(tmp_path_factory.mktemp("windows")) as windows:
        yield windows


@pytest.fixture
def windows(one_computer: Windows) -> Iterator[Windows]:
    """Lend the computer to a test; CapDesk and its data are gone after it."""
    yield one_computer
    everyone = one_computer.drive / "Program Files" / "CapDesk"
    for home in (one_computer.home, everyone):
        if (home / "uninstall.exe").exists():
            purge = "/PURGE=1" if home == one_computer.home else ""
            assert one_computer.uninstall(home, purge) == 0
            (home / "uninstall.exe").unlink()


@pytest.fixture(scope="session")
def installers(
    _tools: None, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The installers of an older and a newer version."""
    folder = tmp_path_factory.mktemp("installers")
    return {
        version: str(an_installer(folder, version)) for version in ("1.0.0", "1.1.0")
    }
