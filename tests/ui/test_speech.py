"""When a field speaks."""

from hypothesis import given
from hypothesis import strategies as st

from capdesk.ui.form.speech import FieldSpeech, Speech


def test_silent_while_first_typed() -> None:
    """Nobody is told off in the middle of a word."""
    assert FieldSpeech().edited().edited().speech is Speech.SILENT


def test_speaks_after_a_changed_field_is_left() -> None:
    """A changed, non-empty field that is left says its problem."""
    assert FieldSpeech().edited().left(is_empty=False).speech is Speech.LISTENING


def test_an_unchanged_or_empty_field_stays_silent_when_left() -> None:
    """Walking through the form with Tab says nothing."""
    assert FieldSpeech().left(is_empty=False).speech is Speech.SILENT
    assert FieldSpeech().edited().left(is_empty=True).speech is Speech.SILENT


def test_required_is_only_said_after_send() -> None:
    """An empty field is called missing after Send, not before."""
    assert not FieldSpeech().edited().left(is_empty=False).required_shown
    assert FieldSpeech().sent().required_shown


@given(st.lists(st.sampled_from(["edit", "leave", "leave empty", "send"])))
def test_a_field_that_speaks_never_falls_silent(events: list[str]) -> None:
    """Once it has been wrong, a field is checked on every key."""
    state = FieldSpeech()
    for event in events:
        was_listening = state.speech is Speech.LISTENING
        match event:
            case "edit":
                state = state.edited()
            case "send":
                state = state.sent()
            case _:
                state = state.left(is_empty=event == "leave empty")
        assert not was_listening or state.speech is Speech.LISTENING
