"""The practice gateway: a stand-in for the CAP Gateway, for demo, training and tests."""

from capdesk.practice.modes import Mode
from capdesk.practice.server import PortError, PracticeGateway, Received

__all__ = ["Mode", "PortError", "PracticeGateway", "Received"]
