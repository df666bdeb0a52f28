"""Turns whatever ended a command into one sentence."""

import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from capdesk import logs
from capdesk.cli.console import CommandError
from capdesk.settings import SettingsError, data_folder

_log = logging.getLogger(__name__)


def explain(error: Exception, data_dir: str | None, environ: Mapping[str, str]) -> str:
    """Return the sentence for the user; an error of our own is logged as well.

    Args:
        error: What ended the command.
        data_dir: What `--data-dir` says, to find the log.
        environ: Environment variables, likewise.
    """
    if _carries_sentence(error):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        what = error.filename if error.filename is not None else "What was asked for"
        return f"{what} can't be read or written ({error.strerror})."
    try:
        with logging_in(data_folder(data_dir, environ)):
            _log.error("an error of our own", exc_info=error)
    except SettingsError:
        pass  # then there is no folder to log in
    return (
        f"Something went wrong inside CapDesk ({_place(error)}). Leads that are in the"
        " outbox are safe."
    )


@contextmanager
def logging_in(folder: Path) -> Iterator[None]:
    """Write CapDesk's log into a folder for a while, if the folder is there."""
    ours = logging.getLogger("capdesk")
    handlers, level, propagate = list(ours.handlers), ours.level, ours.propagate
    if folder.is_dir():
        logs.start_log(folder)
    try:
        yield
    finally:
        for handler in ours.handlers[len(handlers) :]:
            ours.removeHandler(handler)
            handler.close()
        ours.setLevel(level)
        ours.propagate = propagate


def _carries_sentence(error: Exception) -> bool:
    from capdesk.campaigns import (
        CampaignAmbiguous,
        CampaignLibraryError,
        CampaignNotFound,
        PackError,
    )
    from capdesk.credentials import CredentialError
    from capdesk.outbox import CourierBusyError, OutboxError
    from capdesk.practice import PortError
    from capdesk.services.row_files import RowFileError

    return isinstance(
        error,
        (
            CampaignAmbiguous,
            CampaignLibraryError,
            CampaignNotFound,
            CommandError,
            CourierBusyError,
            CredentialError,
            OutboxError,
            PackError,
            PortError,
            RowFileError,
            SettingsError,
        ),
    )


def _place(error: Exception) -> str:
    """Return type and place of an error; its text may quote a lead or a key."""
    frames = traceback.extract_tb(error.__traceback__)
    place = (
        f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    )
    return f"{type(error).__name__}{place}"
