"""Leads change hands by a file, whole and only once it is safe."""

import errno
import os
import stat
from contextlib import closing
from pathlib import Path

import pytest

from capdesk import files
from capdesk.domain.entry import Status
from capdesk.outbox import NewEntry, Outbox, Settlement, Wanted, exchange
from capdesk.services.hand_over import (
    HandOverFileError,
    asking,
    hand_over_leads,
    read_hand_over,
    take_over_leads,
)
from capdesk.services.profile import Profile
from tests.outbox.desk import NOW
from tests.outbox.faults import refuse_commit
from tests.services.hand_over.laptops import PASSPHRASE, Laptop, a_pair
from tests.support.leads import a_lead


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Return two laptops."""
    return a_pair(tmp_path)


def test_leads_change_hands(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    """Both slips name the same leads, and the file is the owner's alone."""
    one, two = pair
    ids = [one.capture(), one.capture()]
    path = tmp_path / "leads.age"
    given = one.hand_over(path)
    assert given.headline == "2 leads handed over."
    assert set(one.statuses().values()) == {Status.HANDED_OVER}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(tmp_path.glob("*.age")) == [path]
    assert not list(tmp_path.glob(".*"))
    taken = two.take_over(path)
    assert taken.headline == "2 leads in the file: 2 taken over."
    assert [line.id for line in given.lines] == [line.id for line in taken.lines] == ids
    assert dict(given.facts)["Hand-over"] == dict(taken.facts)["Hand-over"]
    assert set(two.statuses().values()) == {Status.WAITING}
    assert two.take_over(path).headline == "2 leads in the file: 2 already here."


