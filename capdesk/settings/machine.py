"""The machine-wide folder, where IT puts what holds for everybody on a computer."""

import sys
from pathlib import Path

_FOLDERS = {
    "darwin": Path("/Library/Application Support/CapDesk"),
    "linux": Path("/etc/capdesk"),
}
PACKS = "packs"
"""Name of the folder in it that holds campaign packs."""


def machine_folder() -> Path:
    """Return the folder; it need not be there.

    No variable of the environment has a say: whoever may set one could choose another
    policy than IT's.
    """
    if sys.platform == "win32":
        return _program_data() / "CapDesk"
    return _FOLDERS.get(sys.platform, _FOLDERS["linux"])


if sys.platform == "win32":

    def _program_data() -> Path:
        # From the system, as %PROGRAMDATA% is a variable like any other.
        import ctypes

        common_app_data = 0x23  # CSIDL_COMMON_APPDATA
        longest = 260  # MAX_PATH
        buffer = ctypes.create_unicode_buffer(longest)
        ctypes.windll.shell32.SHGetFolderPathW(None, common_app_data, None, 0, buffer)
        return Path(buffer.value or r"C:\ProgramData")
