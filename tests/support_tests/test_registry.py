"""The registry in memory keeps what it is given, in any case, and can fail."""

import pytest

from tests.support.registry import MemoryRegistry


def test_it_keeps_values_in_any_case() -> None:
    """Names differ in more than their case, as in the real one."""
    registry = MemoryRegistry()
    registry.write(r"Software\Run", "CapDesk", "a.exe")
    assert registry.read(r"software\run", "capdesk") == "a.exe"
    registry.delete(r"SOFTWARE\Run", "CAPDESK")
    assert registry.read(r"Software\Run", "CapDesk") is None
    registry.delete(r"Software\Run", "CapDesk")


def test_it_fails_as_told() -> None:
    """A fault is raised by each access."""
    registry = MemoryRegistry()
    registry.fault = PermissionError(13, "Access is denied")
    with pytest.raises(PermissionError):
        registry.read("a", "b")
    with pytest.raises(PermissionError):
        registry.write("a", "b", "c")
    with pytest.raises(PermissionError):
        registry.delete("a", "b")
