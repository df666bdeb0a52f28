"""Keeps what is still being typed, sealed, so that a crash does not cost it."""

from datetime import datetime

from capdesk.domain.lead import Draft
from capdesk.outbox import codec
from capdesk.outbox.codec import to_ms
from capdesk.outbox.opened import OpenedOutbox
from capdesk.outbox.sealing import UnsealError

LOST_SLOT = " under lost key "
"""Ends the name of a slot, before the key's id, where that key is not at hand."""


def slot_under_lost_key(slot: str, key_id: str) -> str:
    """Return the name a draft is kept by while the key that sealed it is lost."""
    return f"{slot}{LOST_SLOT}{key_id}"


class Drafts(OpenedOutbox):
    """The drafts of an outbox, each in a slot of its own."""

    def save_draft(self, slot: str, draft: Draft, *, now: datetime) -> None:
        """Keep what is being typed, sealed, in place of what the slot held."""
        content = self.sealer.seal(slot, "draft", codec.encode_draft(draft))
        with self._transaction() as connection:
            self._check_key_in_force()
            connection.execute(
                "INSERT INTO draft (slot, saved_at, content) VALUES (?, ?, ?)"
                " ON CONFLICT (slot) DO UPDATE SET saved_at = excluded.saved_at,"
                " content = excluded.content",
                (slot, to_ms(now), content),
            )

    def load_draft(self, slot: str) -> Draft | None:
        """Return the draft of a slot, or None where there is none that can be read."""
        rows = self._rows("SELECT content FROM draft WHERE slot = ?", slot)
        if not rows:
            return None
        try:
            content = self.sealer.unseal(slot, "draft", rows[0]["content"])
        except UnsealError:
            return None
        return codec.decode_draft(content)

    def draft_slots(self) -> tuple[str, ...]:
        """Return the slots that hold a draft, in order of name.

        Those under a lost key are left out: nobody can read them.
        """
        rows = self._rows(
            "SELECT slot FROM draft WHERE NOT instr(slot, ?) ORDER BY slot", LOST_SLOT
        )
        return tuple(slot for (slot,) in rows)

    def clear_draft(self, slot: str) -> None:
        """Forget the draft of a slot."""
        self._write("DELETE FROM draft WHERE slot = ?", (slot,))
