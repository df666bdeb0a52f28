"""A campaign pack in the settings: read and checked, shown, and added if it is wanted."""

from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from capdesk.app.relay import Relay
from capdesk.app.sentences import sentence_of
from capdesk.app.settings_view import signed_words
from capdesk.campaigns import CampaignPack
from capdesk.courier import UnjoinedThreads
from capdesk.domain.campaign import Campaign
from capdesk.services.profile import Profile
from capdesk.services.settings_survey import PackChanges, changes_by
from capdesk.ui.settings import PackPreview, SettingsDialog


class _Looked(NamedTuple):
    pack: CampaignPack
    changes: PackChanges
    older: str


class SettingsPacks(QObject):
    """Keeps a pack between *Open* and *Add*: what was shown is what is added."""

    taken = Signal(object)
    """A pack was added; carries all campaigns there are now."""

    def __init__(self, dialog: SettingsDialog, relay: Relay, profile: Profile) -> None:
        """Join a dialog.

        Args:
            dialog: Opens packs, shows them, asks for them; owns this.
            relay: Brings answers from other threads.
            profile: Keeps campaigns.
        """
        super().__init__(dialog)
        self._dialog = dialog
        self._relay = relay
        self._profile = profile
        self._pack: CampaignPack | None = None
        self._opened = ""
        dialog.pack_opened.connect(self._look_at)
        dialog.pack_taken.connect(self._take)

    @Slot(str)
    def _look_at(self, path: str) -> None:
        self._pack = None
        self._opened = path
        looked = UnjoinedThreads().submit(_look_at, self._profile, Path(path))
        self._relay.when_done(looked, partial(self._show, path))

    def _show(self, path: str, future: "Future[_Looked]") -> None:
        if path != self._opened or not isValid(self._dialog):
            return  # another one was opened since
        if (error := future.exception()) is not None:
            self._dialog.show_pack_failure(sentence_of(error))
            return
        pack, changes, older = future.result()
        self._pack = pack
        signed = None if pack.seal is None else pack.seal.signed
        self._dialog.show_pack(
            PackPreview(
                Path(path).name,
                pack.environment,
                changes.added,
                changes.replaced,
                signed_words(signed),
                older,
            )
        )

    @Slot()
    def _take(self) -> None:
        if self._pack is None:
            return
        pack, self._pack = self._pack, None
        kept = UnjoinedThreads().submit(_keep, self._profile, pack)
        self._relay.when_done(kept, self._was_kept)

    def _was_kept(self, future: "Future[tuple[Campaign, ...]]") -> None:
        is_open = isValid(self._dialog)
        if (error := future.exception()) is not None:
            if is_open:
                self._dialog.show_pack_failure(sentence_of(error))
            return
        if is_open:
            self._dialog.show_pack_added()
        self.taken.emit(future.result())


def _look_at(profile: Profile, path: Path) -> _Looked:
    pack = profile.read_pack(path)
    changes = changes_by(profile, pack.campaigns)
    return _Looked(pack, changes, profile.signed_after(pack) or "")


def _keep(profile: Profile, pack: CampaignPack) -> tuple[Campaign, ...]:
    # Whoever pressed Add has read what is older about it.
    profile.keep_pack(pack, allow_older=True)
    return profile.campaigns()
