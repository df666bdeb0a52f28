"""Capture: when it returns the lead is on the disk, and when it fails nothing is lost."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.lead import Draft
from capdesk.outbox import (
    OUTBOX_NAME,
    Captured,
    CaptureError,
    GivenUpError,
    Outbox,
    new_data_key,
)
from tests.outbox.desk import (
    KEY,
    NOW,
    QA,
    SECOND,
    bring_to,
    capture,
    claim,
    folder_bytes,
    open_outbox,
    statuses,
)
from tests.outbox.faults import LostCommit, fill_disk, refuse_commit
from tests.support.leads import a_lead, a_new_entry


def test_a_captured_lead_waits_with_everything_it_was_given(outbox: Outbox) -> None:
    """A new entry is waiting, due at once, untried, and reads as it was captured."""
    new = a_new_entry()
    assert outbox.capture(new, now=NOW) == Captured(new.lead.id)
    entry = outbox.entry(new.lead.id)
    assert (entry.status, entry.attempts, entry.not_before) == (Status.WAITING, 0, None)
    assert (entry.captured_at, entry.changed_at) == (NOW, NOW)
    assert (entry.environment, entry.campaign_id) == (QA, new.lead.campaign_id)
    assert entry.name == new.lead.full_name
    assert outbox.lead(new.lead.id) == new.lead


def test_a_captured_lead_is_on_the_disk_when_capture_returns(outbox: Outbox) -> None:
    """Another program sees it at once, without anything being closed first."""
    entry_id = capture(outbox)
    with closing(open_outbox(outbox.path.parent)) as other:
        assert [entry.id for entry in other.entries()] == [entry_id]


def test_capturing_a_lead_twice_keeps_it_once(outbox: Outbox) -> None:
    """Trying again with the same id is safe, whatever the first answer was."""
    new = a_new_entry()
    assert not outbox.capture(new, now=NOW).already
    assert outbox.capture(new, now=NOW) == Captured(new.lead.id, already=True)
    assert len(outbox.entries()) == len(outbox.history(new.lead.id)) == 1


@pytest.mark.parametrize("how", ["discarded", "wiped", "replaced"])
def test_a_later_try_of_what_was_given_up_is_not_taken_for_kept(
    how: str, outbox: Outbox
) -> None:
    """Nothing would send it, so the form has to keep what stands there."""
    new = a_new_entry()
    capture(outbox, new)
    if how == "replaced":
        capture(outbox, a_new_entry(replaces=new.lead.id))
    else:
        outbox.discard(new.lead.id, now=NOW, reason="test")
    if how == "wiped":
        outbox.wipe_discarded(now=NOW)
    before = outbox.entries()
    with pytest.raises(GivenUpError, match="Press Send again"):
        outbox.capture(new, now=NOW)
    assert outbox.entries() == before


def test_a_later_try_of_the_same_draft_is_the_same_lead(outbox: Outbox) -> None:
    """The enquiry time is that of the try which got through, and stops no other."""
    first = a_new_entry()
    capture(outbox, first)
    later = first.lead._replace(enquiry_at=first.lead.enquiry_at + SECOND)
    assert outbox.capture(a_new_entry(lead=later), now=NOW + SECOND).already
    assert outbox.lead(first.lead.id) == first.lead


def test_a_lead_that_was_sent_meanwhile_is_not_captured_again(outbox: Outbox) -> None:
    """A late second try does not put a lead that went back into the queue."""
    new = a_new_entry()
    capture(outbox, new)
    claim(outbox)
    assert outbox.capture(new, now=NOW).already
    assert outbox.entry(new.lead.id).status is Status.SENDING


def test_what_was_typed_after_an_earlier_try_is_never_taken_for_it(
    outbox: Outbox,
) -> None:
    """The same id with other content is refused, or the correction would get lost."""
    first = a_new_entry()
    capture(outbox, first)
    corrected = a_new_entry(lead=first.lead._replace(email="zoe@right.example"))
    with pytest.raises(CaptureError, match="An earlier try had been saved after all"):
        capture(outbox, corrected)
    assert outbox.lead(first.lead.id) == first.lead


def test_a_row_that_was_given_before_is_known_again(outbox: Outbox) -> None:
    """A file that is added twice captures each row once, under whatever id."""
    entry_id = capture(outbox, a_new_entry(row=b"row 1"))
    again = outbox.capture(a_new_entry(row=b"row 1"), now=NOW)
    assert again == Captured(entry_id, already=True)
    assert not outbox.capture(a_new_entry(row=b"row 2"), now=NOW).already
    assert len(outbox.entries()) == 2


def test_a_row_that_stands_twice_in_one_file_is_captured_once(outbox: Outbox) -> None:
    """Rows are compared within one transaction too."""
    news = [a_new_entry(row=b"row 1"), a_new_entry(row=b"row 1")]
    first, second = outbox.capture_all(news, now=NOW)
    assert (first.already, second.already) == (False, True)
    assert second.id == first.id


def test_leads_typed_by_hand_are_never_taken_for_one_another(outbox: Outbox) -> None:
    """Two people with the same details are two leads; only rows of files are compared."""
    lead, twin = a_lead(), a_lead()
    assert twin._replace(id=lead.id) == lead
    capture(outbox, a_new_entry(lead=lead))
    capture(outbox, a_new_entry(lead=twin))
    assert len(outbox.entries()) == 2


@pytest.mark.parametrize("status", [Status.WAITING, Status.NEEDS_FIXING])
def test_a_corrected_copy_takes_the_place_of_the_old_entry(
    status: Status, outbox: Outbox
) -> None:
    """The copy waits, the old one is replaced, and each names the other."""
    old_id = bring_to(outbox, status)
    new_id = capture(outbox, a_new_entry(replaces=old_id))
    old, new = outbox.entry(old_id), outbox.entry(new_id)
    assert (old.status, old.replaced_by) == (Status.REPLACED, new_id)
    assert (new.status, new.replaces) == (Status.WAITING, old_id)


@pytest.mark.parametrize(
    "status", sorted(set(Status) - {Status.WAITING, Status.NEEDS_FIXING})
)
def test_what_may_have_gone_out_cannot_be_corrected(
    status: Status, outbox: Outbox
) -> None:
    """The copy is refused with a sentence, and what was typed stays in its draft."""
    old_id = bring_to(outbox, status)
    before = outbox.entries()
    outbox.save_draft("form", Draft(first_name="Zoë"), now=NOW)
    with pytest.raises(CaptureError, match=r"not saved\. A lead that is .* can't"):
        capture(outbox, a_new_entry(replaces=old_id, clears_draft="form"))
    assert outbox.entries() == before
    assert outbox.load_draft("form") == Draft(first_name="Zoë")


def test_a_copy_of_a_lead_that_is_not_here_is_refused(outbox: Outbox) -> None:
    """The sentence says what is missing, not that the disk is bad."""
    missing = a_lead().id
    with pytest.raises(CaptureError, match=f"There is no lead {missing}"):
        capture(outbox, a_new_entry(replaces=missing))
    assert outbox.entries() == ()


def test_the_draft_goes_when_its_lead_is_kept(outbox: Outbox) -> None:
    """A start after a crash does not offer a lead to be typed that was captured."""
    for slot in ("form", "other"):
        outbox.save_draft(slot, Draft(first_name="Zoë"), now=NOW)
    capture(outbox, a_new_entry(clears_draft="form"))
    assert outbox.load_draft("form") is None
    assert outbox.load_draft("other") is not None


def test_all_of_several_leads_are_kept_or_none(outbox: Outbox) -> None:
    """One that can't be kept takes the others of its transaction back with it."""
    sent = bring_to(outbox, Status.SENT)
    with pytest.raises(CaptureError):
        outbox.capture_all([a_new_entry(), a_new_entry(replaces=sent)], now=NOW)
    assert [entry.id for entry in outbox.entries()] == [sent]


