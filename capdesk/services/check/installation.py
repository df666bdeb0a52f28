"""Checks what CapDesk itself is made of, and what IT has set for it."""

import json
from collections.abc import Iterator
from zoneinfo import ZoneInfoNotFoundError

from capdesk import resources
from capdesk.domain.finding import Finding, Light
from capdesk.domain.rules.times import uk_date
from capdesk.services.check.survey import Survey

RESOURCES = (
    "outward-codes.json",
    "sample-pack.json",
    "sample-policy.toml",
    "icons/capdesk.svg",
    "guide/first-lead.md",
)
"""One of each kind that ships: what goes missing goes by the folder."""


def check_resources(survey: Survey) -> Iterator[Finding]:
    """Look for the files that ship with CapDesk."""
    try:
        paths = [resources.locate(name) for name in RESOURCES]
        json.loads(paths[0].read_bytes())
        uk_date(survey.now)
    except FileNotFoundError as error:
        yield Finding("resources", Light.RED, str(error))
    except (OSError, ValueError, ZoneInfoNotFoundError):
        yield Finding(
            "resources",
            Light.RED,
            "A file that ships with CapDesk can't be read, so leads may not be checked"
            " as they should; install CapDesk again.",
        )
    else:
        yield Finding("resources", Light.GREEN, "CapDesk's own files are all there.")


def check_policy(survey: Survey) -> Iterator[Finding]:
    """Tell what of IT's policy could not be used."""
    trouble = survey.profile.policy.trouble
    if trouble is not None:
        yield Finding("policy", Light.RED, trouble)
    else:
        yield Finding("policy", Light.GREEN, "No fault in what IT has set.")
