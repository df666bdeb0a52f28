"""Those at the desk who have nothing to do before the window is painted.

Nobody presses anything earlier, so they are made, and imported, once it is.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from capdesk.app.api_keys import ApiKeys
from capdesk.app.chores import Chores
from capdesk.app.closing_day import ClosingDay
from capdesk.app.correcting import Correcting
from capdesk.app.decisions import Decisions
from capdesk.app.earlier_leads import EarlierLeads
from capdesk.app.handing_over import HandingOver
from capdesk.app.house import House
from capdesk.app.machine import Machine
from capdesk.app.outbox_view import OutboxView
from capdesk.app.person_requests import PersonRequests
from capdesk.app.readiness import Readiness
from capdesk.app.relay import Relay
from capdesk.app.rules import DeskRules
from capdesk.app.set_up import SetUp
from capdesk.app.settings_desk import SettingsDesk
from capdesk.app.switching import Switching
from capdesk.app.taking import Taking
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from capdesk.app.parts import Parts


class Hands:
    """All who take up what people do in one window."""

    def __init__(
        self,
        window: MainWindow,
        folder: Path | None,
        relay: Relay,
        chores: Chores,
        view: OutboxView,
        set_up: SetUp,
        rules: DeskRules,
        machine: Machine,
    ) -> None:
        """Join window and menus; nobody has an outbox yet.

        Args:
            window: What people do is done in it.
            folder: The data folder; None for practice.
            relay: Brings answers from other threads.
            chores: Does what may block.
            view: Shows the outbox.
            set_up: Knows what is set.
            rules: What a lead is judged by.
            machine: What IT has set.
        """
        self._window = window
        self._relay = relay
        self._set_up = set_up
        self._correcting = Correcting(window, relay, set_up)
        self.taking = Taking(window, relay, rules, view, set_up, self._correcting)
        # Nothing can be looked for before the outbox is open.
        self._earlier_leads: EarlierLeads | None = None
        self.decisions = Decisions(window, relay, view, self._correcting, set_up)
        self._closing_day = ClosingDay(window, relay, chores, set_up)
        self._requests = PersonRequests(window, relay, chores, view, self._correcting)
        self.handing_over = HandingOver(window, relay, chores, view, set_up)
        self.house = House(window, relay, view)
        self._api_keys = ApiKeys(window, relay, chores, set_up)
        self._readiness = Readiness(window, relay)
        self._settings_desk = SettingsDesk(
            *(window, folder, relay, set_up),
            *(self._api_keys, self.house, machine),
        )
        Switching(window, view, set_up)

    def begin(self, parts: "Parts") -> None:
        """Go on with parts that have just been made; their outbox is still opening."""
        self._api_keys.begin(parts)
        self._readiness.begin(parts)
        self._settings_desk.begin(parts)
        self.taking.begin(parts)

    def take_up(self, parts: "Parts") -> None:
        """Begin all that needs the outbox, which is open."""
        self._earlier_leads = EarlierLeads(self._window, self._relay, self._set_up)
        for each in (
            *(self._correcting, self._earlier_leads, self.decisions),
            *(self._closing_day, self._requests, self.handing_over, self.house),
        ):
            each.begin(parts)

    def end(self) -> None:
        """Begin nothing more: the window is closing."""
        for each in (
            *(self._correcting, self._closing_day, self._requests),
            *(self.handing_over, self.house),
            *(self._api_keys, self._readiness, self._settings_desk),
        ):
            each.end()
        if self._earlier_leads is not None:
            self._earlier_leads.end()

    def leave(self) -> None:
        """Keep what was typed, and finish what was discarded, in parts still open."""
        self.taking.end()
        self.decisions.end()
