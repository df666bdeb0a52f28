"""The settings dialog; a change is told at once, there is no OK and no Apply."""

from capdesk.ui.settings.dialog import SettingsDialog
from capdesk.ui.settings.view import (
    KeyState,
    KnownCampaign,
    KnownEnvironment,
    Look,
    Name,
    PackPreview,
    SettingsView,
)

__all__ = [
    "KeyState",
    "KnownCampaign",
    "KnownEnvironment",
    "Look",
    "Name",
    "PackPreview",
    "SettingsDialog",
    "SettingsView",
]
