"""Consents: answers read from files, and answers that nothing can come of."""

from capdesk.domain.consent import Answer, ConsentMethod, Consents
from capdesk.domain.fields import Field
from capdesk.domain.problem import Problem, Severity
from capdesk.domain.rules.cleaning import clean, is_blank
from capdesk.domain.rules.result import Finding, RuleResult, Valid, Wrong

_ANSWERS: dict[str, Answer] = {"yes": True, "no": False}
_NEEDS = (
    (Field.CONSENT_PHONE_CALL, Field.PHONE, "phone number"),
    (Field.CONSENT_POST, Field.POSTCODE, "postcode"),
    # Without an email no lead is sent at all, so that Yes needs no warning.
    (Field.CONSENT_SMS, Field.PHONE, "phone number"),
)


def read_answer(text: str, *, label: str) -> Answer | Wrong:
    """Read one answer from a file: yes, no, or nothing for not asked.

    Nothing else is taken for an answer: consent is not guessed at.

    Args:
        text: What stands in the file, in any case.
        label: The field's name, to begin the sentence with.
    """
    if is_blank(text):
        return None
    word = clean(text).casefold()
    if word not in _ANSWERS:
        return Wrong(
            Finding(
                f"{label} is neither yes nor no; leave it empty if the"
                " person was not asked."
            )
        )
    return _ANSWERS[word]


def check_method(text: str) -> RuleResult:
    """Check how the question was put; nothing stands for `read_out`.

    Returns:
        The value of a `ConsentMethod`.
    """
    word = ConsentMethod.READ_OUT if is_blank(text) else clean(text).casefold()
    try:
        method = ConsentMethod(word)
    except ValueError:
        return Wrong(
            Finding(
                f"{Field.CONSENT_METHOD.label} is not one of"
                f" {', '.join(ConsentMethod)}; write one of them, or nothing for"
                f" {ConsentMethod.READ_OUT}."
            )
        )
    return Valid(method.value, method.value)


def unusable_consents(
    consents: Consents, *, phone: str, postcode: str
) -> tuple[Problem, ...]:
    """Warn of each Yes for a channel whose contact field is empty.

    Args:
        consents: The answers.
        phone: What stands in the phone field.
        postcode: What stands in the postcode field.
    """
    typed = {Field.PHONE: phone, Field.POSTCODE: postcode}
    return tuple(
        Problem(
            field,
            Severity.WARNING,
            f"{field.label} is Yes, but there is no {contact}; add one if the person"
            " has it.",
        )
        for field, needed, contact in _NEEDS
        if consents.answer(field) and is_blank(typed[needed])
    )
