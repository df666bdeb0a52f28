"""The strip on top: environment, campaign, staff name."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.ui import early
from capdesk.ui.access_keys import with_access_key
from capdesk.ui.badge import EnvironmentBadge
from capdesk.ui.choice_box import ChoiceBox
from capdesk.ui.plain import PlainLabel

_MOST_CHARACTERS = {Field.CAMPAIGN: 110, Field.STAFF_NAME: 34}
"""On a wide screen what belongs together still stands together; of an average character
of the font."""


class Strip(QWidget):
    """Where leads go, for which campaign, and who is typing."""

    campaign_chosen = Signal(Campaign)
    staff_name_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._campaigns: tuple[Campaign, ...] = ()
        self.badge = EnvironmentBadge()
        self.campaign = ChoiceBox()
        self.campaign.setAccessibleName(Field.CAMPAIGN.label)
        self.campaign.setMinimumContentsLength(12)
        self.campaign.setPlaceholderText("Choose a campaign…")
        self.campaign.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.staff_name = QLineEdit()
        self.staff_name.setAccessibleName(Field.STAFF_NAME.label)
        self.staff_name.setPlaceholderText("Your name")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.badge)
        layout.addSpacing(16)
        for field, control, stretch in (
            (Field.CAMPAIGN, self.campaign, 2),
            (Field.STAFF_NAME, self.staff_name, 1),
        ):
            label = PlainLabel(with_access_key(field), role="muted")
            label.setBuddy(control)
            layout.addWidget(label)
            layout.addWidget(control, stretch)
        layout.addStretch(1)
        self._fit()
        self.campaign.currentIndexChanged.connect(self._chosen)
        self.staff_name.textChanged.connect(self.staff_name_changed)

    def changeEvent(self, event: QEvent) -> None:
        """Hold as many characters in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def set_environment(self, environment: str) -> None:
        """Show where leads go; empty where that is not known."""
        self.badge.show_environment(environment)

    def set_campaigns(
        self, campaigns: Sequence[Campaign], chosen: Campaign | None
    ) -> None:
        """Offer these campaigns; choose one, or the only one there is."""
        self._campaigns = tuple(campaigns)
        if chosen is None and len(self._campaigns) == 1:
            chosen = self._campaigns[0]
        self.campaign.blockSignals(True)
        self.campaign.clear()
        for campaign in self._campaigns:
            self.campaign.addItem(campaign.name)
            self.campaign.setItemData(
                self.campaign.count() - 1, campaign.id, early.TOOL_TIP_ROLE
            )
        self.campaign.setCurrentIndex(-1)
        self.campaign.blockSignals(False)
        if chosen is not None:
            self.choose(chosen)

    def choose(self, campaign: Campaign) -> None:
        """Choose a campaign, if it is one of those on offer."""
        if campaign in self._campaigns:
            self.campaign.setCurrentIndex(self._campaigns.index(campaign))

    def offer_staff_names(self, names: Sequence[str]) -> None:
        """Offer these names while one is typed; any other can be typed all the same."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QCompleter

        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.staff_name.setCompleter(completer)

    def set_staff_name(self, name: str) -> None:
        """Show who is typing."""
        self.staff_name.setText(name)

    def _fit(self) -> None:
        character_px = self.fontMetrics().averageCharWidth()
        for field, control in (
            (Field.CAMPAIGN, self.campaign),
            (Field.STAFF_NAME, self.staff_name),
        ):
            control.setMaximumWidth(_MOST_CHARACTERS[field] * character_px)

    def _chosen(self, index: int) -> None:
        if index >= 0:
            self.campaign_chosen.emit(self._campaigns[index])