def _disk_full(outbox: Outbox) -> Callable[[], None]:
    fill_disk(outbox.connection)
    return lambda: None


def _commit_fails(outbox: Outbox) -> Callable[[], None]:
    refuse_commit(outbox.connection)
    return lambda: None


def _another_program_writes(outbox: Outbox) -> Callable[[], None]:
    outbox.connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(outbox.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def _file_vanishes(outbox: Outbox) -> Callable[[], None]:
    aside = outbox.path.with_name("unplugged")
    outbox.path.rename(aside)

    def plug_in() -> None:
        aside.rename(outbox.path)

    return plug_in


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file in its place")
@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (_disk_full, r"The disk that holds the outbox .* is full"),
        (_commit_fails, r"The outbox .* can't be used \(not authorized\)"),
        (_another_program_writes, r"Another program is keeping the outbox"),
        (_file_vanishes, r"The outbox .* has gone"),
    ],
)
def test_a_capture_that_fails_keeps_nothing_and_may_be_tried_again(
    break_it: Callable[[Outbox], Callable[[], None]], sentence: str, outbox: Outbox
) -> None:
    """The sentence says why; the same lead is kept once the trouble is over."""
    earlier = capture(outbox)
    outbox.save_draft("form", Draft(first_name="Zoë"), now=NOW)
    mend = break_it(outbox)
    lead = a_lead()
    new = a_new_entry(lead=lead, payload=b"x" * 100_000, clears_draft="form")
    with pytest.raises(CaptureError, match=rf"^The lead was not saved\. {sentence}"):
        outbox.capture(new, now=NOW)
    mend()
    assert outbox.load_draft("form") == Draft(first_name="Zoë")
    assert not outbox.capture(new, now=NOW).already
    assert [entry.id for entry in outbox.entries()] == [earlier, lead.id]


