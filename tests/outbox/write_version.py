"""Writes the outbox that stands for a schema version in the tests, and what is in it.

    python -m tests.outbox.write_version

writes `version-n.sqlite3` beside this file, n being the program's own schema version:
under the tests' data key, with a lead in each status and each other shape that a row can
have. And `version-n.json`, with what that program reads from it. A `.sqlite3` that is
there stays as it is. `test_every_version.py` holds all later programs to the `.json`: they
have to read the same. So both are written by a program of that version, and once it is
released never again.

Version 1 and 2 were written by commits 818e701 and ad0ac08; for the `.json`, this file
was laid into their trees, which is why it does without what version 1 does not have.
"""

import json
import shutil
import tempfile
from contextlib import closing
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.outbox import OUTBOX_NAME, Outbox, Settlement, exchange
from capdesk.outbox.schema import MIGRATIONS
from tests.outbox.desk import NOW, QA, claim, open_outbox, settle, unknown
from tests.support.leads import a_lead, a_new_entry

HERE = Path(__file__).parent
OTHER = "production"
HAND_OVER_ID = "77777777-7777-4777-8777-777777777777"

Facts = dict[str, object]


def facts(outbox: Outbox) -> Facts:
    """Return all that an outbox tells, in what JSON can hold.

    Its keys are never renamed: what has another name in the program today is still
    found here under the one that older facts have.
    """
    entries = outbox.entries()
    slots = outbox.connection.execute("SELECT slot FROM draft ORDER BY slot")
    environments = sorted({entry.environment for entry in entries})
    told = {
        "entries": {entry.id: _of_entry(outbox, entry.id) for entry in entries},
        "order": [entry.id for entry in entries],
        "drafts": {slot: _plain(outbox.load_draft(slot)) for (slot,) in slots},
        "queues": {name: _plain(outbox.queue(name)) for name in environments},
        "counts": {name: outbox.counts(name) for name in environments},
        "captured": {name: outbox.captured_count(name) for name in environments},
    }
    return dict(json.loads(json.dumps(told, default=_in_json)))


def _of_entry(outbox: Outbox, entry_id: str) -> Facts:
    entry = _plain(outbox.entry(entry_id))
    assert isinstance(entry, dict)
    for follows_from_the_lead in ("find_text", "enquiry_type", "staff_name"):
        del entry[follows_from_the_lead]
    told: Facts = {
        "entry": entry,
        "lead": _plain(outbox.lead(entry_id)),
        "history": [_plain(line) for line in outbox.history(entry_id)],
        "payload": _payload(outbox, entry_id),
    }
    if hasattr(outbox, "story"):  # from version 2 on
        story = outbox.story(entry_id)
        told |= {"receipt": _plain(story.receipt), "proof": _plain(story.proof)}
    return told


def _payload(outbox: Outbox, entry_id: str) -> str | None:
    """Return the bytes that are sent, which nothing but the courier asks for."""
    (sealed,) = outbox.connection.execute(
        "SELECT payload FROM entry WHERE id = ?", (entry_id,)
    ).fetchone()
    if sealed is None:
        return None
    return outbox.sealer.unseal(entry_id, "payload", sealed).decode()


def _plain(value: object) -> object:
    """Return a value by the names of its fields, whichever kind of value it is today."""
    if is_dataclass(value):
        names = [each.name for each in fields(value)]
    elif isinstance(value, tuple | list) and not hasattr(value, "_fields"):
        return [_plain(each) for each in value]
    else:
        names = [*getattr(value, "_fields", ())]
    if not names:
        return value
    return {name: _plain(getattr(value, name)) for name in names}


def _in_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(repr(value))


def _take(outbox: Outbox, name: str, environment: str = QA) -> str:
    lead = a_lead(
        first_name=name, email=f"{name.lower()}@example.com", environment=environment
    )
    row = b"a row of a file" if name == "Row" else None
    return outbox.capture(a_new_entry(lead=lead, row=row), now=NOW).id


