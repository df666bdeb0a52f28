"""*What is held about a person*: find it, export it, forget it."""

from capdesk.ui.person.dialog import PersonDialog

__all__ = ["PersonDialog"]
