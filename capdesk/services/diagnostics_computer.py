"""What diagnostics tell of the computer: versions and system, not its name or user."""

import locale
import os
import platform
import re
import shutil
import sqlite3
import ssl
import struct
import sys
from datetime import datetime
from importlib import metadata
from pathlib import Path

from capdesk import __version__
from capdesk.logs import WITHHELD
from capdesk.services.diagnostics_words import Tree, without_home
from capdesk.services.listing import utc_text
from capdesk.services.profile import Profile

_PACKAGES = (
    *("PySide6-Essentials", "anyio", "cryptography", "filelock", "h11", "httpx"),
    *("keyring", "phonenumberslite", "platformdirs", "pydantic", "secretstorage"),
    *("truststore", "tzdata"),
)
_VARIABLES = (
    *("CAPDESK_DATA_DIR", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"),
)
_LOCALE = re.compile(r"[A-Za-z]{1,8}(?:[_-][A-Za-z]{2,4})?(?:\.[A-Za-z0-9-]{1,12})?")
_DESKTOP = re.compile(r"[A-Za-z0-9:_-]{1,40}")


def about_computer(profile: Profile, now: datetime) -> Tree:
    """Return versions and system.

    Args:
        profile: Whose data folder and keyring.
        now: Aware UTC.
    """
    return {
        "made_at": utc_text(now),
        "capdesk": __version__,
        "is_frozen": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "bits": struct.calcsize("P") * 8,
        "sqlite": sqlite3.sqlite_version,
        "tls": ssl.OPENSSL_VERSION,
        "packages": {name: _version(name) for name in _PACKAGES},
        # Not `platform.uname`, which has the name of the computer.
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "locale": _shaped(_LOCALE, locale.getlocale()[0]),
        "utc_offset_minutes": _utc_offset_minutes(now),
        "desktop": _shaped(_DESKTOP, os.environ.get("XDG_CURRENT_DESKTOP")),
        "session": _shaped(_DESKTOP, os.environ.get("XDG_SESSION_TYPE")),
        "variables_that_are_set": [
            name
            for name in _VARIABLES
            if name in os.environ or name.lower() in os.environ
        ],
        "keyring": type(profile.credentials).__name__,
        "is_practice": profile.is_practice,
        "data_folder": _where(profile.folder),
        "free_bytes": _free_bytes(profile.folder),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # a frozen bundle may leave it out
        return None


def _shaped(pattern: re.Pattern[str], text: str | None) -> str | None:
    if not text:
        return None
    return text if pattern.fullmatch(text) else WITHHELD


def _utc_offset_minutes(now: datetime) -> int | None:
    offset = now.astimezone().utcoffset()
    return None if offset is None else int(offset.total_seconds() // 60)


def _where(folder: Path) -> str:
    """Return where the data folder is; one that a person named may bear any name."""
    from platformdirs import user_data_path

    usual = user_data_path("CapDesk", appauthor=False, roaming=False)
    if folder == usual:
        return without_home(str(folder))
    is_at_home = Path.home() in folder.parents
    return "another, in the home folder" if is_at_home else "another, elsewhere"


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
