"""Says what stays behind when a campaign of another environment is chosen."""

from PySide6.QtCore import QObject, Slot

from capdesk.app.outbox_view import OutboxView
from capdesk.app.set_up import SetUp
from capdesk.domain.campaign import Campaign
from capdesk.ui.environments import unsent_elsewhere
from capdesk.ui.window import MainWindow


class Switching(QObject):
    """Leads go where they were captured for, and who switches away is told so, quietly."""

    def __init__(self, window: MainWindow, view: OutboxView, set_up: SetUp) -> None:
        """Watch which campaign is chosen.

        Args:
            window: Says it.
            view: Knows what has not been sent.
            set_up: Knows which campaign is chosen, and whether for one lead alone.
        """
        super().__init__(window)
        self._window = window
        self._view = view
        self._set_up = set_up
        self._environment = set_up.campaign.environment if set_up.campaign else ""
        set_up.chosen.connect(self._chosen)

    @Slot(Campaign)
    def _chosen(self, campaign: Campaign) -> None:
        if self._set_up.is_borrowed:
            return  # a lead is corrected in its own campaign, and nobody switches
        left, self._environment = self._environment, campaign.environment
        if left in {"", self._environment}:
            return
        if sentence := unsent_elsewhere(left, self._view.unsent_in(left)):
            self._window.notice.show_text(sentence)
