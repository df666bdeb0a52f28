"""Somebody fixes a lead that the gateway did not accept."""

import json

from PySide6.QtCore import Qt

from capdesk.app.correcting import NOT_NOW
from capdesk.app.decisions import BEING_CORRECTED
from capdesk.domain.campaign import Campaign
from capdesk.domain.entry import Entry, Status
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft, Lead
from capdesk.outbox import Outbox
from capdesk.practice import Mode
from capdesk.services.capture import new_entry
from capdesk.services.drafts import DRAFT_SLOT
from capdesk.ui.attention import Cause
from tests.app.conftest import OpenDesk, Shop, open_desk
from tests.outbox.faults import refuse_commit
from tests.support.clock import NOW
from tests.support.leads import a_lead


def _refused(desk: OpenDesk, name: str = "Ann") -> str:
    """Take a lead that the gateway refuses, and have it accept all that follow."""
    desk.answer(Mode.REJECT)
    entry_id = desk.take(name)
    desk.wait_for(name, Status.NEEDS_FIXING)
    desk.answer(Mode.ACCEPT)
    return entry_id


def _lead(desk: OpenDesk, entry_id: str) -> Lead:
    lead = desk.ask_outbox(Outbox.lead, entry_id)
    assert lead is not None
    return lead


def _entry(desk: OpenDesk, entry_id: str) -> Entry:
    return desk.ask_outbox(Outbox.entry, entry_id)


def test_the_banner_leads_to_the_lead(practice: OpenDesk) -> None:
    """Not accepted: a banner says so, and its button shows those leads alone."""
    _refused(practice)
    practice.take("Bea", "bea@example.com")
    practice.wait_for("Bea", Status.SENT)
    practice.wait_until(lambda: "1 lead was not accepted" in practice.said)
    practice.press_banner(Cause.NEEDS_FIXING)
    assert practice.statuses == {"Ann": Status.NEEDS_FIXING}


def test_the_corrected_copy_takes_the_place_of_the_lead(practice: OpenDesk) -> None:
    """Saved and sent, the copy is linked to the lead, which is replaced."""
    old = _refused(practice)
    practice.fix(old)
    assert "Ann test" in practice.window.form.correction
    practice.type_into(Field.LAST_NAME, "Right")
    practice.send()
    practice.wait_until(lambda: [e.status for e in practice.entries] == [Status.SENT])
    copy = practice.entries[0]
    assert copy.name == "Ann Right"
    assert (copy.replaces, _entry(practice, old).replaced_by) == (old, copy.id)
    assert _entry(practice, old).status is Status.REPLACED
    practice.wait_until(lambda: "not accepted" not in practice.said)
    payload = json.loads(practice.desk.parts.practice_received[-1].body)
    assert payload["contactDetail"]["lastName"] == "Right"


