"""One person's leads: entered before, told to them, and forgotten."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from capdesk.domain.campaign import EnquiryType
from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.person import Earlier, Erased
from capdesk.outbox import OUTBOX_NAME, Outbox, Settlement, Wanted, exchange
from capdesk.services.people import earlier, export_person, forget, held_about
from tests.support.clock import NOW
from tests.support.leads import LeadFields, a_lead, a_new_entry

DAY = timedelta(days=1)
ZOE = "zoe@example.com"
PHONE = "07700 900123"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """Have an open outbox."""
    with closing(
        Outbox.open(tmp_path / OUTBOX_NAME, data_key=lambda *_: bytes(32), now=NOW)
    ) as opened:
        yield opened


def _captured(outbox: Outbox, days_ago: int = 0, **fields: object) -> str:
    chosen: LeadFields = fields  # type: ignore[assignment] # `a_lead` looks at the names
    new = a_new_entry(lead=a_lead(**chosen))
    return outbox.capture(new, now=NOW - days_ago * DAY).id


def _attempted(outbox: Outbox, *statuses: Status) -> None:
    """Have all that waits attempted; the outcomes go by the order of capture."""
    claimed = exchange(outbox, "qa", now=NOW, wanted=Wanted(limit=9)).claimed
    settlements = [
        Settlement(
            each.id, status, "code", was_unknown=status is Status.MAY_HAVE_ARRIVED
        )
        for each, status in zip(claimed, statuses, strict=True)
        if status is not Status.SENDING
    ]
    exchange(outbox, "qa", now=NOW, settlements=settlements)


def _earlier(outbox: Outbox, email: str = "", phone: str = "") -> list[str]:
    found = earlier(outbox, "qa", email=email, phone=phone, now=NOW)
    return [each.entry_id for each in found]


# Entered before


def test_an_earlier_lead_is_told_with_what_people_want_to_know(outbox: Outbox) -> None:
    """When, what about, by whom, and what is the same."""
    entry_id = _captured(outbox, 1, enquiry_type=EnquiryType.QUOTATION, staff_name="Ed")
    found = earlier(outbox, "qa", email=" Zoe@EXAMPLE.com ", phone="", now=NOW)
    assert found == (Earlier(entry_id, NOW - DAY, "Quotation", "Ed", Field.EMAIL),)


def test_a_phone_is_the_same_however_it_is_typed(outbox: Outbox) -> None:
    """The rules of the field bring it into one form."""
    entry_id = _captured(outbox, email="ann@example.com")
    for typed in (PHONE, "+44 7700 900123", "(07700) 900 123"):
        (found,) = earlier(outbox, "qa", email=ZOE, phone=typed, now=NOW)
        assert (found.entry_id, found.same) == (entry_id, Field.PHONE)


def test_where_both_are_the_same_the_email_is_told(outbox: Outbox) -> None:
    """One lead is told once."""
    _captured(outbox)
    (found,) = earlier(outbox, "qa", email=ZOE, phone=PHONE, now=NOW)
    assert found.same is Field.EMAIL


def test_the_newest_comes_first_and_a_month_is_enough(outbox: Outbox) -> None:
    """Older leads are no news."""
    ids = [_captured(outbox, days) for days in (31, 30, 29, 3, 7)]
    assert _earlier(outbox, ZOE) == [ids[3], ids[4], ids[2]]


@pytest.mark.parametrize(
    ("email", "phone"),
    [("", ""), ("  ", "\t"), ("zoe@", "0770"), ("other@example.com", "07700 900124")],
)
def test_what_is_half_typed_or_another_finds_nobody(
    email: str, phone: str, outbox: Outbox
) -> None:
    """Nothing is guessed."""
    _captured(outbox)
    assert _earlier(outbox, email, phone) == []


def test_only_leads_that_count_are_told(outbox: Outbox) -> None:
    """Not another environment's, not the one at hand, none given up or replaced."""
    _captured(outbox, environment="production")
    at_hand, given_up, replaced = (_captured(outbox, day) for day in (1, 2, 3))
    outbox.discard(given_up, now=NOW, reason="test")
    copy = a_new_entry(lead=a_lead(), replaces=replaced)
    outbox.capture(copy, now=NOW)
    found = earlier(outbox, "qa", email=ZOE, phone="", now=NOW, but_not=[at_hand])
    assert [each.entry_id for each in found] == [copy.lead.id]


def test_a_purged_lead_counts_and_a_forgotten_one_does_not(outbox: Outbox) -> None:
    """A receipt still says that the person was here."""
    entry_id = _captured(outbox)
    _attempted(outbox, Status.SENT)
    outbox.purge(now=NOW, keep=timedelta(0))
    (found,) = earlier(outbox, "qa", email=ZOE, phone="", now=NOW)
    assert (found.entry_id, found.enquiry_type) == (entry_id, "Test Drive")
    forget(outbox, outbox.path.parent, email=ZOE, now=NOW)
    assert _earlier(outbox, ZOE, PHONE) == []


# What is held


def test_all_that_is_held_is_told_oldest_first(outbox: Outbox) -> None:
    """Of every environment, purged leads as receipts, and by either email or phone."""
    old = _captured(outbox, 40, phone=None)
    _attempted(outbox, Status.SENT)
    outbox.purge(now=NOW, keep=timedelta(0))
    new = _captured(outbox, 1, environment="production", email="z@example.com")
    _captured(outbox, 1, email="ann@example.com", phone=None)
    file = held_about(outbox, email=ZOE, phone=PHONE)
    assert (file.email, file.phone) == (ZOE, "+447700900123")
    assert [story.entry.id for story in file.stories] == [old, new]
    assert [story.lead is None for story in file.stories] == [True, False]
    assert file.stories[0].receipt is not None


