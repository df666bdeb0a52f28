"""Hands leads over: mark, write, sync, read back, and only then give them up."""

import contextlib
import errno
import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from capdesk import files
from capdesk.domain.hand_over import Gathered, HandedLead, HandOver
from capdesk.domain.slip import Slip, leads, line_of_handed, shown_moment
from capdesk.outbox import HandOverError, Outbox, OutboxError
from capdesk.services.hand_over import file_format
from capdesk.services.hand_over.age_file import MAX_FILE_BYTES, Age, Cipher, read_file
from capdesk.services.hand_over.asking import Ask
from capdesk.services.hand_over.errors import HandOverFileError

_log = logging.getLogger(__name__)

_STAY = "All leads stay on this computer."


def hand_over_leads(
    ask: Ask,
    path: Path,
    passphrase: str,
    *,
    computer: str,
    clock: Callable[[], datetime],
    cipher: Cipher | None = None,
) -> Slip:
    """Put every unsent lead into a new file, and give them up once it is safe there.

    Args:
        ask: Asks the outbox; the courier lock is held, see `Outbox.begin_hand_over`.
        path: The file to be.
        passphrase: Opens it.
        computer: What people call this computer.
        clock: Gives the time, aware, UTC.
        cipher: Encrypts the file.

    Raises:
        HandOverFileError: The file could not be written; all leads are still here.
        OutboxError: The outbox was in the way; a sentence says where the leads are.
    """
    _check_free(path)
    hand_over_id = str(uuid.uuid4())
    from_outbox = ask(_outbox_id)
    gathered = _what_fits(ask, hand_over_id)
    made = HandOver(hand_over_id, clock(), from_outbox, computer[:200], gathered.leads)
    try:
        _write(made, path, passphrase, cipher or Age())
    except _NotWrittenError as error:
        _undo(ask, made)
        raise HandOverFileError(str(error)) from error
    except BaseException:
        # There is a file, or may be one, so the marks stay.
        _leave_off(ask, made)
        raise
    _finish(ask, made, path, clock())
    _log.info("handed over %d leads in %s", len(made.leads), hand_over_id)
    return _slip(made, gathered, path)


class _NotWrittenError(Exception):
    """There is no file, and there was none that anybody could have taken."""


def _outbox_id(outbox: Outbox) -> str:
    return outbox.outbox_id


def _what_fits(ask: Ask, hand_over_id: str) -> Gathered:
    """Begin, with those leads alone that another computer will be able to read."""
    gathered = ask(Outbox.begin_hand_over, hand_over_id)
    fit: list[HandedLead] = []
    unfit: list[HandedLead] = []
    for lead in gathered.leads:
        (fit if file_format.fits(lead) else unfit).append(lead)
    if unfit:
        ask(Outbox.give_up_hand_over, hand_over_id, unfit)
    return replace(
        gathered, leads=tuple(fit), unreadable=gathered.unreadable + len(unfit)
    )


def _check_free(path: Path) -> None:
    if path.exists():
        raise HandOverFileError(
            f"{path} is there already and was left as it is. {_STAY} Choose another name."
        )
    if not path.parent.is_dir():
        raise HandOverFileError(
            f"There is no folder {path.parent} to write to. {_STAY}"
        )


def _write(made: HandOver, path: Path, passphrase: str, cipher: Cipher) -> None:
    if not made.leads:
        raise _NotWrittenError(
            "There is no unsent lead to hand over; no file was made."
        )
    plain = file_format.write(made)
    content = cipher.encrypt(plain, passphrase)
    if len(content) > MAX_FILE_BYTES:
        raise _NotWrittenError(f"There are too many leads for one file. {_STAY}")
    try:
        files.write_new_private(path, content)
    except FileExistsError as error:
        raise _NotWrittenError(
            f"{path} is there already and was left as it is. {_STAY}"
        ) from error
    except OSError as error:
        sentence = f"{path} can't be written ({_reason(error)}). {_STAY}"
        if path.exists():
            raise HandOverFileError(sentence) from error
        raise _NotWrittenError(sentence) from error
    _read_back(path, passphrase, cipher, plain)


def _read_back(path: Path, passphrase: str, cipher: Cipher, plain: bytes) -> None:
    """Trust no disk: what another computer will read is what was written."""
    try:
        is_same = cipher.decrypt(read_file(path), passphrase) == plain
    except HandOverFileError:
        is_same = False
    if not is_same:
        _delete(path)
        raise HandOverFileError(
            f"{path} did not read back as it was written, so the disk may be failing."
            f" {_STAY} Choose another disk."
        )


def _finish(ask: Ask, made: HandOver, path: Path, now: datetime) -> None:
    try:
        ask(Outbox.finish_hand_over, made.id, made.leads, now=now)
    except HandOverError:
        # Refused before anything was written, so that the leads are here for certain.
        _delete(path)
        _leave_off(ask, made)
        raise
    except OutboxError as error:
        # The file may be all there is of them by now.
        _leave_off(ask, made)
        raise HandOverFileError(
            f"{path} is whole, but whether its leads were given up here can't be told"
            f" ({error}) Keep the file. Those that are not shown as handed over are sent"
            " from here and marked as possible duplicates; the others come back when"
            " this computer takes the file over."
        ) from error


def _undo(ask: Ask, made: HandOver) -> None:
    """Take the marks away; what fails is put right when CapDesk is started again."""
    try:
        ask(Outbox.give_up_hand_over, made.id, made.leads)
    except OutboxError as error:
        _log.warning("marks of a hand-over stay for now: %s", type(error).__name__)


def _leave_off(ask: Ask, made: HandOver) -> None:
    """Have the leads sent from here; likewise."""
    try:
        ask(Outbox.leave_off_hand_over, made.id)
    except OutboxError as error:
        _log.warning("leads of a hand-over wait for now: %s", type(error).__name__)


def _delete(path: Path) -> None:
    # Whoever gets hold of it anyway meets leads that are marked as possible duplicates.
    with contextlib.suppress(OSError):
        path.unlink()


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    return error.strerror or "no reason given"


def _slip(made: HandOver, gathered: Gathered, path: Path) -> Slip:
    return Slip(
        title="Leads handed over",
        headline=f"{leads(len(made.leads))} handed over.",
        facts=(
            ("Hand-over", made.id),
            ("When", shown_moment(made.made_at)),
            ("From", made.from_computer),
            ("File", path.name),
        ),
        lines=tuple(map(line_of_handed, made.leads)),
        notes=tuple(_notes(gathered)),
    )


def _notes(gathered: Gathered) -> list[str]:
    said = [
        (
            "Nobody sends these leads until another computer has taken the file over. Keep"
            " it until then, and delete it afterwards; tell the passphrase another way."
        )
    ]
    if gathered.being_sent:
        said.append(
            f"{leads(gathered.being_sent)} just being sent stayed here. Hand over again"
            " in a minute if need be."
        )
    if gathered.unreadable:
        said.append(
            f"{leads(gathered.unreadable)} stayed here, because they can't be read on"
            " this computer."
        )
    return said