def test_time_staff_and_campaign_stay_those_of_the_lead(shop: Shop) -> None:
    """Whoever corrects it, and whenever, the lead was taken by whom it was, when it was."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        desk.window.strip.staff_name.setText("Sam")
        old = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.window.strip.staff_name.setText("Kim")
        shop.choose_campaign(desk, shop.campaigns[1])
        desk.fix(old)
        desk.type_into(Field.LAST_NAME, "Right")
        desk.send()
        desk.wait_for("Ann", Status.SENT)
        before, after = _lead(desk, old), _lead(desk, desk.entries[0].id)
        proof = before.proof
        assert after._replace(id=old, last_name="test", proof=proof) == before
        assert (after.staff_name, after.proof.asked_by) == ("Sam", "Sam")
        assert after.proof.asked_at == proof.asked_at
        # The desk goes on as it was.
        assert desk.window.strip.campaign.currentText() == shop.campaigns[1]
        assert desk.window.form.draft().staff_name == "Kim"
        assert desk.window.strip.isEnabled()


def test_the_gateways_words_stand_at_the_fields_they_mean(shop: Shop) -> None:
    """What names a field is shown there; a correction that heeds it is accepted."""
    with shop.open() as desk:
        campaign = desk.desk._set_up.campaign
        assert isinstance(campaign, Campaign)
        lead = a_lead(
            environment="local",
            campaign_id=campaign.id,
            phone="+35316775555",  # as an older program may have let by
        )
        desk.ask_outbox(Outbox.capture, new_entry(lead, campaign), now=NOW)
        desk.desk.parts.nudge()
        desk.desk._view.show_everything()
        desk.wait_for(lead.first_name, Status.NEEDS_FIXING)
        desk.fix(lead.id)
        phone = desk.window.form.fields[Field.PHONE]
        assert "must be a phone number" in phone.message
        assert phone.has_focus
        desk.type_into(Field.PHONE, "020 8759 9036")
        desk.send()
        desk.wait_for(lead.first_name, Status.SENT)


def test_words_that_fit_no_field_stand_above_the_form(practice: OpenDesk) -> None:
    """Nothing that the gateway said is kept from who corrects."""
    old = _refused(practice)
    practice.fix(old)
    assert _entry(practice, old).messages[0] in practice.window.form.correction


def test_a_half_typed_lead_is_put_aside_and_comes_back(practice: OpenDesk) -> None:
    """What stood in the form stands there again once the copy is on its way."""
    old = _refused(practice)
    practice.write_example("Bea", "bea@example.com")
    half = practice.window.form.draft()
    practice.fix(old)
    assert practice.typed == "Ann"
    practice.send()
    practice.wait_until(lambda: not practice.window.form.is_correcting)
    assert practice.window.form.draft() == half
    practice.wait_for("Ann", Status.SENT)
    assert "Bea" not in practice.statuses


def test_a_double_press_sends_no_other_lead(practice: OpenDesk) -> None:
    """The second press of *Save and send* is not a Send of what came back."""
    old = _refused(practice)
    practice.write_example("Bea", "bea@example.com")
    half = practice.window.form.draft()
    practice.fix(old)
    practice.send()
    practice.wait_until(lambda: not practice.window.form.is_correcting)
    practice.send()
    practice.settle()
    assert practice.window.form.draft() == half
    assert practice.statuses.keys() == {"Ann"}
    practice.type_into(Field.LAST_NAME, "Other")
    practice.send()
    practice.wait_for("Bea", Status.SENT)


def test_an_empty_form_comes_back_empty(practice: OpenDesk) -> None:
    """What is pinned comes back as it was, and counts for nothing as before."""
    form = practice.window.form
    form.set_pinned({*form.pinned, Field.PHONE})
    old = _refused(practice)
    practice.wait_until(form.is_empty)
    before = form.draft()
    practice.fix(old)
    practice.send()
    practice.wait_until(lambda: not form.is_correcting)
    assert form.draft() == before
    assert form.is_empty()


def test_where_no_campaign_was_chosen_none_is(shop: Shop) -> None:
    """The campaign of a correction is not left behind for leads that follow."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
    (shop.folder / "settings.json").unlink()
    with open_desk(shop.qtbot, shop.folder, shop.credentials) as desk:
        desk.wait_until(lambda: desk.desk.is_sending)
        desk.wait_until(lambda: bool(desk.entries))
        desk.fix(old)
        desk.click("Cancel the correction")
        desk.settle()
        assert desk.window.strip.campaign.currentIndex() < 0
        desk.write_example("Bea")
        desk.send()
        assert "Choose a campaign first" in desk.window.form.problems.text


def test_cancel_puts_back_everything(practice: OpenDesk) -> None:
    """Cancel changes nothing, and offers what was typed when it is fixed again."""
    old = _refused(practice)
    practice.write_example("Bea", "bea@example.com")
    half = practice.window.form.draft()
    practice.fix(old)
    practice.type_into(Field.LAST_NAME, "Righ")
    practice.click("Cancel the correction")
    practice.settle()
    assert practice.window.form.draft() == half
    assert "Nothing was changed" in practice.window.notice.text
    practice.settle()
    assert practice.statuses == {"Ann": Status.NEEDS_FIXING}
    practice.fix(old)
    assert practice.window.form.draft().last_name == "Righ"
    practice.send()
    practice.wait_for("Ann", Status.SENT)
    assert practice.window.form.draft() == half


def test_ctrl_n_puts_a_correction_aside(practice: OpenDesk) -> None:
    """Ctrl+N is Cancel while a lead is corrected: nothing that was typed is lost."""
    old = _refused(practice)
    practice.fix(old)
    practice.type_into(Field.LAST_NAME, "Righ")
    practice.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    practice.settle()
    assert not practice.window.form.is_correcting
    assert practice.window.form.is_empty()
    practice.fix(old)
    assert practice.window.form.draft().last_name == "Righ"


