"""A person's own part of the Windows registry, as far as CapDesk writes to it."""

import sys
from typing import Protocol


class UserRegistry(Protocol):
    """Values under HKEY_CURRENT_USER; every method may raise `OSError`."""

    def read(self, key: str, name: str) -> str | bytes | None:
        """Return a value; None where there is none, or one of another type."""
        ...

    def write(self, key: str, name: str, text: str) -> None:
        """Set a value to a text; its key is made if need be."""
        ...

    def delete(self, key: str, name: str) -> None:
        """Take a value away, if it is there."""
        ...


if sys.platform == "win32":
    import contextlib
    import winreg

    class WindowsRegistry:
        """The registry itself."""

        def read(self, key: str, name: str) -> str | bytes | None:
            """See `UserRegistry`."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    value, _ = winreg.QueryValueEx(opened, name)
            except FileNotFoundError:
                return None
            return value if isinstance(value, str | bytes) else None

        def write(self, key: str, name: str, text: str) -> None:
            """See `UserRegistry`."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

        def delete(self, key: str, name: str) -> None:
            """See `UserRegistry`."""
            access = winreg.KEY_SET_VALUE
            with (
                contextlib.suppress(FileNotFoundError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, access=access) as opened,
            ):
                winreg.DeleteValue(opened, name)


def this_persons() -> UserRegistry | None:
    """Return the registry of whoever runs this program; None where there is none."""
    if sys.platform == "win32":
        return WindowsRegistry()
    return None
