"""The rules of the domain as the form asks for them, loaded when first needed."""

from typing import TYPE_CHECKING

from capdesk.app.clock import utc_now
from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.domain.lead import Draft
from capdesk.domain.problem import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from capdesk.domain.judge import FieldCheck, Judgement
    from capdesk.domain.rules.postcode import OutwardCodes


class DeskRules:
    """All rules, with the outward codes that ship with the program and the real time.

    The first call loads them; `Parts` does so in the background once the window is
    painted, so that no key press waits for it.
    """

    def __init__(self) -> None:
        self._outward: OutwardCodes | None = None

    @property
    def outward(self) -> "OutwardCodes":
        """The outward codes."""
        if self._outward is None:
            from capdesk.services.outward import outward_codes

            self._outward = outward_codes()
        return self._outward

    def check(
        self, field: Field, text: str, campaign: Campaign | None, *, is_needed: bool
    ) -> "FieldCheck":
        """Check the text of one field."""
        from capdesk.domain.judge import check_field

        return check_field(
            field,
            text,
            campaign,
            outward=self.outward,
            now=utc_now(),
            is_needed=is_needed,
        )

    def consent_warnings(self, draft: Draft) -> tuple[Problem, ...]:
        """Return what to look at in the consents of a draft."""
        from capdesk.domain.rules.consents import unusable_consents

        return unusable_consents(
            draft.consents, phone=draft.phone, postcode=draft.postcode
        )

    def now(self) -> "datetime":
        """Return the time at present, aware."""
        return utc_now()

    def judge(self, draft: Draft, campaign: Campaign, lead_id: str) -> "Judgement":
        """Turn a draft into a lead, or say what is wrong with it."""
        from capdesk.domain.judge import judge

        return judge(
            draft, campaign, lead_id=lead_id, now=utc_now(), outward=self.outward
        )
