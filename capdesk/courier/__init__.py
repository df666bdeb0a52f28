"""The background worker that sends what is due."""

from capdesk.courier.courier import Courier
from capdesk.courier.ports import (
    Connector,
    KeyCheck,
    KeySource,
    News,
    Submitter,
)
from capdesk.courier.thread import CourierThread
from capdesk.courier.unjoined import UnjoinedThreads

__all__ = [
    "Connector",
    "Courier",
    "CourierThread",
    "KeyCheck",
    "KeySource",
    "News",
    "Submitter",
    "UnjoinedThreads",
]