def _try(outbox: Outbox, settlement: Settlement) -> None:
    claim(outbox)
    settle(outbox, settlement)


def fill(outbox: Outbox) -> None:
    """Put in a lead of every shape; first those after which a claim takes no other."""
    purged = _take(outbox, "Purged")
    _try(outbox, Settlement(purged, Status.SENT, "accepted"))
    outbox.purge(now=NOW, keep=timedelta(0))
    forgotten = _take(outbox, "Forgotten")
    _try(outbox, Settlement(forgotten, Status.SENT, "accepted"))
    outbox.forget(email="forgotten@example.com", phone="", now=NOW)
    sent = Settlement(
        _take(outbox, "Sent"),
        Status.SENT,
        "accepted",
        enquiry_reference="ENQ-1001",
        request_reference="req-1",
    )
    _try(outbox, sent)
    refused = Settlement(
        _take(outbox, "Refused"),
        Status.NEEDS_FIXING,
        "http_400",
        messages=("The phone number of Refused is wrong.",),
    )
    _try(outbox, refused)
    _try(outbox, unknown(_take(outbox, "Held"), held=True, resends=5))
    _take(outbox, "Sending")
    claim(outbox)
    doubled = _take(outbox, "Doubled")
    _try(outbox, unknown(doubled))
    _try(outbox, unknown(doubled, resends=1))
    outbox.discard(_take(outbox, "Wiped"), now=NOW, reason="test")
    outbox.wipe_discarded(now=NOW)
    outbox.discard(_take(outbox, "Discarded"), now=NOW, reason="test")
    _correct(outbox, _take(outbox, "Replaced"))
    if len(MIGRATIONS) > 2:
        _hand_over_and_take_over(outbox)
    _take(outbox, "Row")
    outbox.put_off(_take(outbox, "Later"), now=NOW, until=NOW + timedelta(hours=1))
    outbox.send_one_now(_take(outbox, "Asked"))
    _take(outbox, "Elsewhere", OTHER)
    for queue in (
        QueueState(QA, failures=2, not_before=NOW, trouble="connect"),
        QueueState(OTHER, paused=PauseReason.KEY_REFUSED, trouble="http_401"),
    ):
        exchange(outbox, queue.environment, now=NOW, queue=queue)
    draft = Draft(first_name="Dora", email="dora@example.com", phone="07700 900199")
    outbox.save_draft("form", draft, now=NOW)


def _correct(outbox: Outbox, entry_id: str) -> None:
    lead = a_lead(first_name="Corrected", email="corrected@example.com")
    outbox.capture(a_new_entry(lead=lead, replaces=entry_id), now=NOW)


def _hand_over_and_take_over(outbox: Outbox) -> None:
    # Here alone: older programs, which this file is laid into, don't have them.
    from capdesk.domain.hand_over import HandOver
    from tests.outbox.desk import hand_over

    hand_over(outbox, _take(outbox, "Gone"))
    with tempfile.TemporaryDirectory() as folder:
        with closing(open_outbox(Path(folder))) as other:
            leads = hand_over(other, _take(other, "Come"))
            file = HandOver(HAND_OVER_ID, NOW, other.outbox_id, "Stand 2", leads)
        outbox.take_over(file, now=NOW)


def write(folder: Path) -> None:
    """Write the outbox of the version that this program has, and its facts."""
    kept = folder / f"version-{len(MIGRATIONS)}.sqlite3"
    with tempfile.TemporaryDirectory() as work:
        path = Path(work, OUTBOX_NAME)
        if kept.exists():
            shutil.copyfile(kept, path)
        with closing(open_outbox(path.parent)) as outbox:
            if not kept.exists():
                fill(outbox)
            told = facts(outbox)
        if not kept.exists():
            shutil.copyfile(path, kept)
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
    kept.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write(HERE)
