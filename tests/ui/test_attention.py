"""What needs a person is told once for each cause, with one way to put it right."""

import pytest

from capdesk.domain.entry import Status
from capdesk.domain.queue import PauseReason, QueueState
from capdesk.ui.attention import Cause, attention, is_said_above
from capdesk.ui.words import QueueView


def _paused(
    reason: PauseReason, waiting: int = 3, name: str = "production"
) -> QueueView:
    return QueueView({Status.WAITING: waiting}, QueueState(name, paused=reason))


def _behind_a_page(name: str, waiting: int) -> QueueView:
    state = QueueState(name, trouble="not_the_gateway_html")
    return QueueView({Status.WAITING: waiting}, state)


def test_nothing_is_said_while_all_is_well() -> None:
    """Leads that wait their turn need nobody."""
    calm = QueueView({Status.WAITING: 4, Status.SENT: 9}, QueueState("qa"))
    assert attention({"qa": calm, "production": QueueView()}) == ()


@pytest.mark.parametrize(
    ("reason", "cause", "button"),
    [
        (PauseReason.KEY_REFUSED, Cause.KEY_REFUSED, "Enter the API key…"),
        (PauseReason.KEY_MISSING, Cause.KEY_MISSING, "Enter the API key…"),
        (PauseReason.MISCONFIGURED, Cause.MISCONFIGURED, "Try again"),
    ],
)
def test_a_paused_queue_leads_to_what_frees_it(
    reason: PauseReason, cause: Cause, button: str
) -> None:
    """Each reason names its environment, counts the leads and has its own button."""
    (banner,) = attention({"production": _paused(reason)})
    assert (banner.cause, banner.environment) == (cause, "production")
    assert banner.button == button
    assert "production" in banner.text
    assert "3 leads wait here" in banner.text


def test_each_environment_has_a_key_of_its_own() -> None:
    """Two refused keys are two banners: one key does not help the other."""
    reason = PauseReason.KEY_REFUSED
    banners = attention({"qa": _paused(reason), "production": _paused(reason)})
    assert [each.environment for each in banners] == ["production", "qa"]


def test_no_key_is_asked_for_in_practice() -> None:
    """The practice gateway refuses by choice: the way on is another choice, no key."""
    queue = _paused(PauseReason.KEY_REFUSED, name="practice")
    (banner,) = attention({"practice": queue})
    assert banner.button == ""
    assert "choose another answer" in banner.text


def test_one_network_has_one_sign_in_page() -> None:
    """Two queues behind a sign-in page are one banner that counts both."""
    (banner,) = attention(
        {"qa": _behind_a_page("qa", 1), "production": _behind_a_page("production", 2)}
    )
    assert banner.cause is Cause.SIGN_IN_PAGE
    assert "3 leads wait here" in banner.text
    assert banner.button == "Open the sign-in page"


def test_a_sign_in_page_hinders_nobody_without_leads() -> None:
    """With nothing to send there is nothing to sign in for."""
    assert attention({"qa": _behind_a_page("qa", 0)}) == ()


@pytest.mark.parametrize(("count", "words"), [(1, "1 lead was"), (2, "2 leads were")])
def test_leads_to_fix_are_counted_over_all_environments(count: int, words: str) -> None:
    """One banner leads to all leads that were not accepted."""
    queues = {str(place): QueueView({Status.NEEDS_FIXING: 1}) for place in range(count)}
    (banner,) = attention(queues)
    assert banner.cause is Cause.NEEDS_FIXING
    assert banner.text.startswith(words)


def test_what_is_sent_again_by_itself_needs_nobody() -> None:
    """Of the leads that may have arrived only the held ones are told."""
    counts = {Status.MAY_HAVE_ARRIVED: 5}
    assert attention({"qa": QueueView(counts)}) == ()
    (banner,) = attention({"qa": QueueView(counts, held=2)})
    assert banner.cause is Cause.MAY_HAVE_ARRIVED
    assert banner.text.startswith("2 leads may have arrived")


def test_the_most_urgent_comes_first() -> None:
    """The outbox before the key, what stops all leads before what stops some."""
    queues = {
        "qa": _behind_a_page("qa", 1),
        "production": QueueView(
            {Status.NEEDS_FIXING: 1},
            QueueState("production", paused=PauseReason.KEY_REFUSED),
            held=1,
        ),
    }
    causes = [each.cause for each in attention(queues, trouble="Disk full.")]
    assert causes == [
        Cause.OUTBOX,
        Cause.KEY_REFUSED,
        Cause.SIGN_IN_PAGE,
        Cause.NEEDS_FIXING,
        Cause.MAY_HAVE_ARRIVED,
    ]


def test_trouble_with_the_outbox_is_told_in_its_own_words() -> None:
    """The sentence is the outbox's, whoever hands it over."""
    (banner,) = attention({"qa": QueueView(trouble="The disk is full.")})
    assert (banner.cause, banner.text) == (Cause.OUTBOX, "The disk is full.")


def test_a_single_lead_reads_as_one() -> None:
    """One lead waits, one lead is shown, not `them`."""
    (paused,) = attention({"qa": _paused(PauseReason.KEY_MISSING, 1)})
    (held,) = attention({"qa": QueueView(held=1)})
    assert "1 lead waits here" in paused.text
    assert held.button == "Show it"


def test_every_sentence_fits_a_line() -> None:
    """At 1366 pixels a sentence and its button stand in one line."""
    queues = {
        reason.value: _paused(reason, 1_234, "production") for reason in PauseReason
    } | {"qa": _behind_a_page("qa", 1_234), "x": QueueView(held=1_234)}
    queues["practice"] = _paused(PauseReason.KEY_REFUSED, 1_234, "practice")
    for banner in attention(queues):
        assert len(banner.text) <= 120, banner.text


def test_the_queue_line_is_silent_where_a_banner_speaks() -> None:
    """A banner speaks for its environment; a sign-in page for all that are behind it."""
    refused = _paused(PauseReason.KEY_REFUSED)
    offline = QueueView({Status.WAITING: 1}, QueueState("qa", trouble="not_sent_dns"))
    banners = attention({"production": refused, "qa": offline})
    assert is_said_above(banners, "production", refused)
    assert not is_said_above(banners, "qa", offline)
    pages = {name: _behind_a_page(name, 1) for name in ("qa", "production")}
    banners = attention(pages)
    assert all(is_said_above(banners, name, view) for name, view in pages.items())
    assert is_said_above(attention({}, trouble="The disk is full."), "qa", offline)


def test_what_waits_for_a_person_silences_no_queue() -> None:
    """That a lead is to be decided about says nothing of how the others are sent."""
    offline = QueueView(
        {Status.WAITING: 1}, QueueState("qa", trouble="not_sent_dns"), held=1
    )
    assert not is_said_above(attention({"qa": offline}), "qa", offline)
