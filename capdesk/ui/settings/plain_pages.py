"""The pages of one or two controls: privacy, network, appearance, start."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QRadioButton

from capdesk.ui.choice_box import ChoiceBox
from capdesk.ui.plain import PlainLabel
from capdesk.ui.settings.page import Page
from capdesk.ui.settings.setting import Setting
from capdesk.ui.settings.typed import TypedField, whole_number
from capdesk.ui.settings.view import Look, Name, SettingsView
from capdesk.ui.text_size import SIZES_PERCENT

SYSTEM, NONE = "system", "none"
_NOT_HERE = "This can't be set on this computer."
_NO_ADDRESS = "Type the proxy's address, such as http://proxy.example.com:8080."


class PrivacyPage(Page):
    """How long contact data stays, and when the window is covered."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("Privacy")
        self.retention = TypedField(
            "Keep contact data for, in days", whole_number(1, 365)
        )
        self.curtain = TypedField(
            "Cover the window after, in minutes", whole_number(0, 120)
        )
        self._retention = Setting(
            "&Keep contact data for (days)",
            self.retention,
            hint="Then contact data of leads that were sent is erased from this computer;"
            " a receipt stays. Fewer days erase older data at once. 1 to 365.",
        )
        self._curtain = Setting(
            "&Cover the window after (minutes)",
            self.curtain,
            hint="The privacy curtain falls when nobody has typed for so long. 0 is never.",
        )
        for field, setting, name in (
            (self.retention, self._retention, Name.RETENTION_DAYS),
            (self.curtain, self._curtain, Name.CURTAIN_MINUTES),
        ):
            field.setting = setting
            field.setMaximumWidth(field.fontMetrics().averageCharWidth() * 16)
            field.committed.connect(self._teller(name))
            self.column.addWidget(setting)
        self.recovery = PlainLabel(role="hint", wrap=True)
        self.column.addWidget(self.recovery)
        self.column.addStretch()

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force."""
        self.recovery.setText(view.recovery)
        self.recovery.setVisible(bool(view.recovery))
        self.retention.show_kept(str(view.retention_days))
        self.curtain.show_kept(str(view.curtain_minutes))
        self._retention.set_locked(locked=Name.RETENTION_DAYS in view.locked)
        self._curtain.set_locked(locked=Name.CURTAIN_MINUTES in view.locked)

    def show_problem(self, name: Name, sentence: str) -> None:
        """Say why a change could not be kept."""
        of = {Name.RETENTION_DAYS: self._retention, Name.CURTAIN_MINUTES: self._curtain}
        of[name].show_problem(sentence)

    def _teller(self, name: Name) -> Callable[[str], None]:
        return lambda text: self.changed.emit(name.value, int(text))


class NetworkPage(Page):
    """How leads get out."""

    changed = Signal(str, object)

    def __init__(self, proxy_problem: Callable[[str], str]) -> None:
        super().__init__("Network")
        self.system = QRadioButton("As the &system says")
        self.none = QRadioButton("&No proxy")
        self.own = QRadioButton("This &proxy:")
        self.address = TypedField(
            "Address of the proxy",
            lambda text: proxy_problem(text) if text else _NO_ADDRESS,
        )
        self.address.setPlaceholderText("http://proxy.example.com:8080")
        self._setting = Setting(
            "Proxy",
            self.system,
            self.none,
            self.own,
            self.address,
            hint="Counts from the next attempt on. A proxy that asks for a name and a"
            " password can't be used.",
        )
        self.address.setting = self._setting
        self.column.addWidget(self._setting)
        self.column.addStretch()
        group = QButtonGroup(self)
        for choice in (self.system, self.none, self.own):
            choice.setAccessibleName(choice.text().replace("&", "").rstrip(":"))
            group.addButton(choice)
        group.buttonClicked.connect(self._choose)
        self.address.committed.connect(self._tell)
        self._locked = False

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force."""
        is_address = view.proxy not in {SYSTEM, NONE}
        # Somebody who has just chosen an address has yet to type it.
        if not (self.own.isChecked() and not self.address.text() and not is_address):
            {SYSTEM: self.system, NONE: self.none}.get(view.proxy, self.own).setChecked(
                True
            )
        if is_address:
            self.address.show_kept(view.proxy)
        self._locked = Name.PROXY in view.locked
        self._setting.set_locked(locked=self._locked)
        self._fit()

    def show_problem(self, _: Name, sentence: str) -> None:
        """Say why a change could not be kept."""
        self._setting.show_problem(sentence)

    def _choose(self) -> None:
        self._fit()
        if self.own.isChecked():
            self.address.setFocus()
        else:
            self.address.clear()
            self.address.show_kept("")
            self._tell(SYSTEM if self.system.isChecked() else NONE)

    def _fit(self) -> None:
        self.address.setEnabled(self.own.isChecked() and not self._locked)

    def _tell(self, proxy: str) -> None:
        self.changed.emit(Name.PROXY.value, proxy)


class AppearancePage(Page):
    """Light or dark, and how large text is."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("Appearance")
        self.looks = {
            Look.SYSTEM: QRadioButton("As the &system"),
            Look.LIGHT: QRadioButton("&Light"),
            Look.DARK: QRadioButton("&Dark"),
        }
        group = QButtonGroup(self)
        for choice in self.looks.values():
            choice.setAccessibleName(choice.text().replace("&", ""))
            group.addButton(choice)
        group.buttonClicked.connect(self._look)
        self.text_size = ChoiceBox()
        self.text_size.setAccessibleName("Text size")
        for percent in SIZES_PERCENT:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.text_size.activated.connect(self._size)
        self.column.addWidget(Setting("Light or dark", *self.looks.values()))
        self.column.addWidget(
            Setting(
                "&Text size",
                self.text_size,
                hint="Ctrl with + or - changes it in the window, too.",
            )
        )
        self.column.addStretch()

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force."""
        self.looks[view.look].setChecked(True)
        self.text_size.setCurrentIndex(self.text_size.findData(view.text_percent))

    def _look(self) -> None:
        for look, choice in self.looks.items():
            if choice.isChecked():
                self.changed.emit(Name.LOOK.value, look)

    def _size(self) -> None:
        self.changed.emit(Name.TEXT_PERCENT.value, self.text_size.currentData())


class StartPage(Page):
    """Whether CapDesk starts by itself."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("Start")
        self.at_sign_in = QCheckBox("&Start CapDesk when I sign in")
        self.at_sign_in.setAccessibleName("Start CapDesk when I sign in")
        self.at_sign_in.clicked.connect(self._tell)
        self._setting = Setting(
            "",
            self.at_sign_in,
            hint="Leads that wait here go out as soon as there is a connection.",
        )
        self.column.addWidget(self._setting)
        self.column.addStretch()

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force."""
        self.at_sign_in.setChecked(view.start_at_sign_in is True)
        self._setting.set_locked(locked=Name.START_AT_SIGN_IN in view.locked)
        can_be_set = view.start_at_sign_in is not None
        if not can_be_set:
            self.at_sign_in.setEnabled(False)
        self._setting.show_problem("" if can_be_set else _NOT_HERE)

    def show_problem(self, _: Name, sentence: str) -> None:
        """Say why a change could not be kept."""
        self._setting.show_problem(sentence)

    def _tell(self, is_on: bool) -> None:
        self._setting.show_problem("")
        self.changed.emit(Name.START_AT_SIGN_IN.value, is_on)
