"""The page of campaigns: those that are here, and a pack looked at before it is taken."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from capdesk.ui.announce import announce
from capdesk.ui.environments import shown_name
from capdesk.ui.icons import icon, size_beside
from capdesk.ui.plain import PlainLabel
from capdesk.ui.ready.light_line import shown_colours
from capdesk.ui.settings.page import Page, button, give_what_is_left, row_of
from capdesk.ui.settings.setting import LOCKED, Padlock
from capdesk.ui.settings.view import (
    KnownCampaign,
    PackPreview,
    SettingsView,
    Standing,
    changes,
    dates_of,
    history_of,
    standing_of,
)
from capdesk.ui.theme import GRID_PX
from capdesk.ui.wrapped_rows import wrap_rows

LOOKING = "Looking at the pack…"
ADD_IT_ANYWAY = "Add it only if head office told you to go back to it."
_NAMES_SHOWN = 6
_ICONS = {
    Standing.RUNS: ("light-green", "success"),
    Standing.NOT_BEGUN: ("waiting", "muted"),
    Standing.ENDED: ("light-amber", "warning"),
}


def ask_for_pack(parent: QWidget) -> str:
    """Ask for a pack's file; empty if none."""
    from capdesk.ui.file_choice import file_to_open

    return file_to_open(parent, "Open a campaign pack", "Campaign packs (*.json)")


class CampaignPage(Page):
    """A pack that is opened says what it would change; only *Add* takes it."""

    pack_opened = Signal(str)
    """Path of a pack to look at."""
    pack_taken = Signal()
    """The pack that was shown last is to be added."""

    def __init__(self, ask_pack: Callable[[QWidget], str] = ask_for_pack) -> None:
        super().__init__("Campaigns")
        self._ask_pack = ask_pack
        self._rows: tuple[KnownCampaign, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("Campaigns")
        wrap_rows(self.list)
        give_what_is_left(self.list)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.open_button = button("&Open a pack…")
        self.padlock = Padlock()
        self.said = PlainLabel(wrap=True)
        self.said.hide()
        self.preview = _Preview()
        self.column.addWidget(self.list, 1)
        self.column.addLayout(row_of(self.open_button))
        self.column.addWidget(self.padlock)
        self.column.addWidget(self.said)
        self.column.addWidget(self.preview)
        self.open_button.clicked.connect(self._open)
        self.preview.add_button.clicked.connect(self._take)
        self.preview.leave_button.clicked.connect(self._leave)

    def show_view(self, view: SettingsView) -> None:
        """Show the campaigns that are here."""
        self.open_button.setEnabled(view.may_open_packs)
        self.open_button.setAccessibleDescription("" if view.may_open_packs else LOCKED)
        self.padlock.setVisible(not view.may_open_packs)
        if view.campaigns != self._rows or not self.list.count():
            self._rows = view.campaigns
            self._fill(view)

    def show_pack(self, preview: PackPreview) -> None:
        """Show what a pack would change, and ask."""
        self._say("")
        self.preview.show_preview(preview)
        announce(self, self.preview.text)

    def show_pack_failure(self, sentence: str) -> None:
        """Say why a pack can't be used; nothing was changed."""
        self.preview.hide()
        self._say(sentence, "error")

    def show_pack_added(self) -> None:
        """Say that the pack was taken; the campaigns come by `show_view`."""
        self.preview.hide()
        self._say("The campaign pack was added.")

    def changeEvent(self, event: QEvent) -> None:
        """Paint the icons anew in another look, or beside larger text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            for row in range(self.list.count()):
                self._paint(self.list.item(row))

    def _fill(self, view: SettingsView) -> None:
        self.list.clear()
        for each in view.campaigns:
            standing = standing_of(each.campaign, view.today)
            item = QListWidgetItem(_line(each, standing))
            item.setData(Qt.ItemDataRole.UserRole, standing.value)
            self._paint(item)
            self.list.addItem(item)
        if not view.campaigns:
            item = QListWidgetItem("No campaign yet. Open the pack from head office.")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _paint(self, item: QListWidgetItem) -> None:
        if standing := item.data(Qt.ItemDataRole.UserRole):
            name, role = _ICONS[Standing(standing)]
            size_px = size_beside(self.fontMetrics())
            item.setIcon(icon(name, getattr(shown_colours(), role), size_px))

    def _open(self) -> None:
        if path := self._ask_pack(self):
            self.preview.hide()
            self._say(LOOKING, "muted")
            self.pack_opened.emit(path)

    def _take(self) -> None:
        self.preview.hide()
        self.open_button.setFocus()
        self._say("Adding…", "muted")
        self.pack_taken.emit()

    def _leave(self) -> None:
        self.preview.hide()
        self.open_button.setFocus()

    def _say(self, text: str, role: str = "") -> None:
        self.said.set_role(role)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text:
            announce(self, text, urgent=role == "error")


class _Preview(QFrame):
    """What a pack would change, with the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview")
        self._heading = PlainLabel(role="heading", wrap=True)
        self._older = PlainLabel(role="error", wrap=True)
        self._names = PlainLabel(wrap=True)
        self.add_button = button("&Add")
        self.add_button.setProperty("role", "primary")
        self.leave_button = button("&Leave it")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * GRID_PX] * 4)
        layout.setSpacing(GRID_PX)
        layout.addWidget(self._heading)
        layout.addWidget(self._older)
        layout.addWidget(self._names)
        layout.addLayout(row_of(self.add_button, self.leave_button))
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, in words."""
        parts = (self._heading, self._older, self._names)
        return "\n".join(each.text() for each in parts if each.text())

    def show_preview(self, preview: PackPreview) -> None:
        """Show what would change."""
        self._heading.setText(
            f"{preview.file_name}, for {shown_name(preview.environment)}:"
            f" {changes(preview)}."
        )
        self._names.setText(
            "\n".join(
                f"{verb}: {_listed(names)}"
                for verb, names in (
                    ("New", preview.added),
                    ("Replaced", preview.replaced),
                )
                if names
            )
            + (f"\n{preview.signed}" if preview.signed else "")
        )
        self._older.setText(f"{preview.older} {ADD_IT_ANYWAY}" if preview.older else "")
        self._older.setVisible(bool(preview.older))
        self.add_button.setAccessibleDescription(self.text)
        self.show()
        # An older one is taken by a decision, not by Enter.
        (self.leave_button if preview.older else self.add_button).setFocus()


def _line(known: KnownCampaign, standing: Standing) -> str:
    campaign, source = known.campaign, known.source
    origin = f"from {source}, set by your organisation" if source else "added here"
    where = shown_name(campaign.environment)
    lines = (
        f"{campaign.name}: {standing.value}",
        f"{where}, {dates_of(campaign)}, {origin}",
        known.signed,
        history_of(known),
    )
    return "\n".join(line for line in lines if line)


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMES_SHOWN
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
