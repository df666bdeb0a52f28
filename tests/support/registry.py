"""A person's part of the Windows registry, in memory."""


class MemoryRegistry:
    """Keeps values by key and name; both in any case, as Windows has it.

    Attributes:
        fault: What every access raises; None for none.
    """

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], str | bytes] = {}
        self.fault: OSError | None = None

    def read(self, key: str, name: str) -> str | bytes | None:
        """See `UserRegistry`."""
        self._fail()
        return self._values.get(_place(key, name))

    def write(self, key: str, name: str, text: str) -> None:
        """See `UserRegistry`."""
        self._fail()
        self._values[_place(key, name)] = text

    def write_bytes(self, key: str, name: str, value: bytes) -> None:
        """Set a value as Windows itself does, never CapDesk."""
        self._values[_place(key, name)] = value

    def delete(self, key: str, name: str) -> None:
        """See `UserRegistry`."""
        self._fail()
        self._values.pop(_place(key, name), None)

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


def _place(key: str, name: str) -> tuple[str, str]:
    return key.casefold(), name.casefold()
