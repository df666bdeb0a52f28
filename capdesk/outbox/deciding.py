"""What a person decides about leads: it arrived, send it, give it up, take that back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from capdesk.domain.entry import Status, TransitionError
from capdesk.outbox.changes import ColumnValue, move
from capdesk.outbox.codec import optional_ms, to_ms
from capdesk.outbox.errors import MovedOnError
from capdesk.outbox.opened import OpenedOutbox


class Deciding(OpenedOutbox):
    """The decisions of a person; the courier's are in `dispatch`."""

    def mark_arrived(self, entry_id: str, *, now: datetime) -> None:
        """A person knows that a lead arrived: it is sent, without a reference.

        Raises:
            EntryNotFoundError: No such entry.
            MovedOnError: It isn't one that may have arrived.
        """
        self._move(
            entry_id,
            Status.SENT,
            now,
            "person_says_arrived",
            only_from=Status.MAY_HAVE_ARRIVED,
            held=0,
            not_before=None,
        )

    def discard(self, entry_id: str, *, now: datetime, reason: str) -> None:
        """A person gives a lead up; `undo_discard` takes it back until it is wiped.

        Args:
            entry_id: The entry.
            now: Time of the decision.
            reason: Short code for the history; no personal data.

        Raises:
            EntryNotFoundError: No such entry.
            MovedOnError: It is being sent, or is done with.
        """
        self._move(entry_id, Status.DISCARDED, now, f"discarded_{reason}")

    def undo_discard(self, entry_id: str, *, now: datetime) -> None:
        """Put a discarded lead back to where it stood, holds and waits included.

        Raises:
            EntryNotFoundError: No such entry.
            MovedOnError: It was wiped, or isn't discarded.
        """
        row = self._row(entry_id)
        (last,) = self._rows(
            "SELECT from_status FROM history WHERE entry_id = ?"
            " ORDER BY number DESC LIMIT 1",
            entry_id,
        )
        before = Status(last["from_status"] or Status.WAITING)
        current = Status(row["status"])
        if current is not Status.DISCARDED:
            raise MovedOnError(
                current, before, "This lead is not discarded; there is nothing to undo."
            )
        if row["lead"] is None:
            raise MovedOnError(
                current,
                before,
                "It is too late to undo this: what was discarded has been erased.",
            )
        self._move(entry_id, before, now, "discard_undone", only_from=Status.DISCARDED)

    def send_again(self, entry_id: str) -> None:
        """A person wants a lead that may have arrived sent again, now.

        Raises:
            EntryNotFoundError: No such entry, or it isn't one that may have arrived.
        """
        self._write(
            "UPDATE entry SET held = 0, by_hand = 1, not_before = NULL"
            " WHERE id = ? AND status = 'may_have_arrived'",
            (entry_id,),
            missing=f"Lead {entry_id} is not one that may have arrived.",
        )

    def send_one_now(self, entry_id: str) -> None:
        """A person wants a waiting lead sent now; its queue is the caller's to clear.

        Raises:
            EntryNotFoundError: No such entry, or it isn't waiting.
        """
        self._write(
            "UPDATE entry SET by_hand = 1, not_before = NULL"
            " WHERE id = ? AND status = 'waiting'",
            (entry_id,),
            missing=f"Lead {entry_id} is not waiting to be sent.",
        )

    def put_off(self, entry_id: str, *, now: datetime, until: datetime | None) -> None:
        """Keep a waiting lead from being sent for a while: somebody corrects it.

        *Send now* sends it all the same; what does not wait is left as it is.

        Args:
            entry_id: The entry.
            now: Time of the decision.
            until: When it may go by itself; None for at once.
        """
        self._write(
            "UPDATE entry SET not_before = ?, not_before_set_at = ?"
            " WHERE id = ? AND status = 'waiting'",
            (optional_ms(until), to_ms(now), entry_id),
        )

    def send_now(self, environment: str) -> None:
        """A person wants everything sent that is not held, waits or no waits."""
        self._write(
            "UPDATE entry SET by_hand = 1, not_before = NULL WHERE environment = ?"
            " AND NOT held AND status IN ('waiting', 'may_have_arrived')",
            (environment,),
        )
        self.clear_queue(environment)

    def clear_queue(self, environment: str) -> None:
        """Lift the wait or pause of a queue: a key was given, or *Send now* pressed."""
        self._write("DELETE FROM queue WHERE environment = ?", (environment,))

    def _move(
        self,
        entry_id: str,
        wanted: Status,
        now: datetime,
        code: str,
        *,
        only_from: Status | None = None,
        **columns: ColumnValue,
    ) -> None:
        with _told_to_a_person(), self._transaction() as connection:
            move(
                connection,
                entry_id,
                wanted,
                at_ms=to_ms(now),
                code=code,
                only_from=only_from,
                **columns,
            )


@contextmanager
def _told_to_a_person() -> Iterator[None]:
    # To the courier a refused change is a fault of ours; a person was just too late.
    try:
        yield
    except TransitionError as error:
        raise MovedOnError(error.current, error.wanted) from error
