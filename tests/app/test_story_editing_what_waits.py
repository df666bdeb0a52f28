"""Somebody edits a lead that still waits for the network."""

from collections.abc import Callable

from capdesk.domain.entry import Status
from capdesk.domain.fields import Field
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from tests.app.conftest import OpenDesk, Shop


def _last_names(shop: Shop) -> list[str]:
    return [
        each.payload["contactDetail"]["lastName"]
        for each in shop.gateway.received
        if isinstance(each.payload, dict)
    ]


def _be_online(desk: OpenDesk, shop: Shop) -> None:
    shop.gateway.set_mode(Mode.ACCEPT)
    desk.desk.parts.release("local")


def _edit_until(desk: OpenDesk, entry_id: str, is_so: Callable[[], bool]) -> None:
    """Press *Edit* until something is so.

    The courier goes on trying by itself, at first after moments drawn by chance, and a
    lead that is just going out can't be edited: then a person presses again.
    """
    desk.choose(entry_id)

    def is_so_by_now() -> bool:
        if not is_so() and desk.shows_button("Edit"):
            desk.click("Edit")
            desk.settle()
        return is_so()

    desk.wait_until(is_so_by_now)


def _edit(desk: OpenDesk, entry_id: str) -> None:
    _edit_until(desk, entry_id, lambda: desk.window.form.is_correcting)


def test_it_is_not_sent_while_it_is_edited(shop: Shop) -> None:
    """Others go as soon as they can; the edited one goes as its corrected copy alone."""
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.take("Bea", "bea@example.com")
        desk.wait_until(lambda: "No connection" in desk.said)
        desk.wait_for("Ann", Status.WAITING)
        _edit(desk, old)
        _be_online(desk, shop)
        desk.wait_for("Bea", Status.SENT)
        assert desk.statuses["Ann"] is Status.WAITING
        desk.type_into(Field.LAST_NAME, "Right")
        desk.send()
        desk.wait_for("Ann", Status.SENT)
        assert _last_names(shop) == ["test", "Right"]
        assert desk.ask_outbox(Outbox.entry, old).status is Status.REPLACED


def test_cancelled_it_goes_at_once(shop: Shop) -> None:
    """A cancelled edit holds the lead back no longer."""
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_until(lambda: "No connection" in desk.said)
        desk.wait_for("Ann", Status.WAITING)
        _edit(desk, old)
        desk.click("Cancel the correction")
        desk.settle()
        desk.settle()
        _be_online(desk, shop)
        desk.wait_for("Ann", Status.SENT)
        assert _last_names(shop) == ["test"]


def test_sent_meanwhile_is_told_and_loses_nothing(shop: Shop) -> None:
    """*Send now* sends it all the same; who saves then reads so, and keeps the text."""
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_until(lambda: "No connection" in desk.said)
        desk.wait_for("Ann", Status.WAITING)
        _edit(desk, old)
        desk.type_into(Field.LAST_NAME, "Right")
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.click("Send now", desk.window.queue_line)
        desk.wait_for("Ann", Status.SENT)
        desk.send()
        problems = desk.window.form.problems
        desk.wait_until(lambda: "the lead itself is sent by now" in problems.text)
        assert desk.window.form.draft().last_name == "Right"
        assert len(desk.entries) == 1
        desk.click("Cancel the correction")
        desk.settle()
        assert desk.window.form.is_empty()
        assert problems.text == ""


def test_a_refused_edit_does_not_hold_it_back(shop: Shop) -> None:
    """A lead that can't be edited, as its campaign is gone, goes as if nobody had asked."""
    shop.gateway.set_mode(Mode.OFFLINE)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_until(lambda: "No connection" in desk.said)
        desk.wait_for("Ann", Status.WAITING)
        desk.desk._set_up._campaigns = desk.desk._set_up._campaigns[1:]
        notice = desk.window.notice
        _edit_until(desk, old, lambda: "can’t be corrected yet" in notice.text)
        _be_online(desk, shop)
        desk.wait_for("Ann", Status.SENT)