def test_a_lead_that_is_there_after_all_is_acknowledged(outbox: Outbox) -> None:
    """An error from COMMIT does not prove that the lead is absent: it is looked for."""
    torn, connection = LostCommit.under(outbox)
    connection.armed = True
    new = a_new_entry()
    assert torn.capture(new, now=NOW).id == new.lead.id
    assert statuses(outbox, [new.lead.id]) == [Status.WAITING]
    torn.close()


def test_an_earlier_try_is_no_proof_that_the_correction_was_kept(
    outbox: Outbox,
) -> None:
    """After an error from COMMIT the id alone does not count, the content does."""
    first = a_new_entry()
    capture(outbox, first)
    refuse_commit(outbox.connection)
    corrected = a_new_entry(lead=first.lead._replace(email="zoe@right.example"))
    with pytest.raises(CaptureError):
        outbox.capture(corrected, now=NOW)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file in its place")
def test_nothing_is_sealed_into_another_outbox(tmp_path: Path, outbox: Outbox) -> None:
    """A file that took the outbox's place gets no lead that nobody could ever open."""
    capture(outbox)
    other_key = new_data_key()
    aside = tmp_path / "aside"
    aside.mkdir()
    open_outbox(aside, lambda _key_id, _may_create: other_key).close()
    (aside / OUTBOX_NAME).replace(outbox.path)
    before = outbox.path.read_bytes()
    new = a_new_entry()
    with pytest.raises(CaptureError, match="has gone"):
        outbox.capture(new, now=NOW)
    with pytest.raises(CaptureError, match="Another outbox has taken the place"):
        outbox.capture(new, now=NOW)
    assert outbox.path.read_bytes() == before


_SMALL_DISK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from capdesk.outbox import CaptureError
from tests.outbox.desk import NOW, open_outbox
from tests.support.leads import a_new_entry
from dataclasses import replace

outbox = open_outbox(Path(sys.argv[1]))
size = outbox.path.stat().st_size
new = replace(a_new_entry(), payload=b"x" * 200_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    outbox.capture(new, now=NOW)
except CaptureError as error:
    print(error)
resource.setrlimit(
    resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
)
print(len(outbox.entries()), outbox.capture(new, now=NOW).already)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on file sizes")
def test_a_write_that_the_system_refuses_is_told_and_can_be_repeated(
    tmp_path: Path,
) -> None:
    """A real short write in the middle of COMMIT ends as any other failure does."""
    open_outbox(tmp_path).close()
    run = subprocess.run(
        [sys.executable, "-c", _SMALL_DISK, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    sentence, counts = run.stdout.splitlines()
    assert sentence.startswith("The lead was not saved. The outbox ")
    assert sentence.endswith("Check the disk and the permissions of its folder.")
    assert counts == "0 False"
    with closing(open_outbox(tmp_path)) as outbox:
        assert len(outbox.entries()) == 1


_CAPTURE_WITHOUT_END = """
import sys
from pathlib import Path
from tests.outbox.desk import capture, open_outbox

outbox = open_outbox(Path(sys.argv[1]))
while True:
    print(capture(outbox), flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_a_killed_program_loses_no_lead_that_it_acknowledged(
    acknowledged: int, tmp_path: Path
) -> None:
    """Whatever moment the program is killed at, what it acknowledged is there."""
    open_outbox(tmp_path).close()
    with subprocess.Popen(
        [sys.executable, "-c", _CAPTURE_WITHOUT_END, tmp_path],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as program:
        assert program.stdout is not None
        ids = [program.stdout.readline().strip() for _ in range(acknowledged)]
        program.kill()
        ids += program.stdout.read().split()
    with closing(open_outbox(tmp_path)) as outbox:
        assert all(outbox.entry(each).readable for each in ids)
        counted = sum(outbox.counts(QA).values())
        assert len(ids) <= counted == outbox.captured_count(QA) <= len(ids) + 1


def test_the_data_key_is_nowhere_in_the_folder(tmp_path: Path) -> None:
    """Who copies the folder has the leads sealed, and not what opens them."""
    key = new_data_key()
    with closing(open_outbox(tmp_path, lambda _key_id, _may_create: key)) as outbox:
        capture(outbox)
    assert not any(key in content for content in folder_bytes(tmp_path).values())
    assert key != KEY
