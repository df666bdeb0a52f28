"""Tells a screen reader what has just happened."""

from PySide6.QtWidgets import QWidget


def announce(source: QWidget, message: str, *, urgent: bool = False) -> None:
    """Have assistive technology say a sentence.

    Args:
        source: The widget it is about.
        message: What to say.
        urgent: Whether it may interrupt what is being said.
    """
    # Late: the first paint has nothing to announce.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(source, message)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
