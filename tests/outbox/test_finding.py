"""A person's leads are found by email or phone, and by nothing else."""

from contextlib import closing
from pathlib import Path

from capdesk.outbox import Outbox
from tests.outbox.desk import KEY, capture, open_outbox
from tests.support.leads import a_lead, a_new_entry


def _captured(outbox: Outbox, email: str, phone: str | None = None) -> str:
    return capture(outbox, a_new_entry(lead=a_lead(email=email, phone=phone)))


def test_an_email_is_known_in_any_case(outbox: Outbox) -> None:
    """Whoever typed `Ann@` and `ann@` is one person."""
    first = _captured(outbox, "Ann.Lee@example.com")
    second = _captured(outbox, "ann.lee@example.com")
    _captured(outbox, "ann.leeds@example.com")
    found = outbox.with_email("ANN.LEE@EXAMPLE.COM")
    assert [entry.id for entry in found] == [first, second]


def test_a_lead_without_a_phone_is_found_by_none(outbox: Outbox) -> None:
    """No number is not a number that people share."""
    _captured(outbox, "ann@example.com")
    assert outbox.with_phone("") == ()
    assert outbox.of_person(email="", phone="") == ()


def test_an_email_is_no_phone(outbox: Outbox) -> None:
    """The two are kept apart, though both are HMACs under one key."""
    _captured(outbox, "+447700900123")
    assert outbox.with_phone("+447700900123") == ()


def test_a_person_is_found_over_email_and_phone(outbox: Outbox) -> None:
    """Either that is the same will do, each lead once, oldest first."""
    both = _captured(outbox, "ann@example.com", "+447700900123")
    by_phone = _captured(outbox, "other@example.com", "+447700900123")
    by_email = _captured(outbox, "ann@example.com")
    found = outbox.of_person(email="ann@example.com", phone="+447700900123")
    assert [entry.id for entry in found] == [both, by_phone, by_email]


def test_the_file_does_not_tell_who_is_in_it(tmp_path: Path) -> None:
    """Without the data key nobody can try an email out; another key gives another HMAC."""

    def hmacs(folder: Path, key: bytes) -> list[bytes]:
        folder.mkdir()
        with closing(open_outbox(folder, lambda *_: key)) as outbox:
            _captured(outbox, "ann@example.com", "+447700900123")
            query = "SELECT email_hmac, phone_hmac FROM entry"
            return list(outbox.connection.execute(query).fetchone())

    one = hmacs(tmp_path / "one", KEY)
    assert {len(each) for each in one} == {32}
    assert hmacs(tmp_path / "same", KEY) == one
    assert set(hmacs(tmp_path / "another", bytes(32))).isdisjoint(one)
