"""The self-check: is this computer fit to take leads and to send them?"""

from capdesk.services.check.running import CHECKS, Check, run_checks
from capdesk.services.check.survey import Network, Survey, take_survey

__all__ = ["CHECKS", "Check", "Network", "Survey", "run_checks", "take_survey"]
