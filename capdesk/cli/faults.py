"""Turns whatever ended a command into one sentence."""

import logging
import traceback
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
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
    with logging_in(data_dir, environ):
        _log.error("an error of our own", exc_info=error)
    return (
        f"Something went wrong inside CapDesk ({_place(error)}). Leads that are in the"
        " outbox are safe."
    )


def logging_in(
    data_dir: str | None, environ: Mapping[str, str]
) -> AbstractContextManager[None]:
    """Write the log into the data folder that is meant while a command runs.

    Args:
        data_dir: What `--data-dir` says.
        environ: Environment variables, likewise.
    """
    logs.keep_off_streams()
    try:
        return logs.logging_to(data_folder(data_dir, environ))
    except SettingsError:
        return nullcontext()  # then there is no folder to log in


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
    from capdesk.services.hand_over import HandOverFileError
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
            HandOverFileError,
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
