"""Consents: never guessed at, and a Yes that nothing can come of is pointed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capdesk.domain.consent import Answer, Consents
from capdesk.domain.fields import Field
from capdesk.domain.problem import Severity
from capdesk.domain.rules.consents import check_method, read_answer, unusable_consents
from capdesk.domain.rules.result import Valid, Wrong


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True),
        ("no", False),
        ("", None),
        (" YES ", True),
        ("No", False),
        (" ", None),
    ],
)
def test_answers(text: str, answer: Answer) -> None:
    """Yes, no and nothing are the three answers."""
    assert read_answer(text, label="Consent to SMS") is answer


@pytest.mark.parametrize("text", ["y", "true", "1", "n", "0", "not asked", "yes no"])
def test_nothing_else_is_an_answer(text: str) -> None:
    """Consent is not guessed at."""
    answer = read_answer(text, label="Consent to SMS")
    assert isinstance(answer, Wrong)
    assert answer.error.message.startswith("Consent to SMS ")


@given(st.text(st.characters(codec=None)))
def test_any_text(text: str) -> None:
    """No text raises."""
    read_answer(text, label="Consent to SMS")
    check_method(text)


@pytest.mark.parametrize(
    ("text", "method"),
    [("", "read_out"), ("read_out", "read_out"), (" On_Paper", "on_paper")],
)
def test_methods(text: str, method: str) -> None:
    """Nothing stands for read out."""
    assert check_method(text) == Valid(method, method)


def test_other_methods() -> None:
    """Any other word is an error that names those there are."""
    result = check_method("by post")
    assert isinstance(result, Wrong)
    assert "read_out, on_screen, on_paper" in result.error.message


ALL_YES = Consents(phone_call=True, post=True, email=True, sms=True)


def test_yes_without_a_way_to_use_it() -> None:
    """A Yes whose contact field is empty is a warning for each channel."""
    problems = unusable_consents(ALL_YES, phone=" ", postcode="")
    assert [problem.field for problem in problems] == [
        Field.CONSENT_PHONE_CALL,
        Field.CONSENT_POST,
        Field.CONSENT_SMS,
    ]
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert problems[0].message.startswith("Consent to phone call is Yes, but")


def test_yes_with_a_way_to_use_it() -> None:
    """With a number and a postcode there is nothing to warn of."""
    assert unusable_consents(ALL_YES, phone="07911 123456", postcode="SW1A 1AA") == ()


@pytest.mark.parametrize("answer", [False, None])
def test_other_answers_need_no_contact(answer: Answer) -> None:
    """No and not asked need no way to be used."""
    consents = Consents(answer, answer, answer, answer)
    assert unusable_consents(consents, phone="", postcode="") == ()
