"""What the form asks about texts and answers; who answers loads the rules behind it."""

from typing import TYPE_CHECKING, Protocol

from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.problem import Problem

if TYPE_CHECKING:
    from datetime import datetime

    # The rules load more than a window wants that is about to be painted.
    from capdesk.domain.judge import FieldCheck


class FormRules(Protocol):
    """The rules as the form needs them."""

    def check(
        self, field: Field, text: str, campaign: Campaign | None, *, is_needed: bool
    ) -> "FieldCheck":
        """Check the text of one field; see `domain.judge.check_field`."""
        ...

    def consent_warnings(self, draft: Draft) -> tuple[Problem, ...]:
        """Return what to look at in the consents of a draft."""
        ...

    def now(self) -> "datetime":
        """Return the time at present, aware."""
        ...
