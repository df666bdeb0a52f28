"""The practice gateway: a stand-in for the CAP Gateway, for demo, training and tests."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capdesk.practice.modes import Mode
    from capdesk.practice.server import PortError, PracticeGateway, Received

__all__ = [
    "Mode",
    "PortError",
    "PracticeGateway",
    "Received",
]

# The painted window waits for every import on its way, so each name brings its
# module along only when it is asked for.
_HOMES = {
    "Mode": "capdesk.practice.modes",
    "PortError": "capdesk.practice.server",
    "PracticeGateway": "capdesk.practice.server",
    "Received": "capdesk.practice.server",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
