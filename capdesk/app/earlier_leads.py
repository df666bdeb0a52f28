"""Says quietly, while somebody types, that the same person was entered before."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from capdesk.app.clock import utc_now
from capdesk.app.relay import Relay
from capdesk.app.set_up import SetUp
from capdesk.domain.fields import Field
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.person import Earlier

_log = logging.getLogger(__name__)


class EarlierLeads(QObject):
    """Looks for the email and phone in the form among the leads of the last 30 days."""

    def __init__(self, window: MainWindow, relay: Relay, set_up: SetUp) -> None:
        """Make it; nothing is looked for before `begin`.

        Args:
            window: Its form is typed into, and says what was found.
            relay: Brings answers from the storage thread.
            set_up: Knows the environment that is chosen.
        """
        super().__init__(window)
        self._form = window.form
        self._relay = relay
        self._set_up = set_up
        self._parts: Parts | None = None

    def begin(self, parts: "Parts") -> None:
        """Look into an outbox that has just been opened."""
        self._parts = parts
        self._form.contact_changed.connect(self._look)

    def end(self) -> None:
        """Look no more: the window is closing."""
        self._parts = None

    @Slot(str, str)
    def _look(self, email: str, phone: str) -> None:
        campaign = self._set_up.campaign
        if self._parts is None or campaign is None:
            return
        # A correction is the same person, of course.
        if self._form.is_correcting or not (email or phone):
            self._form.show_earlier("")
            return
        from capdesk.services.people import earlier

        found = self._parts.storage.submit(
            earlier, campaign.environment, email=email, phone=phone, now=utc_now()
        )
        self._relay.when_done(found, partial(self._found, (email, phone)))

    def _found(
        self, asked_for: tuple[str, str], future: "Future[Sequence[Earlier]]"
    ) -> None:
        if (error := future.exception()) is not None:
            # No reason to trouble anybody who types; what saves leads says it aloud.
            _log.warning("no look for earlier leads", exc_info=error)
            return
        if asked_for != self._typed or self._form.is_correcting:
            return  # typed on, or the lead was sent, meanwhile
        from capdesk.ui.earlier_words import earlier_words

        self._form.show_earlier(earlier_words(future.result(), now=utc_now()))

    @property
    def _typed(self) -> tuple[str, str]:
        fields = self._form.fields
        return fields[Field.EMAIL].text(), fields[Field.PHONE].text()
