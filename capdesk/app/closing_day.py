"""Opens *Close of day* and answers what it asks."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from capdesk.app.chores import Chores
from capdesk.app.clock import utc_now
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    # Not on the way to the first painted window.
    from capdesk.app.day_counting import Counted
    from capdesk.app.parts import Parts
    from capdesk.domain.balance import Balance
    from capdesk.ui.day.dialog import DayDialog

NO_OUTBOX = "There is nothing to count: the outbox is not open."
NO_CAMPAIGN = "There is nothing to count yet: there is no campaign on this computer."


class ClosingDay(QObject):
    """Counts what was captured, here and on other laptops, for the dialog."""

    def __init__(
        self, window: MainWindow, relay: Relay, chores: Chores, set_up: SetUp
    ) -> None:
        """Join the menu; nothing can be counted before `begin`.

        Args:
            window: Its menu asks for the dialog.
            relay: Brings answers from the storage thread.
            chores: Reads other laptops' balances.
            set_up: Knows the campaigns, which is chosen, and what laptops are called.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._chores = chores
        self._set_up = set_up
        self._parts: Parts | None = None
        self._dialog: DayDialog | None = None
        self._others: list[Balance] = []
        self._own: Balance | None = None
        # Why files were left out.
        self._troubles: tuple[str, ...] = ()
        window.close_of_day.connect(self._open)

    def begin(self, parts: "Parts") -> None:
        """Count in an outbox that has just been opened."""
        self._parts = parts

    def end(self) -> None:
        """Count no more: the window is closing."""
        self._parts = None

    @Slot()
    def _open(self) -> None:
        campaign, environments = self._set_up.campaign, self._set_up.environments
        if self._parts is None or not environments:
            without = NO_OUTBOX if self._parts is None else NO_CAMPAIGN
            self._window.notice.show_text(without)
            return
        # Late: most days it is opened once.
        from capdesk.services.balancing import laptop_name
        from capdesk.services.day_file import write_day
        from capdesk.ui.day.dialog import DayDialog, Writers
        from capdesk.ui.day.team_bar import TeamBar

        settings = self._set_up.settings
        dialog = DayDialog(
            environments,
            chosen=campaign.environment if campaign else environments[0],
            colours=self._window.colours,
            now=utc_now,
            writers=Writers(write_day, self._own_content),
            team=TeamBar(settings.laptop or laptop_name(), settings.team),
            parent=self._window,
        )
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.report_wanted.connect(self._count)
        dialog.laptops_added.connect(self._read)
        dialog.team_bar.alone_wanted.connect(self._count_alone)
        dialog.team_bar.named.connect(self._name)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    @Slot(object, object, str)
    def _count(self, first: date, last: date, environment: str) -> None:
        if self._parts is None or self._dialog is None:
            return
        from capdesk.app.day_counting import count_day
        from capdesk.domain.day import DayRange

        counted = self._parts.storage.submit(
            count_day,
            DayRange(first, last),
            environment,
            laptop=self._dialog.team_bar.own_name.text().strip(),
            campaign_names=self._set_up.campaign_names,
            others=tuple(self._others),
            expected=self._set_up.settings.team,
            now=utc_now(),
        )
        self._relay.when_done(counted, self._counted)

    def _counted(self, future: "Future[Counted]") -> None:
        if self._dialog is None:
            return  # closed meanwhile
        if (error := future.exception()) is not None:
            self._dialog.show_failure(sentence_of(error))
            return
        counted = future.result()
        self._own = counted.own
        said = (counted.unreadable, *self._troubles)
        self._dialog.show_note("\n".join(each for each in said if each))
        self._dialog.show_report(counted.report)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
        self._forget_team()
        self._own = None

    # A team

    def _own_content(self) -> bytes:
        from capdesk.services.balance_file import write_balances

        return write_balances([] if self._own is None else [self._own]).encode()

    @Slot(list)
    def _read(self, files: "Sequence[Path]") -> None:
        from capdesk.app.day_counting import read_team

        self._chores.do(partial(read_team, tuple(files)), self._was_read)

    def _was_read(
        self, future: "Future[tuple[tuple[Balance, ...], tuple[str, ...]]]"
    ) -> None:
        if self._dialog is None:
            return
        balances, self._troubles = future.result()
        self._others += balances
        self._dialog.ask()

    @Slot()
    def _count_alone(self) -> None:
        self._forget_team()
        if self._dialog is not None:
            self._dialog.ask()

    def _forget_team(self) -> None:
        self._others.clear()
        self._troubles = ()

    @Slot(str, tuple)
    def _name(self, laptop: str, expected: tuple[str, ...]) -> None:
        self._set_up.name_laptops(laptop, expected)
        if self._dialog is not None:
            self._dialog.ask()
