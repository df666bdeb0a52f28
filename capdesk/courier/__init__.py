"""The background worker that sends what is due."""

from capdesk.courier.courier import Courier
from capdesk.courier.ports import Connector, KeySource, News, Submitter
from capdesk.courier.thread import CourierThread

__all__ = ["Connector", "Courier", "CourierThread", "KeySource", "News", "Submitter"]
