"""Where CapDesk keeps what it knows: the data folder."""

import os
from collections.abc import Mapping
from pathlib import Path

from capdesk import files
from capdesk.settings.errors import SettingsError

VARIABLE = "CAPDESK_DATA_DIR"


def data_folder(argument: str | None, environ: Mapping[str, str]) -> Path:
    """Choose the data folder; nothing is created.

    Args:
        argument: What `--data-dir` says; None where it was not given.
        environ: Environment variables; an empty `CAPDESK_DATA_DIR` counts as not set.

    Returns:
        An absolute path: the argument's, else the variable's, else the platform's
        folder for local application data (never one that roams: the outbox is bound to
        this computer's keyring).

    Raises:
        SettingsError: What was given cannot be a folder.
    """
    chosen = (environ.get(VARIABLE) or None) if argument is None else argument
    if chosen is None:
        from platformdirs import user_data_path

        return user_data_path("CapDesk", appauthor=False, roaming=False)
    if not chosen.strip() or "\0" in chosen:
        source = VARIABLE if argument is None else "--data-dir"
        raise SettingsError(f"{source} does not name a folder; give its path.")
    try:
        return Path(chosen).expanduser().absolute()
    except (OSError, RuntimeError) as error:
        raise SettingsError(
            f"The data folder {chosen} cannot be found; give its full path."
        ) from error


def ensure_private_folder(path: Path) -> None:
    """Have a folder to write in, created for its owner alone where it is not there yet.

    Raises:
        SettingsError: It cannot be had.
    """
    try:
        files.make_private_folder(path)
    except FileExistsError as error:
        raise SettingsError(
            f"{path} is a file, so CapDesk cannot keep leads in it; name a folder."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"The folder {path} cannot be created ({error.strerror}), so CapDesk cannot "
            "keep leads; name another one with --data-dir."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsError(
            f"CapDesk may not write in the folder {path}, so it cannot keep leads; ask "
            "for access to it or name another one with --data-dir."
        )
