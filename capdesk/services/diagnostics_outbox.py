"""What diagnostics tell of the outbox: what stands in it in clear, word by word."""

from collections.abc import Iterator
from pathlib import Path

from capdesk.domain.queue import QueueState
from capdesk.outbox import OUTBOX_NAME
from capdesk.outbox.keyless import ClearRow, ClearView, look_without_key
from capdesk.services.diagnostics_words import Tree, code, reference, told
from capdesk.services.listing import utc_text

MOST_ENTRIES = 2_000
"""With their histories about one megabyte of text."""

_REFERENCES = frozenset({"enquiry_reference", "request_reference"})


def outbox_of(folder: Path) -> Tree:
    """Return counts and queues; nothing of it needs the data key.

    Raises:
        OutboxError: It can't be read as it is.
    """
    view = _look(folder, most=0)
    if view is None:
        return {"is_there": False}
    return {
        "is_there": True,
        "schema_version": view.version,
        "counts": [
            {"environment": code(name), "status": code(status), "leads": count}
            for name, status, count in view.counts
        ],
        "queues": [_queue(each) for each in view.queues],
        "drafts": view.drafts,
    }


def entry_lines(folder: Path) -> Iterator[Tree]:
    """Give the newest entries, newest first, each with its history.

    Raises:
        OutboxError: The outbox can't be read as it is.
    """
    view = _look(folder, most=MOST_ENTRIES)
    if view is None:
        return
    histories: dict[object, list[Tree]] = {}
    for line in view.history:
        histories.setdefault(line["entry_id"], []).append(
            {name: told(value) for name, value in line.items() if name != "entry_id"}
        )
    for entry in view.entries:
        yield _entry(entry) | {"history": histories.get(entry["id"], [])}


def _look(folder: Path, *, most: int) -> ClearView | None:
    path = folder / OUTBOX_NAME
    return look_without_key(path, most=most) if path.exists() else None


def _entry(entry: ClearRow) -> Tree:
    return {
        name: reference(value) if name in _REFERENCES else told(value)
        for name, value in entry.items()
    }


def _queue(state: QueueState) -> Tree:
    return {
        "environment": code(state.environment),
        "suspect": state.suspect,
        "failures": state.failures,
        "not_before": utc_text(state.not_before),
        "paused": state.paused and state.paused.value,
        "trouble": code(state.trouble),
        "may_hint": state.may_hint,
    }
