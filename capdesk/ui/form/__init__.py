"""The form that a lead is typed in."""

from capdesk.ui.form.lead_form import LeadForm
from capdesk.ui.form.rules import FormRules

__all__ = ["FormRules", "LeadForm"]
