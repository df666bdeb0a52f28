"""Checks whether leads could be read elsewhere, if this computer broke or was lost."""

from collections.abc import Iterator

from capdesk.domain.finding import Finding
from capdesk.services.check.survey import Survey
from capdesk.services.recovery_state import recovery_state


def check_recovery(survey: Survey) -> Iterator[Finding]:
    """Tell of the recovery key."""
    state = recovery_state(survey.profile)
    yield Finding("recovery", state.light, state.sentence)
