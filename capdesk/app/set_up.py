"""Campaign, staff name and API key: what a person sets at this desk."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from capdesk.app.chores import Chores
from capdesk.app.clock import utc_now
from capdesk.app.machine import NO_MACHINE, Machine
from capdesk.app.own_log import log
from capdesk.app.sentences import sentence_of
from capdesk.domain.campaign import Campaign
from capdesk.domain.fields import Field
from capdesk.settings import (
    LOOKS,
    CampaignKey,
    Settings,
    SettingsError,
    save_settings,
)
from capdesk.ui.window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from capdesk.app.parts import Parts
    from capdesk.app.relay import Answer
    from capdesk.services.managed import Managed
    from capdesk.services.profile import Profile

SAVE_AFTER_MS = 1_000


class SetUp(QObject):
    """Knows which campaign is chosen, and keeps what a person set."""

    chosen = Signal(Campaign)
    """Leads are for this campaign from now on."""
    first_key_wanted = Signal(str)
    """There is a first pack: ask for the key of its environment."""

    def __init__(
        self,
        window: MainWindow,
        folder: Path | None,
        settings: Settings,
        campaigns: Sequence[Campaign],
        chores: Chores,
        machine: Machine = NO_MACHINE,
    ) -> None:
        """Join the window's strip and menus to the settings.

        Args:
            window: Not yet shown.
            folder: The data folder; None for practice, where nothing is kept.
            settings: What was set before.
            campaigns: To choose from.
            chores: Does what may block.
            machine: What IT has set.
        """
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._settings = settings
        self._campaigns = tuple(campaigns)
        self._chores = chores
        self._machine = machine
        self._now = utc_now
        self._is_complete = False
        # What was said of the chosen campaign's dates; empty for nothing.
        self._standing = ""
        self._parts: Parts | None = None
        self.campaign: Campaign | None = None
        # The campaign was chosen for one lead, and is none to begin with next time.
        self._is_borrowed = False
        self._save = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save.timeout.connect(self._save_soon)
        window.strip.campaign_chosen.connect(self._choose)
        window.strip.staff_name_changed.connect(self._rename_staff)
        window.commands.pack_chosen.connect(self._add_pack)
        window.commands.text_percent_chosen.connect(self._resize_text)
        window.form.pinned_changed.connect(self._pin)

    @Slot()
    def show(self) -> None:
        """Show the campaigns, or the start page where there is none."""
        self._window.strip.set_staff_name(self._settings.staff_name)
        if self._settings.pinned is not None:
            self._window.form.set_pinned(
                Field(name) for name in self._settings.pinned if name in set(Field)
            )
        if not self._campaigns:
            self._window.show_start()
            return
        key = _key_of(self.campaign) if self.campaign else self._settings.campaign
        last = [each for each in self._campaigns if (each.environment, each.id) == key]
        self._window.strip.set_campaigns(self._campaigns, last[0] if last else None)
        self._window.show_desk()

    @property
    def settings(self) -> Settings:
        """What the person has set."""
        return self._settings

    def keep(self, name: str, value: object, answer: "Answer") -> None:
        """Set one setting, and keep it at once.

        Args:
            name: The field of `Settings`.
            value: What it can have.
            answer: Is called with a future, which has the `SettingsError` if it could
                not be kept; it is then as it was before.
        """
        before = getattr(self._settings, name)
        self._set(name, value)
        self._chores.do(self._write, partial(self._was_kept, name, before, answer))

    def _was_kept(
        self, name: str, before: object, answer: "Answer", future: "Future[None]"
    ) -> None:
        if future.exception() is not None:
            self._set(name, before)
        answer(future)

    def _set(self, name: str, value: object) -> None:
        field: dict[str, Any] = {name: value}
        self._change(self._settings._replace(**field))

    @property
    def managed(self) -> "Managed":
        """The values in force: IT's before the person's before the default."""
        from capdesk.services.managed import Managed

        return Managed(self._machine.policy, self._settings)

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments that have campaigns here, in the order of these."""
        return tuple(dict.fromkeys(each.environment for each in self._campaigns))

    @property
    def campaign_names(self) -> dict[tuple[str, str], str]:
        """Names of the campaigns, by environment and id."""
        return {(each.environment, each.id): each.name for each in self._campaigns}

    def campaign_name(self, environment: str, campaign_id: str) -> str:
        """Return the name of a campaign; its id where it is not on this computer."""
        return self.campaign_names.get((environment, campaign_id), campaign_id)

    def campaign_of(self, environment: str, campaign_id: str) -> Campaign | None:
        """Return the campaign of a lead, or None where it is not on this computer."""
        wanted = (environment, campaign_id)
        found = (
            each for each in self._campaigns if (each.environment, each.id) == wanted
        )
        return next(found, None)

    @property
    def is_borrowed(self) -> bool:
        """Whether the campaign was chosen for one lead alone."""
        return self._is_borrowed

    def borrow(self, campaign: Campaign) -> None:
        """Choose a campaign for one lead, until `give_back`."""
        self._is_borrowed = True
        self._window.strip.choose(campaign)

    def give_back(self, campaign: Campaign | None) -> None:
        """Choose what was chosen before; None where nothing was."""
        self._is_borrowed = False
        # A pack that was opened meanwhile may have brought it in another version.
        now = campaign and self.campaign_of(*_key_of(campaign))
        if now is not None:
            self._window.strip.choose(now)
            return
        self.campaign = None
        self._window.set_environment("")
        self._window.strip.campaign.setCurrentIndex(-1)

    def begin(self, parts: "Parts") -> None:
        """Go on with parts that have just been made."""
        self._parts = parts

    def complete(self) -> None:
        """Do what the first painted window did not have to wait for."""
        self._is_complete = True
        if names := self.managed.staff_names:
            self._window.strip.offer_staff_names(names)
        if self._settings.look != LOOKS[0]:
            self._window.commands.choose_look(self._settings.look)
        from capdesk.app.day_change import DayChange

        DayChange(self, self._now).changed.connect(self._tell_standing)
        self._tell_standing()

    @Slot()
    def _tell_standing(self) -> None:
        """Say before anything is typed that a campaign takes no lead of today."""
        if self.campaign is None or not self._is_complete:
            return
        from capdesk.domain.campaign_standing import campaign_standing
        from capdesk.domain.rules.times import uk_date

        before, self._standing = self._standing, ""
        if before:
            self._window.notice.withdraw(before)
        standing = campaign_standing(self.campaign, uk_date(self._now()))
        if standing is not None:
            self._standing = standing
            self._window.notice.show_until_read(standing)

    def end(self) -> None:
        """Keep what was set a moment ago."""
        if self._save.isActive():
            self._save.stop()
            self._write_if_possible()

    @Slot(Campaign)
    def _choose(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._window.set_environment(campaign.environment)
        if not self._is_borrowed:
            self._change(self._settings._replace(campaign=_key_of(campaign)))
        self.chosen.emit(campaign)
        if not self._is_borrowed:
            self._tell_standing()

    @Slot(str)
    def _rename_staff(self, name: str) -> None:
        self._change(self._settings._replace(staff_name=name))

    def name_laptops(self, laptop: str, team: tuple[str, ...]) -> None:
        """Remember what this laptop is called, and which ones make a team."""
        self._change(self._settings._replace(laptop=laptop, team=team))

    @Slot(int)
    def _resize_text(self, percent: int) -> None:
        self._change(self._settings._replace(text_percent=percent))

    @Slot(object)
    def _pin(self, fields: frozenset[Field]) -> None:
        self._change(self._settings._replace(pinned=tuple(sorted(fields))))

    def _change(self, settings: Settings) -> None:
        if settings != self._settings:
            self._settings = settings
            self._save.start()

    @Slot()
    def _save_soon(self) -> None:
        self._chores.do(self._write_if_possible)

    def _write(self) -> None:
        if self._folder is not None:
            save_settings(self._folder, self._settings)

    def _write_if_possible(self) -> None:
        try:
            self._write()
        except SettingsError:
            # A nuisance at the next start, no more; nothing to trouble people with.
            log().warning("settings could not be kept")

    @Slot(str)
    def _add_pack(self, path: str, *, allow_older: bool = False) -> None:
        if self._folder is not None:
            profile = profile_without_keys(self._folder, self._machine)
            add = partial(add_pack, profile, Path(path), allow_older=allow_older)
            self._chores.do(add, partial(self._pack_added, path))

    def _pack_added(self, path: str, future: "Future[tuple[Campaign, ...]]") -> None:
        from capdesk.campaigns import OlderPackError

        error = future.exception()
        if isinstance(error, OlderPackError):
            from capdesk.ui.older_pack_question import may_add_older

            if may_add_older(self._window, error.sentence):
                self._add_pack(path, allow_older=True)
        elif error is not None:
            self._window.start_page.show_failure(sentence_of(error))
            self._window.notice.show_text(sentence_of(error))
        else:
            self.take_campaigns(future.result())

    def take_campaigns(self, campaigns: Sequence[Campaign]) -> None:
        """Offer these, a pack of which was just added, in place of those of before."""
        is_first = not self._campaigns
        self._campaigns = tuple(campaigns)
        if is_first and self._campaigns:
            page = self._window.start_page
            page.start.connect(self.show)
            page.later.connect(self.show)
            self.first_key_wanted.emit(self._campaigns[0].environment)
            return
        self.show()
        self._window.notice.show_text("The campaign pack was added.")


def _key_of(campaign: Campaign) -> CampaignKey:
    return CampaignKey(campaign.environment, campaign.id)


def profile_without_keys(folder: Path, machine: Machine) -> "Profile":
    """Return a profile for campaigns and environments, which need no keyring."""
    from capdesk.credentials import MemoryCredentials
    from capdesk.services.profile import Profile

    return Profile(
        folder,
        MemoryCredentials(),
        machine_folder=machine.folder,
        policy=machine.policy,
    )


def add_pack(
    profile: "Profile", path: Path, *, allow_older: bool = False
) -> tuple[Campaign, ...]:
    """Read a campaign pack and keep it; return all campaigns there are then.

    Args:
        profile: Whose campaigns.
        path: The pack.
        allow_older: Whether it may take the place of one signed after it.

    Raises:
        PackError: It can't be used; `OlderPackError` where a person may want it.
        CampaignLibraryError: It can't be kept.
        SettingsError: The policy forbids it, or the environments can't be read.
    """
    profile.add_pack(path, allow_older=allow_older)
    return profile.campaigns()
