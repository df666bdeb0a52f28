"""The leads are locked: by a passphrase, by a key that is lost, by a keyring that is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from capdesk.app.locks import Lock
from capdesk.credentials import CredentialStore, KeyringAbsent, MemoryCredentials
from capdesk.domain.entry import Status
from capdesk.outbox import OUTBOX_NAME, KeyKind, settled_key_kind
from capdesk.ui.attention import Cause
from capdesk.ui.lost_key_question import LostKeyQuestion
from capdesk.ui.passphrase_question import DIFFER, PassphraseQuestion
from tests.app.conftest import OpenDesk, Shop, open_desk

WORDS = "correct horse battery"

Question = TypeVar("Question", bound=QDialog)


class AbsentKeyring(MemoryCredentials):
    """What a computer without a keyring says; it can be switched on."""

    def __init__(self) -> None:
        super().__init__()
        self.is_there = False

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        if not self.is_there:
            raise KeyringAbsent("There is no keyring on this computer.")
        return super().data_key(key_id)


@contextmanager
def _opened(shop: Shop, credentials: CredentialStore) -> Iterator[OpenDesk]:
    """Start CapDesk; nothing is waited for."""
    with open_desk(shop.qtbot, shop.folder, credentials) as desk:
        yield desk


def _wait_for(desk: OpenDesk, kind: type[Question]) -> Question:
    def is_asked() -> bool:
        return any(each.isVisible() for each in desk.window.findChildren(kind))

    desk.wait_until(is_asked)
    (question,) = (each for each in desk.window.findChildren(kind) if each.isVisible())
    return question


def _give(desk: OpenDesk, question: PassphraseQuestion, *texts: str) -> None:
    fields = [question.field, *([question.repeated] if question.repeated else [])]
    for field, text in zip(fields, texts, strict=True):
        field.setFocus()
        field.selectAll()
        desk.qtbot.keyClicks(field, text)
    desk.qtbot.keyClick(fields[-1], Qt.Key.Key_Return)


def _choose_passphrase(desk: OpenDesk) -> None:
    _give(desk, _wait_for(desk, PassphraseQuestion), WORDS, WORDS)
    desk.wait_until(lambda: desk.desk.is_sending)


def _take(shop: Shop, desk: OpenDesk, name: str) -> str:
    desk.come_back()
    shop.choose_campaign(desk, shop.campaigns[0])
    return desk.take(name)


def _is_locked(desk: OpenDesk) -> bool:
    return any(lock.sentence in desk.window.attention.texts for lock in Lock)


# No keyring


def test_where_there_is_no_keyring_a_passphrase_is_chosen(shop: Shop) -> None:
    """First start without a keyring: two equal passphrases, and leads can be taken."""
    with _opened(shop, AbsentKeyring()) as desk:
        question = _wait_for(desk, PassphraseQuestion)
        _give(desk, question, "short", "short")
        assert "at least 12 characters" in question.said.text()
        _give(desk, question, WORDS, f"{WORDS}!")
        assert question.said.text() == DIFFER
        _choose_passphrase(desk)
        entry_id = _take(shop, desk, "Ann")
        assert desk.statuses["Ann"] in {Status.WAITING, Status.SENDING}
    assert settled_key_kind(shop.folder / OUTBOX_NAME) is KeyKind.PASSPHRASE
    assert entry_id
    for file in shop.folder.rglob("*"):
        if file.is_file():
            assert WORDS.encode() not in file.read_bytes(), file


def test_each_start_asks_for_the_passphrase(shop: Shop) -> None:
    """A wrong one is told and asked for again; the right one opens the leads."""
    with _opened(shop, AbsentKeyring()) as desk:
        _choose_passphrase(desk)
        _take(shop, desk, "Ann")
    with _opened(shop, AbsentKeyring()) as desk:
        question = _wait_for(desk, PassphraseQuestion)
        assert question.repeated is None
        _give(desk, question, "some other words")
        desk.wait_until(lambda: "does not open" in question.said.text())
        assert question.isVisible()
        _give(desk, question, WORDS)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: "Ann" in desk.statuses)
        assert not _is_locked(desk)


def test_who_says_not_now_loses_no_typing(shop: Shop) -> None:
    """Send says why nothing is saved, what was typed stays, and a banner asks again."""
    with _opened(shop, AbsentKeyring()) as desk:
        _choose_passphrase(desk)
    with _opened(shop, AbsentKeyring()) as desk:
        question = _wait_for(desk, PassphraseQuestion)
        desk.click("Not now", question)
        desk.wait_until(lambda: _is_locked(desk))
        desk.come_back()
        shop.choose_campaign(desk, shop.campaigns[0])
        desk.write_example("Ann")
        desk.send()
        assert not desk.window.form.is_empty()
        assert "was not saved" in desk.window.form.problems.text
        desk.press_banner(Cause.LOCKED)
        _give(desk, _wait_for(desk, PassphraseQuestion), WORDS)
        desk.wait_until(lambda: desk.desk.is_sending)
        assert not desk.window.form.is_empty()
        desk.come_back()
        desk.send()
        desk.wait_until(lambda: "Ann" in desk.statuses)
        desk.wait_until(desk.window.form.is_empty)


# A lost key


def _with_lost_key(shop: Shop) -> None:
    shop.gateway.close()  # so that it stays unsent
    with shop.open() as desk:
        desk.take("Ann")
        desk.wait_for("Ann", Status.WAITING)


def test_a_lost_key_is_asked_about_and_work_goes_on(shop: Shop) -> None:
    """Nothing begins anew without a word; old leads are counted as unreadable."""
    _with_lost_key(shop)
    before = (shop.folder / OUTBOX_NAME).read_bytes()
    with _opened(shop, MemoryCredentials()) as desk:
        question = _wait_for(desk, LostKeyQuestion)
        assert "1 lead" in question.text
        desk.qtbot.keyClick(question, Qt.Key.Key_Return)  # Not now has the focus
        desk.wait_until(lambda: _is_locked(desk))
        assert (shop.folder / OUTBOX_NAME).read_bytes() == before
        desk.press_banner(Cause.LOCKED)
        question = _wait_for(desk, LostKeyQuestion)
        desk.click("Begin anew", question)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: "1 lead" in desk.window.notice.text)
        assert "can't be read" in desk.window.notice.text
        _take(shop, desk, "Bea")
        assert len(desk.entries) == 2


def test_a_key_that_comes_back_opens_its_leads(shop: Shop) -> None:
    """*Try again* finds it; nothing has begun anew."""
    _with_lost_key(shop)
    lost = AbsentKey(shop.credentials)
    with _opened(shop, lost) as desk:
        question = _wait_for(desk, LostKeyQuestion)
        desk.click("Try again", question)
        desk.wait_until(lambda: "still not there" in question.text)
        lost.is_there = True
        desk.click("Try again", question)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: "Ann" in desk.statuses)


class AbsentKey(MemoryCredentials):
    """A keyring that has lost its data keys, until somebody restores them."""

    def __init__(self, restored: CredentialStore) -> None:
        super().__init__()
        self._restored = restored
        self.is_there = False

    def data_key(self, key_id: str) -> bytes | None:
        """See `CredentialStore`."""
        return self._restored.data_key(key_id) if self.is_there else None


# A keyring that is gone


def _gone_since(shop: Shop, first_name: str) -> AbsentKeyring:
    """Take a lead with a keyring; give the keyring as it is afterwards."""
    keyring = AbsentKeyring()
    keyring.is_there = True
    with _opened(shop, keyring) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        _take(shop, desk, first_name)
    keyring.is_there = False
    return keyring


def test_a_keyring_that_is_gone_is_waited_for(shop: Shop) -> None:
    """It may only not have been started: *Try again* goes on as before."""
    keyring = _gone_since(shop, "Ann")
    with _opened(shop, keyring) as desk:
        question = _wait_for(desk, LostKeyQuestion)
        keyring.is_there = True
        desk.click("Try again", question)
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: "Ann" in desk.statuses)


def test_a_keyring_that_is_gone_for_good_gives_way_to_a_passphrase(shop: Shop) -> None:
    """After a person's word, new leads are behind a passphrase; old ones stay."""
    keyring = _gone_since(shop, "Ann")
    with _opened(shop, keyring) as desk:
        question = _wait_for(desk, LostKeyQuestion)
        desk.click("Begin anew", question)
        _choose_passphrase(desk)
        _take(shop, desk, "Bea")
        assert len(desk.entries) == 2
    assert settled_key_kind(shop.folder / OUTBOX_NAME) is KeyKind.PASSPHRASE


def test_the_window_closes_over_the_question(shop: Shop) -> None:
    """A log-off while the passphrase is asked for ends all in good order."""
    with _opened(shop, AbsentKeyring()) as desk:
        question = _wait_for(desk, PassphraseQuestion)
        assert desk.desk.close()
        assert not question.isVisible()
