"""The form that a lead is typed in."""

from capdesk.ui.form.lead_form import LeadForm

__all__ = ["LeadForm"]
