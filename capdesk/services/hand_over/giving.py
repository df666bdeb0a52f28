"""Hands leads over: mark, write, sync, read back, and only then give them up."""

import contextlib
import errno
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from capdesk import files
from capdesk.domain.hand_over import Gathered, HandedLead, HandOver
from capdesk.domain.slip import Slip, line_of_handed, shown_moment
from capdesk.domain.slip import leads as count_of
from capdesk.outbox import HandOverError, Outbox, OutboxError
from capdesk.services.hand_over import file_format
from capdesk.services.hand_over.age_file import MAX_FILE_BYTES, Age, Cipher, read_file
from capdesk.services.hand_over.asking import Ask
from capdesk.services.hand_over.errors import HandOverFileError

_log = logging.getLogger(__name__)

MOST_PATIENCE_S = 15.0
"""Longest that attempts under way are waited for; a connection is given up after 10 s."""

LOOK_EVERY_S = 0.25

_STAY = "All leads stay on this computer."


def hand_over_leads(
    ask: Ask,
    path: Path,
    passphrase: str,
    *,
    computer: str,
    clock: Callable[[], datetime],
    cipher: Cipher | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Slip:
    """Put every unsent lead into a new file, and give them up once it is safe there.

    Args:
        ask: Asks the outbox; the courier lock is held, see `Outbox.begin_hand_over`.
        path: The file to be.
        passphrase: Opens it.
        computer: What people call this computer.
        clock: Gives the time, aware, UTC.
        cipher: Encrypts the file.
        pause: Waits so many seconds for attempts that are under way.

    Raises:
        HandOverFileError: The file could not be written; all leads are still here.
        OutboxError: The outbox was in the way; a sentence says where the leads are.
    """
    _check_free(path)
    hand_over_id = str(uuid.uuid4())
    from_outbox = ask(_outbox_id)
    gathered = Gathered(())
    try:
        gathered = _what_fits(ask, hand_over_id, pause)
        _check_any(gathered)
        leads = gathered.leads
        made = HandOver(hand_over_id, clock(), from_outbox, computer[:200], leads)
        _write(made, path, passphrase, cipher or Age())
    except _NotWrittenError as error:
        _undo(ask, hand_over_id, gathered.leads)
        raise HandOverFileError(str(error)) from error
    except BaseException:
        # There is a file, or may be one, so the marks stay.
        _leave_off(ask, hand_over_id)
        raise
    _finish(ask, made, path, clock())
    _log.info("handed over %d leads in %s", len(made.leads), hand_over_id)
    return _slip(made, gathered, path)


class _NotWrittenError(Exception):
    """There is no file, and there was none that anybody could have taken."""


def _outbox_id(outbox: Outbox) -> str:
    return outbox.outbox_id


def _begin(ask: Ask, hand_over_id: str, pause: Callable[[float], None]) -> Gathered:
    """Mark all that is unsent, and wait a little for what is just being sent.

    No new attempt begins for what is marked, so that the last to come back is soon here.
    """
    gathered = ask(Outbox.begin_hand_over, hand_over_id)
    found, unreadable = list(gathered.leads), gathered.unreadable
    for _ in range(int(MOST_PATIENCE_S / LOOK_EVERY_S)):
        if not gathered.being_sent:
            break
        pause(LOOK_EVERY_S)
        gathered = ask(Outbox.begin_hand_over, hand_over_id)
        found += gathered.leads
        unreadable = gathered.unreadable
    found.sort(key=lambda lead: lead.captured_at)
    return Gathered(tuple(found), gathered.being_sent, unreadable)


def _what_fits(ask: Ask, hand_over_id: str, pause: Callable[[float], None]) -> Gathered:
    """Begin, with those leads alone that another computer will be able to read."""
    gathered = _begin(ask, hand_over_id, pause)
    fit: list[HandedLead] = []
    unfit: list[HandedLead] = []
    for lead in gathered.leads:
        (fit if file_format.fits(lead) else unfit).append(lead)
    if unfit:
        ask(Outbox.give_up_hand_over, hand_over_id, unfit)
    return replace(
        gathered, leads=tuple(fit), unreadable=gathered.unreadable + len(unfit)
    )


def _check_any(gathered: Gathered) -> None:
    if not gathered.leads:
        why = _what_stays(gathered) or ["There is no unsent lead to hand over."]
        raise _NotWrittenError(" ".join([*why, "No file was made."]))


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
        _leave_off(ask, made.id)
        raise
    except OutboxError as error:
        # The file may be all there is of them by now.
        _leave_off(ask, made.id)
        raise HandOverFileError(
            f"{path} is whole, but whether its leads were given up here can't be told"
            f" ({error}) Keep the file. Those that are not shown as handed over are sent"
            " from here and marked as possible duplicates; the others come back when"
            " this computer takes the file over."
        ) from error


def _undo(ask: Ask, hand_over_id: str, leads: Sequence[HandedLead]) -> None:
    """Take the marks away; what fails is put right when CapDesk is started again."""
    try:
        ask(Outbox.give_up_hand_over, hand_over_id, leads)
    except OutboxError as error:
        _log.warning("marks of a hand-over stay for now: %s", type(error).__name__)


def _leave_off(ask: Ask, hand_over_id: str) -> None:
    """Have the leads sent from here; likewise."""
    try:
        ask(Outbox.leave_off_hand_over, hand_over_id)
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
        headline=f"{count_of(len(made.leads))} handed over.",
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
    return said + _what_stays(gathered)


def _what_stays(gathered: Gathered) -> list[str]:
    said = []
    if gathered.being_sent:
        said.append(
            f"{count_of(gathered.being_sent)} just being sent stayed here. Hand over again"
            " in a minute if need be."
        )
    if gathered.unreadable:
        said.append(
            f"{count_of(gathered.unreadable)} stayed here, because they can't be read on"
            " this computer."
        )
    return said
