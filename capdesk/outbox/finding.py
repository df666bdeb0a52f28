"""Finds a person's leads by email or phone, also those whose contact data is gone."""

from capdesk.domain.entry import Entry
from capdesk.outbox.fingerprints import email_hmac, fill_in, phone_hmac
from capdesk.outbox.looking import Looking


class Finding(Looking):
    """A person is whoever gave the same email or the same phone."""

    def with_email(self, email: str) -> tuple[Entry, ...]:
        """Return the entries of an email address, oldest first.

        Args:
            email: As the rules of the field give it; case does not count.
        """
        return self._entries(
            "email_hmac = ? ORDER BY captured_at, rowid", email_hmac(self.sealer, email)
        )

    def with_phone(self, phone: str) -> tuple[Entry, ...]:
        """Return the entries of a phone number, E.164, oldest first."""
        known_by = phone_hmac(self.sealer, phone)
        if known_by is None:
            return ()
        return self._entries("phone_hmac = ? ORDER BY captured_at, rowid", known_by)

    def make_findable(self) -> None:
        """Give leads of an older version what they are found by; cheap otherwise.

        Raises:
            OutboxError: It could not be written.
        """
        with self._explained() as connection:
            fill_in(connection, self.sealer)

    def of_person(self, *, email: str, phone: str) -> tuple[Entry, ...]:
        """Return every entry of a person, oldest first.

        A lead and its corrected copy are one person's, whatever was corrected in it.

        Args:
            email: Normalised; empty for none.
            phone: E.164; empty for none.
        """
        found: set[str] = set()
        near = [
            *(self.with_email(email) if email else ()),
            *(self.with_phone(phone) if phone else ()),
        ]
        while near:
            entry = near.pop()
            if entry.id in found:
                continue
            found.add(entry.id)
            links = (entry.replaces, entry.replaced_by)
            near += [self.entry(link) for link in links if link and link not in found]
        ids = ", ".join("?" * len(found))
        return self._entries(f"id IN ({ids}) ORDER BY captured_at, rowid", *found)