def test_a_file_can_be_read_by_the_person(outbox: Outbox) -> None:
    """Answers in words, the wording they were asked by, times, and their own letters."""
    _captured(outbox)
    exported = export_person(held_about(outbox, email=ZOE))
    text = exported.decode()
    assert "Ångström-O'Neill" in text
    (told,) = json.loads(text)["leads"]
    assert told["lead"]["email"] == ZOE
    assert told["lead"]["consent_phone_call"] == "yes"
    assert told["lead"]["consent_post"] == "no"
    assert told["lead"]["consent_email"] == "not asked"
    proof = told["proof_that_consent_was_asked_for"]
    assert proof["wording"] == "May we contact you about the Audi Q6 e-tron?"
    assert proof["asked_at"] == "2026-09-12T10:20:59.000Z"
    assert [line["to"] for line in told["history"]] == ["waiting"]
    assert told["receipt_of_an_erased_lead"] is None


def test_a_receipt_is_told_as_what_it_is(outbox: Outbox) -> None:
    """Initials, answers, and when the rest was erased."""
    _captured(outbox)
    _attempted(outbox, Status.SENT)
    outbox.purge(now=NOW, keep=timedelta(0))
    (told,) = json.loads(export_person(held_about(outbox, phone=PHONE)))["leads"]
    assert told["lead"] is None
    assert told["receipt_of_an_erased_lead"]["name"] == "Z… Å…"
    assert told["receipt_of_an_erased_lead"]["consent_sms"] == "yes"
    assert told["proof_that_consent_was_asked_for"]["version"] == "2026-09"


def test_a_lead_that_cannot_be_read_is_told_as_such(outbox: Outbox) -> None:
    """It is held, and says so."""
    _captured(outbox)
    outbox.connection.execute("UPDATE entry SET lead = x'00'")
    (told,) = json.loads(export_person(held_about(outbox, phone=PHONE)))["leads"]
    assert "can't be read" in told["note"]


def test_about_nobody_nothing_is_held(outbox: Outbox) -> None:
    """Without an email or phone that could be one, there is nobody to look for."""
    _captured(outbox, phone=None)
    file = held_about(outbox, email="zoe", phone="")
    assert (file.email, file.phone, file.stories) == ("", "", ())
    assert json.loads(export_person(file))["leads"] == []


# Forget


def test_a_person_is_forgotten_everywhere(outbox: Outbox, tmp_path: Path) -> None:
    """In the outbox, in what is being typed, and in the copies beside it."""
    ids = [_captured(outbox), _captured(outbox, email="other@example.com")]
    other = _captured(outbox, email="ann@example.com", phone=None)
    _attempted(outbox, Status.SENT, Status.NEEDS_FIXING, Status.SENDING)
    outbox.save_draft("form", Draft(email="Zoe@example.com "), now=NOW)
    outbox.save_draft("beside", Draft(phone="+44 7700 900123"), now=NOW)
    outbox.save_draft("other", Draft(email="ann@example.com"), now=NOW)
    shutil.copyfile(outbox.path, tmp_path / f"{OUTBOX_NAME}.damaged-1")
    shutil.copyfile(outbox.path, tmp_path / f"{OUTBOX_NAME}.version-1.backup")
    erased = forget(outbox, tmp_path, email="ZOE@example.com", phone=PHONE, now=NOW)
    assert erased == Erased(2, 0, 2, (), was_sent=True)
    assert all(outbox.lead(each) is None for each in ids)
    assert outbox.lead(other) is not None
    assert outbox.draft_slots() == ("other",)
    assert held_about(outbox, email=ZOE, phone=PHONE).stories == ()
    assert forget(outbox, tmp_path, email=ZOE, phone=PHONE, now=NOW) == Erased(
        0, 0, 0, (), was_sent=False
    )


@pytest.mark.parametrize(
    ("status", "was_sent"),
    [
        (Status.SENT, True),
        (Status.MAY_HAVE_ARRIVED, True),
        (Status.SENDING, True),
        (Status.NEEDS_FIXING, False),
        (Status.WAITING, False),
    ],
)
def test_it_is_told_whether_cap_has_to_be_told(
    status: Status, was_sent: bool, outbox: Outbox
) -> None:
    """What was accepted, or may have been, is at CAP as well."""
    _captured(outbox)
    _attempted(outbox, status)
    erased = forget(outbox, outbox.path.parent, email=ZOE, now=NOW)
    assert erased.was_sent is was_sent
    assert erased.being_sent == (status is Status.SENDING)
    assert erased.entries == (status is not Status.SENDING)


def test_a_copy_that_had_to_be_left_is_told(outbox: Outbox, tmp_path: Path) -> None:
    """With its name, for somebody to look after."""
    _captured(outbox)
    aside = tmp_path / f"{OUTBOX_NAME}-journal.aside-1"
    aside.write_bytes(b"a journal")
    (sentence,) = forget(outbox, tmp_path, email=ZOE, now=NOW).left
    assert str(aside) in sentence


def test_nobody_is_forgotten_by_a_slip(outbox: Outbox, tmp_path: Path) -> None:
    """An email that can't be one, and no phone, mean nobody."""
    entry_id = _captured(outbox, phone=None)
    assert forget(outbox, tmp_path, email="zoe", phone=" ", now=NOW).entries == 0
    assert outbox.lead(entry_id) is not None
