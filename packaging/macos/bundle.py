"""What macOS is told about the program: for BUNDLE in the PyInstaller spec."""

import re
from typing import Any

BUNDLE_IDENTIFIER = "io.github.capdesk.CapDesk"

OLDEST_MACOS = "13.0"
"""What Qt 6.10 and 6.11 support."""


def info_plist(version: str) -> dict[str, Any]:
    """Return Info.plist's values beyond those that PyInstaller sets by itself.

    Args:
        version: CapDesk's version, such as `1.2.3`.
    """
    return {
        # Of two programs PyInstaller would take the first, the one with a console, and
        # keep the app out of the Dock for it.
        "CFBundleExecutable": "capdeskw",
        "LSBackgroundOnly": False,
        "CFBundleName": "CapDesk",
        "CFBundleDisplayName": "CapDesk",
        "CFBundleShortVersionString": version,
        # Numbers alone, or macOS takes one release candidate for another.
        "CFBundleVersion": ".".join(re.findall(r"\d+", version)[:3]),
        "CFBundleDevelopmentRegion": "en-GB",
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        # Light and dark follow the system.
        "NSRequiresAquaSystemAppearance": False,
        # Leads go out over https; the practice gateway on 127.0.0.1 is plain http.
        "NSAppTransportSecurity": {"NSAllowsLocalNetworking": True},
        # macOS must not end it for looking idle: the courier sends in the background.
        "NSSupportsAutomaticTermination": False,
        "NSSupportsSuddenTermination": False,
    }
