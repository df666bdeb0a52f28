"""Which data folder is used, and that it can be had."""

import stat
from pathlib import Path

import pytest

from capdesk.settings import SettingsError, data_folder, ensure_private_folder


def test_the_argument_wins_over_the_variable(tmp_path: Path) -> None:
    """`--data-dir` counts first, then `CAPDESK_DATA_DIR`."""
    environ = {"CAPDESK_DATA_DIR": str(tmp_path / "variable")}
    assert data_folder(str(tmp_path / "argument"), environ) == tmp_path / "argument"
    assert data_folder(None, environ) == tmp_path / "variable"


@pytest.mark.parametrize("environ", [{}, {"CAPDESK_DATA_DIR": ""}])
def test_the_platform_names_the_folder_otherwise(environ: dict[str, str]) -> None:
    """An empty variable is one that is not set."""
    folder = data_folder(None, environ)
    assert folder.name == "CapDesk"
    assert folder.is_absolute()


def test_a_relative_folder_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder stays the same when the program changes its own."""
    monkeypatch.chdir(tmp_path)
    assert data_folder("desk", {}) == tmp_path / "desk"


@pytest.mark.parametrize("argument", ["", "  ", "a\0b"])
def test_what_names_no_folder_is_told(argument: str) -> None:
    """An empty argument is a slip, not the present folder."""
    with pytest.raises(SettingsError, match="--data-dir does not name a folder"):
        data_folder(argument, {})


def test_a_new_data_folder_is_private(tmp_path: Path) -> None:
    """It is created with its parents, for its owner alone, and may be there already."""
    folder = tmp_path / "a" / "b"
    ensure_private_folder(folder)
    ensure_private_folder(folder)
    assert folder.is_dir()
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    """A folder that cannot be had ends in a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="is a file"):
        ensure_private_folder(tmp_path / "file")
    with pytest.raises(SettingsError, match="cannot be created"):
        ensure_private_folder(tmp_path / "file" / "below")