def test_closing_in_mid_correction_loses_nothing(shop: Shop) -> None:
    """Both the half-typed lead and the correction are there when CapDesk opens again."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
        shop.choose_campaign(desk, shop.campaigns[1])
        desk.write_example("Bea", "bea@example.com")
        half = desk.window.form.draft()
        desk.fix(old)
        desk.type_into(Field.LAST_NAME, "Righ")
    with shop.open() as desk:
        desk.wait_until(lambda: not desk.window.form.is_empty())
        assert desk.window.form.draft() == half
        # For the campaign that it was typed for, not that of the correction.
        assert desk.window.strip.campaign.currentText() == shop.campaigns[1]
        desk.fix(old)
        assert desk.window.form.draft().last_name == "Righ"


def test_one_lead_is_corrected_at_a_time(practice: OpenDesk) -> None:
    """A second *Fix* is refused with a sentence; the first goes on as typed."""
    first, second = _refused(practice), _refused(practice, "Bea")
    practice.fix(first)
    practice.type_into(Field.LAST_NAME, "Righ")
    practice.choose(second)
    practice.click("Fix and send again")
    assert practice.window.notice.text == NOT_NOW
    assert practice.window.form.draft().last_name == "Righ"


def test_a_double_click_fixes_once(practice: OpenDesk) -> None:
    """Two clicks and an Enter are one correction, and the form is not held for ever."""
    old = _refused(practice)
    practice.choose(old)
    button = practice.button("Fix and send again")
    practice.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    practice.qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    practice.qtbot.keyClick(practice.window.outbox.table, Qt.Key.Key_Return)
    practice.wait_until(lambda: practice.window.form.is_correcting)
    practice.settle()
    practice.type_into(Field.LAST_NAME, "Right")
    practice.send()
    practice.wait_for("Ann", Status.SENT)
    assert practice.window.form.is_empty()


def test_two_leads_fixed_at_once_become_one_correction(practice: OpenDesk) -> None:
    """The second of two that are asked for at once is refused, whichever is faster."""
    first, second = _refused(practice), _refused(practice, "Bea")
    practice.window.outbox.correct_wanted.emit(first)
    practice.window.outbox.correct_wanted.emit(second)
    practice.wait_until(lambda: practice.window.form.is_correcting)
    practice.settle()
    assert practice.typed == "Ann"
    assert practice.window.notice.text == NOT_NOW


def test_send_pressed_while_the_lead_is_fetched_sends_nothing(
    practice: OpenDesk,
) -> None:
    """A half-typed lead that is just being put aside is neither sent nor lost."""
    old = _refused(practice)
    practice.write_example("Bea", "bea@example.com")
    half = practice.window.form.draft()
    practice.window.outbox.correct_wanted.emit(old)
    practice.window.form.request_send()
    practice.wait_until(lambda: practice.window.form.is_correcting)
    practice.settle()
    assert "Bea" not in practice.statuses
    practice.click("Cancel the correction")
    practice.settle()
    assert practice.window.form.draft() == half


def test_cancelled_while_it_is_saved_it_loses_no_other_lead(practice: OpenDesk) -> None:
    """A cancel that comes too late leaves the form to the half-typed lead."""
    old = _refused(practice)
    practice.write_example("Bea", "bea@example.com")
    half = practice.window.form.draft()
    practice.fix(old)
    practice.window.form.request_send()
    practice.choose_menu("Clear the form")
    practice.wait_for("Ann", Status.SENT)
    assert practice.window.form.draft() == half


def test_the_lead_that_is_corrected_is_not_discarded(practice: OpenDesk) -> None:
    """*Discard* says that it is being corrected, and changes nothing."""
    old = _refused(practice)
    practice.fix(old)
    practice.discard(old)
    assert practice.window.notice.text == BEING_CORRECTED
    assert _entry(practice, old).status is Status.NEEDS_FIXING


def test_a_lead_without_its_campaign_is_not_corrected(shop: Shop) -> None:
    """Where the campaign is gone, a sentence says what to do; the lead stays."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
        desk.desk._set_up._campaigns = desk.desk._set_up._campaigns[1:]
        desk.choose(old)
        desk.click("Fix and send again")
        desk.wait_until(
            lambda: "its campaign is not on this" in desk.window.notice.text
        )
        assert not desk.window.form.is_correcting
        assert _entry(desk, old).status is Status.NEEDS_FIXING
        desk.write("x")
        assert desk.window.form.draft() != Draft()


def test_a_pack_opened_meanwhile_changes_no_campaign(shop: Shop) -> None:
    """The correction keeps the lead's campaign, and the desk gets its own back."""
    shop.gateway.set_mode(Mode.REJECT)
    with shop.open() as desk:
        old = desk.take("Ann")
        desk.wait_for("Ann", Status.NEEDS_FIXING)
        shop.choose_campaign(desk, shop.campaigns[1])
        desk.fix(old)
        desk.window.commands.pack_chosen.emit(str(shop.folder / "pack.json"))
        desk.wait_until(lambda: "pack was added" in desk.window.notice.text)
        shop.gateway.set_mode(Mode.ACCEPT)
        desk.send()
        desk.wait_for("Ann", Status.SENT)
        assert desk.entries[0].campaign_id == _entry(desk, old).campaign_id
        assert desk.window.strip.campaign.currentText() == shop.campaigns[1]


def test_drafts_of_both_are_kept_apart(practice: OpenDesk) -> None:
    """While a correction is typed, the half-typed lead is safe in its own place."""
    old = _refused(practice)
    practice.write_example("Bea", "bea@example.com")
    practice.fix(old)
    practice.type_into(Field.LAST_NAME, "Righ")
    practice.desk.keep_draft_now()
    kept = practice.ask_outbox(Outbox.load_draft, DRAFT_SLOT)
    assert kept is not None
    assert kept.first_name == "Bea"


def test_what_cannot_be_put_aside_stays_in_the_form(practice: OpenDesk) -> None:
    """A disk in the way of Cancel is told; what was typed stays, to try again."""
    old = _refused(practice)
    practice.fix(old)
    practice.type_into(Field.LAST_NAME, "Righ")
    practice.ask_outbox(lambda outbox: refuse_commit(outbox.connection))
    practice.click("Cancel the correction")
    practice.settle()
    assert practice.window.form.is_correcting
    assert practice.window.form.draft().last_name == "Righ"
    assert practice.window.form.problems.text
