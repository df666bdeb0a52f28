"""Knows a person's leads again by keyed HMACs, also once their contact data is gone."""

import sqlite3

from capdesk.outbox import codec
from capdesk.outbox.database import transaction
from capdesk.outbox.sealing import Sealer, UnsealError

ROWS_PER_TRANSACTION = 500
"""Another program that wants to write waits for no more than these."""

UNKNOWABLE = b""
"""Stands for the HMAC of a lead that does not open, so that it isn't tried each time."""


def email_hmac(sealer: Sealer, email: str) -> bytes:
    """Return what an email address is known by.

    In lower case throughout: the rules of the field leave the part before the @ as it
    was typed, and no mail provider of note tells two people apart by its case.

    Args:
        sealer: Has the data key.
        email: As the rules of the field give it.
    """
    return sealer.fingerprint("email", email.lower().encode("utf-8", "surrogatepass"))


def phone_hmac(sealer: Sealer, phone: str | None) -> bytes | None:
    """Return what a phone number, E.164, is known by; None where there is none."""
    return sealer.fingerprint("phone", phone.encode()) if phone else None


def fill_in(connection: sqlite3.Connection, sealer: Sealer) -> int:
    """Give an HMAC to each lead that was captured before there were any.

    Cheap where all have theirs: the index knows.

    Returns:
        How many leads there were.
    """
    filled = 0
    while rows := connection.execute(
        "SELECT id, lead FROM entry WHERE email_hmac IS NULL AND lead IS NOT NULL"
        " AND key_id = ? LIMIT ?",
        (sealer.key_id, ROWS_PER_TRANSACTION),
    ).fetchall():
        with transaction(connection):
            connection.executemany(
                "UPDATE entry SET email_hmac = ?, phone_hmac = ?"
                " WHERE id = ? AND email_hmac IS NULL AND lead IS NOT NULL",
                [(*_hmacs(sealer, row), row["id"]) for row in rows],
            )
        filled += len(rows)
    return filled


def _hmacs(sealer: Sealer, row: sqlite3.Row) -> tuple[bytes, bytes | None]:
    try:
        lead = codec.load(sealer.unseal(row["id"], "lead", row["lead"]))
    except UnsealError:
        return UNKNOWABLE, None
    return email_hmac(sealer, lead["email"]), phone_hmac(sealer, lead["phone"])
