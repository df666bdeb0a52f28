"""*Needs a person*: what stands in the way of the leads, and where to put it right."""

from capdesk.ui.attention.banners import Banner, Cause, attention, is_said_above

__all__ = ["Banner", "Cause", "attention", "is_said_above"]
