"""Opens *Close of day* and answers what it asks."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from capdesk.app.clock import utc_now
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.domain.day import DayRange, DayReport
    from capdesk.outbox import Outbox
    from capdesk.ui.day.dialog import DayDialog

NO_OUTBOX = "There is nothing to count: the outbox is not open."
NO_CAMPAIGN = "There is nothing to count yet: there is no campaign on this computer."


class ClosingDay(QObject):
    """Counts what was captured, for the dialog."""

    def __init__(self, window: MainWindow, relay: Relay, set_up: SetUp) -> None:
        """Join the menu; nothing can be counted before `begin`.

        Args:
            window: Its menu asks for the dialog.
            relay: Brings answers from the storage thread.
            set_up: Knows the campaigns and which is chosen.
        """
        super().__init__(window)
        self._window = window
        self._relay = relay
        self._set_up = set_up
        self._parts: Parts | None = None
        self._dialog: DayDialog | None = None
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
        from capdesk.services.day_file import write_day
        from capdesk.ui.day.dialog import DayDialog

        dialog = DayDialog(
            environments,
            chosen=campaign.environment if campaign else environments[0],
            colours=self._window.colours,
            now=utc_now,
            csv_of=write_day,
            parent=self._window,
        )
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.report_wanted.connect(self._count)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    @Slot(object, object, str)
    def _count(self, first: date, last: date, environment: str) -> None:
        if self._parts is None:
            return
        from capdesk.domain.day import DayRange

        names = self._set_up.campaign_names
        days = DayRange(first, last)
        report = self._parts.storage.submit(_report, days, environment, names)
        self._relay.when_done(report, self._counted)

    def _counted(self, future: "Future[tuple[DayReport, str]]") -> None:
        if self._dialog is None:
            return  # closed meanwhile
        if (error := future.exception()) is not None:
            self._dialog.show_failure(sentence_of(error))
        else:
            report, unreadable = future.result()
            self._dialog.show_note(unreadable)
            self._dialog.show_report(report)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None


def _report(
    outbox: "Outbox",
    days: "DayRange",
    environment: str,
    campaign_names: "Mapping[tuple[str, str], str]",
) -> "tuple[DayReport, str]":
    """Return what was counted, and a sentence on leads that can't be read."""
    from capdesk.domain.day_count import report_day

    unreadable = outbox.unreadable_leads()
    report = report_day(
        outbox.entries(),
        days,
        environment=environment,
        history=outbox.captured_count(environment, since=days.begins, until=days.ends),
        campaign_names=campaign_names,
    )
    return report, unreadable.sentence if unreadable is not None else ""
