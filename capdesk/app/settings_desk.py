"""Opens the settings, and has every change take effect at once."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from PySide6 import QtCore
from PySide6.QtCore import QObject, Slot

from capdesk.app.api_keys import ApiKeys
from capdesk.app.clock import utc_now
from capdesk.app.house import House
from capdesk.app.machine import Machine
from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.set_up import SetUp, profile_without_keys
from capdesk.settings import SettingsError
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    # Not on the way to the first painted window.
    from capdesk.app.parts import Parts
    from capdesk.app.settings_keys import SettingsKeys
    from capdesk.services.settings_survey import Survey
    from capdesk.services.sign_in_start import SignInStart
    from capdesk.ui.settings import Name, SettingsDialog, SettingsView


class SettingsDesk(QObject):
    """Joins the settings dialog to what it changes.

    How it looks is changed before it is kept, so that a choice shows at once; what
    erases data or leads the way out counts once it is kept. What could not be kept goes
    back to what it was.
    """

    def __init__(
        self,
        window: MainWindow,
        folder: Path | None,
        relay: Relay,
        set_up: SetUp,
        api_keys: ApiKeys,
        house: House,
        machine: Machine,
    ) -> None:
        """Join the menu; the dialog is made when it is first asked for.

        Args:
            window: Its menu asks for the dialog.
            folder: The data folder; None for practice, where nothing is kept.
            relay: Brings answers from other threads.
            set_up: Keeps what is set.
            api_keys: Asks for keys.
            house: Erases what may not be kept any longer.
            machine: What IT has set.
        """
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._relay = relay
        self._set_up = set_up
        self._api_keys = api_keys
        self._house = house
        self._machine = machine
        self._parts: Parts | None = None
        self._start: SignInStart | None = None
        self._dialog: SettingsDialog | None = None
        self._keys: SettingsKeys | None = None
        self._survey: Survey | None = None
        self._is_looking = False
        window.commands.settings_wanted.connect(self._open)

    def begin(self, parts: "Parts") -> None:
        """Show the keys of these parts' keyring, and change how they send."""
        self._parts = parts
        if self._keys is not None:
            self._keys.begin(parts)

    def end(self) -> None:
        """Change no more: the window is closing."""
        self._parts = None
        if self._dialog is not None:
            self._dialog.close()  # what stands in a field that was not left is told

    # The dialog

    @Slot()
    def _open(self) -> None:
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
        elif self._folder is None:
            self._show()
        else:
            self._look()

    def _look(self) -> None:
        """Read what the dialog shows of this computer; it opens, or shows it, then."""
        if self._folder is None or self._is_looking:
            return
        from capdesk.courier import UnjoinedThreads
        from capdesk.services.settings_survey import survey

        self._is_looking = True
        profile = profile_without_keys(self._folder, self._machine)
        found = UnjoinedThreads().submit(
            survey, profile, self._sign_in_start(profile.folder)
        )
        self._relay.when_done(found, self._looked)

    def _looked(self, future: "Future[Survey]") -> None:
        self._is_looking = False
        if (error := future.exception()) is not None:
            self._window.notice.show_text(sentence_of(error))
            return
        self._survey = future.result()
        if self._dialog is None:
            self._show()
        else:
            self._dialog.show_view(self._view())
        if self._keys is not None:
            self._keys.look(each.name for each in self._survey.environments)

    def _show(self) -> None:
        from capdesk.ui.settings import SettingsDialog

        self._dialog = dialog = SettingsDialog(
            self._view(), proxy_problem=_proxy_problem, parent=self._window
        )
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._change)
        dialog.finished.connect(self._closed)
        if self._folder is not None:
            self._join(dialog, self._folder)
        dialog.open()

    def _join(self, dialog: "SettingsDialog", folder: Path) -> None:
        from capdesk.app.settings_keys import SettingsKeys
        from capdesk.app.settings_packs import SettingsPacks

        self._keys = SettingsKeys(dialog, self._relay, self._api_keys)
        if self._parts is not None:
            self._keys.begin(self._parts)
        profile = profile_without_keys(folder, self._machine)
        packs = SettingsPacks(dialog, self._relay, profile)
        packs.taken.connect(self._pack_taken)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
        self._keys = None

    @Slot(object)
    def _pack_taken(self, campaigns: object) -> None:
        assert isinstance(campaigns, tuple)  # noqa: S101 - signals carry objects
        self._set_up.take_campaigns(campaigns)
        self._look()

    def _view(self) -> "SettingsView":
        from capdesk.app.settings_view import practice_view, settings_view

        settings, percent = self._set_up.settings, self._window.commands.text_percent
        if self._survey is None:
            return practice_view(settings.look, percent, utc_now())
        return settings_view(
            self._survey,
            self._set_up.managed,
            {} if self._keys is None else self._keys.states,
            text_percent=percent,
            now=utc_now(),
        )

    # Changes

    @Slot(str, object)
    def _change(self, name: str, value: object) -> None:
        from capdesk.settings import normalise_proxy
        from capdesk.ui.settings import Name

        setting = Name(name)
        match setting:
            case Name.START_AT_SIGN_IN:
                self._turn_start(on=value is True)
                return
            case Name.PROXY:
                value = normalise_proxy(str(value))
            case Name.LOOK:
                value = str(value)
            case _:
                pass
        self._set_up.keep(name, value, partial(self._was_kept, setting))
        self._apply(setting)

    def _was_kept(self, setting: "Name", future: "Future[None]") -> None:
        from capdesk.ui.settings import Name

        if (error := future.exception()) is not None:
            self._apply(setting)  # it is as it was before
            self._tell_failure(setting, sentence_of(error))
        elif setting is Name.RETENTION_DAYS:
            self._house.keep()
        elif setting is Name.PROXY and self._parts is not None:
            self._parts.hint()

    def _apply(self, setting: "Name") -> None:
        """Have the window follow what is in force now."""
        from capdesk.ui.settings import Name

        window, managed = self._window, self._set_up.managed
        match setting:
            case Name.LOOK:
                window.commands.choose_look(managed.settings.look)
            case Name.TEXT_PERCENT:
                window.commands.choose_text(managed.settings.text_percent)
            case Name.CURTAIN_MINUTES:
                window.idle_after_ms = managed.curtain_minutes * 60_000
                window.curtain.set_idle_after(window.idle_after_ms)
            case Name.STAFF_NAMES:
                window.strip.offer_staff_names(managed.staff_names)
            case Name.RETENTION_DAYS | Name.PROXY | Name.START_AT_SIGN_IN:
                pass  # read anew by whoever needs it, each time
            case _ as unknown:
                assert_never(unknown)

    def _turn_start(self, *, on: bool) -> None:
        if self._folder is None:
            return
        from capdesk.courier import UnjoinedThreads

        start = self._sign_in_start(self._folder)
        turned = UnjoinedThreads().submit(partial(start.turn, on=on))
        self._relay.when_done(turned, self._start_turned)

    def _start_turned(self, future: "Future[None]") -> None:
        from capdesk.ui.settings import Name

        if (error := future.exception()) is not None:
            self._tell_failure(Name.START_AT_SIGN_IN, sentence_of(error))
        else:
            self._look()

    def _tell_failure(self, setting: "Name", sentence: str) -> None:
        if self._dialog is None:
            self._window.notice.show_text(sentence)
            return
        self._dialog.show_view(self._view())
        self._dialog.show_failure(setting.value, sentence)

    def _sign_in_start(self, folder: Path) -> "SignInStart":
        if self._start is None:
            from capdesk.services.sign_in_start import this_computers
            from capdesk.settings import data_folder

            self._start = this_computers(folder, data_folder(None, {}))
        return self._start


def _proxy_problem(text: str) -> str:
    from capdesk.settings import normalise_proxy

    try:
        normalise_proxy(text)
    except SettingsError as error:
        return str(error)
    return ""
