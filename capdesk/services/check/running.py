"""Runs the checks, so that none can stop another, and tells each finding as it comes."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from capdesk.courier import UnjoinedThreads
from capdesk.domain.finding import Finding, Light
from capdesk.services.check.campaigns import (
    check_campaigns,
    check_environments,
    check_pack_signatures,
)
from capdesk.services.check.clock import check_clock
from capdesk.services.check.elsewhere import check_network_drive, check_synced_folder
from capdesk.services.check.folder import check_data_folder, check_disk_space
from capdesk.services.check.installation import check_policy, check_resources
from capdesk.services.check.keys import check_keyring
from capdesk.services.check.leads import check_outbox, check_unsent
from capdesk.services.check.recovery import check_recovery
from capdesk.services.check.survey import Network, Survey, take_survey
from capdesk.services.check.way import check_gateways
from capdesk.services.profile import Profile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One look at this computer.

    Attributes:
        name: Of its first finding, and of the one that says that it failed.
        look: Finds; may take as long as its own deadline allows, in a thread of its
            own.
    """

    name: str
    look: Callable[[Survey], Iterable[Finding]]


CHECKS = (
    Check("resources", check_resources),
    Check("policy", check_policy),
    Check("data_folder", check_data_folder),
    Check("disk_space", check_disk_space),
    Check("synced_folder", check_synced_folder),
    Check("network_drive", check_network_drive),
    Check("outbox", check_outbox),
    Check("unsent", check_unsent),
    Check("campaigns", check_campaigns),
    Check("pack_signatures", check_pack_signatures),
    Check("environments", check_environments),
    Check("clock", check_clock),
    Check("keyring", check_keyring),
    Check("recovery", check_recovery),
    Check("proxy", check_gateways),
)
"""All checks, in the order in which they are told; the slow ones come last."""


def run_checks(
    profile: Profile,
    *,
    now: datetime,
    network: Network | None = None,
    tell: Callable[[Finding], None] = lambda _: None,
    checks: Iterable[Check] = CHECKS,
) -> tuple[Finding, ...]:
    """Check whether a computer is fit to take leads and to send them.

    It changes nothing, makes nothing and may run beside an open window. It takes as long
    as its slowest check: half a minute where the keyring does not answer.

    Args:
        profile: Whose data folder, keyring and policy.
        now: Aware, UTC.
        network: How gateways are tried; None for the way that leads take.
        tell: Is given each finding as soon as it and all before it are known, in the
            calling thread.
        checks: Which, in which order.

    Returns:
        All findings, in the same order.
    """
    survey = take_survey(profile, now=now, network=network)
    # All at once, as the slow ones wait for different things.
    threads = UnjoinedThreads()
    running = [threads.submit(_findings_of, check, survey) for check in checks]
    found = []
    for each in running:
        for finding in each.result():
            tell(finding)
            found.append(finding)
    return tuple(found)


def _findings_of(check: Check, survey: Survey) -> tuple[Finding, ...]:
    try:
        return tuple(check.look(survey))
    except Exception as error:
        _log.error("a check failed: %s", check.name, exc_info=error)
        return (
            Finding(
                check.name,
                Light.RED,
                f"This could not be checked: something went wrong inside CapDesk"
                f" ({type(error).__name__}); leads in the outbox are safe; ask for help.",
            ),
        )
