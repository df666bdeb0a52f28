"""*Needs a person*: what stands in the way of the leads, and where to put it right."""

from capdesk.ui.attention.banners import SAID_ABOVE, Banner, Cause, attention

__all__ = ["SAID_ABOVE", "Banner", "Cause", "attention"]
