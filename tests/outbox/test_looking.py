"""What an entry says of its lead, and the whole story of one."""

from datetime import timedelta

import pytest

from capdesk.domain.entry import Status
from capdesk.outbox import EntryNotFoundError, Outbox, Settlement, as_captured
from tests.outbox.desk import NOW, QA, bring_to, capture, claim, settle
from tests.support.leads import a_lead, a_new_entry

HOUR = timedelta(hours=1)


def test_an_entry_is_found_by_all_that_people_type(outbox: Outbox) -> None:
    """Name, email, phone and postcode, with or without spaces, and references."""
    entry_id = capture(outbox)
    claim(outbox)
    settle(
        outbox,
        Settlement(
            entry_id,
            Status.SENT,
            "accepted",
            enquiry_reference="ENQ-1001",
            request_reference="Req-7",
        ),
    )
    assert outbox.entry(entry_id).find_text.splitlines() == [
        *("zoe angstrom-o'neill", "zoe@example.com"),
        *("+447700900123", "07700900123", "sw1a1aa", "sw1a 1aa"),
        *("enq-1001", "req-7"),
    ]


def test_what_was_not_given_is_not_found(outbox: Outbox) -> None:
    """A lead without phone and postcode has no text for either."""
    entry_id = capture(outbox, a_new_entry(lead=a_lead(phone=None, postcode=None)))
    found = outbox.entry(entry_id).find_text.split()
    assert found == ["zoe", "angstrom-o'neill", "zoe@example.com"]


def test_an_entry_tells_what_it_is_about_and_who_took_it(outbox: Outbox) -> None:
    """The books by enquiry type and staff name need no lead to be opened."""
    entry = outbox.entry(capture(outbox))
    assert (entry.enquiry_type, entry.staff_name) == ("Test Drive", "Sam")
    assert not entry.purged


def test_a_lead_just_captured_looks_as_if_it_was_read(outbox: Outbox) -> None:
    """The window shows it without a visit to the disk."""
    first = capture(outbox)
    new = a_new_entry(replaces=first)
    outbox.capture(new, now=NOW)
    begun = as_captured(new.lead, now=NOW, replaces=first)
    assert begun == outbox.entry(new.lead.id)


def test_a_story_tells_all(outbox: Outbox) -> None:
    """The lead, its proof, each change, and the pair that a correction makes."""
    lead = a_lead()
    first = capture(outbox, a_new_entry(lead=lead))
    second = capture(outbox, a_new_entry(replaces=first))
    story = outbox.story(first)
    assert story.entry == outbox.entry(first)
    assert story.lead == lead
    assert story.proof == lead.proof
    assert story.receipt is None
    assert story.history == outbox.history(first)
    assert story.corrects is None
    assert story.corrected_by == outbox.entry(second)
    assert outbox.story(second).corrects == outbox.entry(first)


@pytest.mark.parametrize("damaged", ["lead", "proof", "receipt"])
def test_a_story_tells_what_can_be_read(damaged: str, outbox: Outbox) -> None:
    """One sealed value that is damaged does not hide the rest."""
    entry_id = bring_to(outbox, Status.SENT)
    if damaged == "receipt":
        outbox.purge(now=NOW, keep=timedelta(0))
    outbox.connection.execute(f"UPDATE entry SET {damaged} = x'00'")  # noqa: S608 - from the list above
    story = outbox.story(entry_id)
    assert (story.lead, story.receipt) == (None, None)
    assert (story.proof is None) is (damaged == "proof")
    assert len(story.history) == 3


def test_there_is_no_story_of_a_lead_that_is_not_here(outbox: Outbox) -> None:
    """Asking for an unknown id is an error with a sentence."""
    with pytest.raises(EntryNotFoundError, match="There is no lead nobody"):
        outbox.story("nobody")


def test_captures_are_counted_over_a_span(outbox: Outbox) -> None:
    """From its first moment to the one that is no longer in it; corrections count too."""
    for hours in (0, 1, 1, 2):
        outbox.capture(a_new_entry(), now=NOW + hours * HOUR)
    outbox.capture(a_new_entry(lead=a_lead(environment="production")), now=NOW + HOUR)
    assert outbox.captured_count(QA) == 4
    assert outbox.captured_count(QA, since=NOW + HOUR) == 3
    assert outbox.captured_count(QA, until=NOW + HOUR) == 1
    assert outbox.captured_count(QA, since=NOW + HOUR, until=NOW + 2 * HOUR) == 2
