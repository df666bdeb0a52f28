"""Which statuses the list shows: a row of switches, each with its count."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from capdesk.domain.entry import Status
from capdesk.ui import words
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.outbox.cells import status_colour
from capdesk.ui.outbox.flow import FlowLayout
from capdesk.ui.theme import Colours

DEFAULT = frozenset(Status) - {Status.REPLACED, Status.DISCARDED}
"""What is shown unless somebody asks: what has come to nothing would be in the way."""

EVERYTHING = frozenset(Status)
"""As many as were captured: the sum over all statuses, as *Close of day* has it."""

MOST_ROWS = 2
"""Where the switches would take more rows, they show icon and count alone."""

GAP_PX = 4

# A lead that is being sent is there for a second: not worth a switch that jumps about.
_WAITING = frozenset({Status.WAITING, Status.SENDING})
_TO_DO = frozenset({Status.NEEDS_FIXING, Status.MAY_HAVE_ARRIVED})


@dataclass(frozen=True, slots=True)
class _Choice:
    """What one switch stands for.

    Attributes:
        word: What it says.
        icon: Name of its icon; empty for none.
        stays: It is there even while there is nothing to show.
        nothing: What the list says while there is nothing to show.
        tip: What it shows, where its word does not say all.
    """

    word: str
    statuses: frozenset[Status]
    icon: str = ""
    stays: bool = False
    nothing: str = "There is no such lead"
    tip: str = ""


def _choice(status: Status, nothing: str) -> _Choice:
    return _Choice(
        words.STATUS_WORDS[status],
        _WAITING if status in _WAITING else frozenset({status}),
        status,
        # What comes and goes with every lead would make the others jump.
        stays=status in {Status.WAITING, Status.SENT},
        nothing=nothing,
    )


_CHOICES = (
    _Choice(
        "Current",
        DEFAULT,
        stays=True,
        nothing="Every lead was replaced or discarded",
        tip="Show every lead that was neither replaced nor discarded",
    ),
    _choice(Status.NEEDS_FIXING, "No lead needs fixing"),
    _choice(Status.MAY_HAVE_ARRIVED, "No lead is in doubt"),
    _choice(Status.WAITING, "No lead is waiting"),
    _choice(Status.SENT, "No lead has been sent yet"),
    _choice(Status.REPLACED, "No lead was replaced"),
    _choice(Status.DISCARDED, "No lead was discarded"),
    _choice(Status.HANDED_OVER, "No lead was handed over"),
    _Choice("All", EVERYTHING, tip="Show every lead that was captured"),
)

_OTHER_WORDS = {
    _TO_DO: "To do",
    _TO_DO | _WAITING: "Not sent",
}


class StatusFilter(QWidget):
    """One tab stop; arrow keys go from switch to switch and choose at once."""

    changed = Signal(object)
    """Somebody chose; carries the frozenset of statuses to show."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setAccessibleName("Which leads to show")
        self._colours = colours
        self._counts: Mapping[Status, int] = {}
        self._total: Mapping[Status, int] = {}
        self._is_compact = False
        self._chips: list[_Chip] = []
        self._flow = FlowLayout(self, GAP_PX)
        for choice in _CHOICES:
            self._add(choice)
        self._other: _Chip | None = None
        self._chosen = self._chips[0]
        self._choose(self._chosen)

    @property
    def statuses(self) -> frozenset[Status]:
        """The statuses that are to be shown."""
        return self._chosen.choice.statuses

    @property
    def nothing(self) -> str:
        """What to say while there is nothing to show."""
        return self._chosen.choice.nothing

    def set_statuses(self, statuses: Collection[Status]) -> None:
        """Choose the switch for these statuses; one is made if none stands for them."""
        wanted = frozenset(statuses)
        if wanted & _WAITING:
            wanted |= _WAITING
        for chip in self._chips:
            if chip.choice.statuses == wanted:
                self._choose(chip)
                return
        if self._other is not None:
            self._chips.remove(self._other)
            self._flow.removeWidget(self._other)
            self._other.deleteLater()
        word = _OTHER_WORDS.get(wanted) or " or ".join(
            words.STATUS_WORDS[status] for status in Status if status in wanted
        )
        self._other = self._add(_Choice(word, wanted))
        self._choose(self._other)

    def show_counts(
        self, counts: Mapping[Status, int], total: Mapping[Status, int]
    ) -> None:
        """Show how many leads each switch would show.

        Args:
            counts: Of what *Find* lets through.
            total: Of all; a switch does not go while somebody types.
        """
        self._counts, self._total = dict(counts), dict(total)
        self._refresh()

    def set_colours(self, colours: Colours) -> None:
        """Change the colours of the icons."""
        self._colours = colours
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out whether the words still have room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._refresh()

    def _add(self, choice: _Choice) -> "_Chip":
        chip = _Chip(choice, self)
        chip.clicked.connect(self._clicked)
        self._chips.append(chip)
        self._flow.addWidget(chip)
        return chip

    def _clicked(self) -> None:
        chip = self.sender()
        # A second press on the chosen one changes nothing.
        if isinstance(chip, _Chip) and chip is not self._chosen:
            self._choose(chip)
            self.changed.emit(self.statuses)

    def _choose(self, chip: "_Chip") -> None:
        self._chosen = chip
        chip.setChecked(True)
        for each in self._chips:
            is_stop = each is chip
            each.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            )
        self._refresh()

    def _refresh(self) -> None:
        for chip in self._chips:
            statuses = chip.choice.statuses
            count = sum(self._counts.get(status, 0) for status in statuses)
            chip.setVisible(
                chip is self._chosen or chip.choice.stays or self._has_more(statuses)
            )
            chip.show_count(count, self._colours)
        self._fit()

    def _has_more(self, statuses: frozenset[Status]) -> bool:
        """Whether a switch has something to show; *All*, that *Current* does not show."""
        apart = statuses - DEFAULT if statuses == EVERYTHING else statuses
        return any(self._total.get(status, 0) for status in apart)

    def _fit(self) -> None:
        for is_compact in (False, True):
            for chip in self._chips:
                chip.set_compact(is_compact=is_compact)
            self._flow.invalidate()
            row_px = self._flow.sizeHint().height() + GAP_PX
            if self._flow.heightForWidth(self.width()) < MOST_ROWS * row_px:
                return


class _Chip(QPushButton):
    """One switch: icon, word, count."""

    def __init__(self, choice: _Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self._count = 0
        self.setProperty("role", "chip")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self._full = ""

    def show_count(self, count: int, colours: Colours) -> None:
        self._count = count
        self._full = f"{self.choice.word} {count:,}"
        self.setAccessibleName(f"Show {self.choice.word.lower()}, {count:,}")
        self.setToolTip(self.choice.tip or f"Show {self.choice.word.lower()}")
        if self.choice.icon:
            status = Status(self.choice.icon)
            is_on = self.isChecked()
            colour = colours.on_accent if is_on else status_colour(status, colours)
            size_px = size_beside(self.fontMetrics())
            self.setIconSize(QSize(size_px, size_px))
            self.setIcon(icon(status, colour, size_px))

    def set_compact(self, *, is_compact: bool) -> None:
        """Show the count without the word, where an icon stands for the word."""
        bare = is_compact and bool(self.choice.icon)
        text = f"{self._count:,}" if bare else self._full
        if text != self.text():
            self.setText(text)
