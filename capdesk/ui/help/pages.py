"""The pages of the guide, in reading order; no Qt."""

from enum import StrEnum
from functools import cached_property
from pathlib import Path

from capdesk.resources import locate


class Page(StrEnum):
    """One page; the value is the name of its file, without `.md`."""

    FIRST_LEAD = "first-lead"
    NO_NETWORK = "no-network"
    STATUSES = "statuses"
    FIXING = "fixing"
    CONSENT = "consent"
    CLOSE_OF_DAY = "close-of-day"
    HAND_OVER = "hand-over"
    PRIVACY = "privacy"
    SETTINGS = "settings"
    SHORTCUTS = "shortcuts"
    TROUBLE = "trouble"

    @property
    def path(self) -> Path:
        """Where its text is."""
        return locate(f"guide/{self.value}.md")

    @cached_property
    def text(self) -> str:
        """Its text, Markdown, with the title as the first heading."""
        return self.path.read_text(encoding="utf-8")

    @property
    def heading(self) -> str:
        """Its title, as the list of pages shows it."""
        return self.text.partition("\n")[0].removeprefix("# ")


def page_of(link: str) -> Page | None:
    """Return the page that a link within the guide leads to, such as `privacy.md`."""
    name, mark, _ = link.partition(".md")
    return Page(name) if mark and name in set(Page) else None