def test_slips_name_nobody(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    """They lie about on a desk: a reference or initials, and the id."""
    one, two = pair
    lead_id = one.capture(a_lead(first_name="Zoë", last_name="Ångström"))
    path = tmp_path / "leads.age"
    for slip in (one.hand_over(path), two.take_over(path)):
        assert "ngström" not in slip.text
        assert "example.com" not in slip.text
        assert f"Z… Å…  {lead_id}  qa" in slip.text


def test_what_is_missing_on_the_other_laptop_is_told(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """Leads for an unknown environment or campaign are kept all the same."""
    one, two = pair
    lead = a_lead(environment="dealer")
    one.capture(lead)
    path = tmp_path / "leads.age"
    one.hand_over(path)
    notes = " ".join(two.take_over(path).notes)
    assert "does not know the environment dealer: 1 lead wait" in notes
    assert f"The campaign {lead.campaign_id} is not on this computer" in notes
    assert two.statuses() == {lead.id: Status.WAITING}


def test_nothing_unsent_makes_no_file(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """An empty file would look like one that is whole."""
    path = tmp_path / "leads.age"
    with pytest.raises(HandOverFileError, match="no unsent lead"):
        pair[0].hand_over(path)
    assert not path.exists()


def test_a_file_that_is_there_is_never_replaced(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """It may be the only copy of other leads."""
    one, _ = pair
    one.capture()
    before = one.entries()
    path = tmp_path / "leads.age"
    path.write_bytes(b"other leads")
    with pytest.raises(HandOverFileError, match="is there already"):
        one.hand_over(path)
    with pytest.raises(HandOverFileError, match="There is no folder"):
        one.hand_over(tmp_path / "nowhere" / "leads.age")
    assert path.read_bytes() == b"other leads"
    assert one.entries() == before


class _OtherFile:
    """A cipher in whose time somebody else takes the name of the file."""

    def __init__(self, inner: Laptop, path: Path) -> None:
        self._inner, self._path = inner.cipher, path

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """Encrypt, while another program makes a file."""
        self._path.write_bytes(b"faster")
        return self._inner.encrypt(plain, passphrase)

    def decrypt(self, content: bytes, passphrase: str) -> bytes:
        """Decrypt as ever."""
        return self._inner.decrypt(content, passphrase)


def test_who_takes_the_name_meanwhile_keeps_it(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """The name is taken only while it is free."""
    one, _ = pair
    one.capture()
    before = one.entries()
    path = tmp_path / "leads.age"
    one.cipher = _OtherFile(one, path)
    with pytest.raises(HandOverFileError, match="is there already"):
        one.hand_over(path)
    assert path.read_bytes() == b"faster"
    assert one.entries() == before


def _no_links(_source: object, _target: object, **_where: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without replacing")
def test_a_memory_stick_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a name that is taken stays taken there, too."""
    monkeypatch.setattr(os, "link", _no_links)
    path = tmp_path / "file"
    files.write_new_private(path, b"whole")
    assert path.read_bytes() == b"whole"
    with pytest.raises(FileExistsError):
        files.write_new_private(path, b"other")
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def _full_disk(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_all_as_it_was(
    pair: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file, no part of one, no mark."""
    one, _ = pair
    one.capture()
    before = one.entries()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _full_disk)
        with pytest.raises(HandOverFileError, match=r"disk is full.*All leads stay"):
            one.hand_over(tmp_path / "leads.age")
    assert not [each for each in tmp_path.iterdir() if each.is_file()]
    assert one.entries() == before


class _Forgetful:
    """A cipher whose file reads back otherwise, as on a disk that lies."""

    def __init__(self, inner: Laptop) -> None:
        self._inner = inner.cipher

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """Encrypt as ever."""
        return self._inner.encrypt(plain, passphrase)

    def decrypt(self, content: bytes, passphrase: str) -> bytes:
        """Decrypt all but the end."""
        return self._inner.decrypt(content, passphrase)[:-1]


def test_a_file_that_reads_back_otherwise_takes_no_lead_along(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """The leads stay; as somebody may have the file, they are marked."""
    one, _ = pair
    lead_id = one.capture()
    one.cipher = _Forgetful(one)
    path = tmp_path / "leads.age"
    with pytest.raises(HandOverFileError, match=r"did not read back.*All leads stay"):
        one.hand_over(path)
    assert not path.exists()
    entry = one.entries()[lead_id]
    assert (entry.status, entry.possible_duplicate) == (Status.WAITING, True)


def test_an_outbox_that_fails_at_the_end_loses_nothing(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """The file is kept, for it may be all there is; the leads here are marked."""
    one, two = pair
    lead_id = one.capture()
    path = tmp_path / "leads.age"

    class _Refusing:
        def __init__(self, outbox: Outbox) -> None:
            self._outbox = outbox

        def encrypt(self, plain: bytes, passphrase: str) -> bytes:
            content = two.cipher.encrypt(plain, passphrase)
            refuse_commit(self._outbox.connection)
            return content

        def decrypt(self, content: bytes, passphrase: str) -> bytes:
            return two.cipher.decrypt(content, passphrase)

    with (
        closing(one.outbox()) as outbox,
        pytest.raises(HandOverFileError, match="Keep the file"),
    ):
        hand_over_leads(
            asking(outbox),
            path,
            PASSPHRASE,
            computer="stand-1",
            clock=lambda: NOW,
            cipher=_Refusing(outbox),
        )
    entry = one.entries()[lead_id]
    assert (entry.status, entry.possible_duplicate) == (Status.WAITING, True)
    assert two.take_over(path).headline == "1 lead in the file: 1 taken over."


def test_a_lead_that_does_not_fit_keeps_no_other_here(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """It stays, without a mark, and is told."""
    one, two = pair
    good, bad = one.capture(), a_lead()
    with closing(one.outbox()) as outbox:
        outbox.capture(NewEntry(bad, b"{}"), now=NOW)
    path = tmp_path / "leads.age"
    slip = one.hand_over(path)
    assert "1 lead stayed here, because" in " ".join(slip.notes)
    assert one.statuses() == {good: Status.HANDED_OVER, bad.id: Status.WAITING}
    assert not one.entries()[bad.id].possible_duplicate
    two.take_over(path)
    assert set(two.statuses()) == {good}


def test_what_is_just_being_sent_is_waited_for(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """Offline there is always one under way; it comes back and goes along, unmarked."""
    one, two = pair
    ids = [one.capture(), one.capture()]
    path = tmp_path / "leads.age"
    with closing(one.outbox()) as outbox:
        exchange(outbox, "qa", now=NOW, wanted=Wanted(limit=1))
        pauses: list[float] = []

        def come_back(pause_s: float) -> None:
            pauses.append(pause_s)
            if len(pauses) == 3:
                back = Settlement(ids[0], Status.WAITING, "not_sent_dns")
                exchange(outbox, "qa", now=NOW, settlements=[back])

        slip = hand_over_leads(
            asking(outbox),
            path,
            PASSPHRASE,
            computer="stand-1",
            clock=lambda: NOW,
            cipher=one.cipher,
            pause=come_back,
        )
    assert len(pauses) == 3
    assert {line.id for line in slip.lines} == set(ids)
    two.take_over(path)
    assert not any(entry.possible_duplicate for entry in two.entries().values())


def test_what_does_not_come_back_stays(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """It may have gone out by now; nobody waits for it without end."""
    one, _ = pair
    one.capture()
    with closing(one.outbox()) as outbox:
        exchange(outbox, "qa", now=NOW, wanted=Wanted(limit=1))
        with pytest.raises(HandOverFileError, match="just being sent stayed here"):
            hand_over_leads(
                asking(outbox),
                tmp_path / "leads.age",
                PASSPHRASE,
                computer="stand-1",
                clock=lambda: NOW,
                cipher=one.cipher,
                pause=lambda _: None,
            )


def test_practice_takes_nothing_over(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """It would throw the leads away at its end."""
    one, two = pair
    one.capture()
    path = tmp_path / "leads.age"
    one.hand_over(path)
    made = read_hand_over(path, PASSPHRASE, cipher=two.cipher)
    practice = Profile(two.folder, two.credentials, practice_url="http://127.0.0.1:9/")
    with closing(two.outbox()) as outbox, pytest.raises(HandOverFileError):
        take_over_leads(
            asking(outbox),
            made,
            profile=practice,
            computer="stand-2",
            clock=lambda: NOW,
        )
    assert two.statuses() == {}
