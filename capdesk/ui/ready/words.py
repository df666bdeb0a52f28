"""What the self-check is called on the screen; no Qt."""

from collections.abc import Iterable
from typing import assert_never

from capdesk.domain.finding import Finding, Light
from capdesk.ui.environments import shown_name

LIGHT_WORDS = {
    Light.GREEN: "Good",
    Light.AMBER: "Look at this",
    Light.RED: "Put this right",
}

MOST_URGENT_FIRST = (Light.RED, Light.AMBER, Light.GREEN)

# Names that do not read well as they are.
_TITLES = {
    "data_folder": "Data folder",
    "core_dumps": "Crash files",
    "gateway_dns": "Gateway's name (DNS)",
    "gateway_tcp": "Connection to the gateway (TCP)",
    "gateway_tls": "Secure connection (TLS)",
    "gateway": "Way to the gateway",
    "leads": "Leads from before",
    "way": "Way to the gateway",
}


def title_of(finding: Finding) -> str:
    """Return what was checked, and for which environment."""
    plain = finding.name.replace("_", " ")
    title = _TITLES.get(finding.name, plain[:1].upper() + plain[1:])
    if finding.environment is None:
        return title
    return f"{title} ({shown_name(finding.environment)})"


def line_of(finding: Finding) -> str:
    """Return a finding in words alone, as lists and screen readers have it."""
    return f"{LIGHT_WORDS[finding.light]}: {title_of(finding)}\n{finding.sentence}"


def verdict(findings: Iterable[Finding]) -> tuple[Light, str]:
    """Sum up: is this desk ready, and how much is left to do?"""
    lights = [each.light for each in findings]
    red, amber = lights.count(Light.RED), lights.count(Light.AMBER)
    to_look_at = "" if amber == 0 else f"{_things(amber)} to look at"
    if red:
        more = f", and {to_look_at}" if to_look_at else ""
        return Light.RED, f"Not ready: {_things(red)} to put right{more}."
    if amber:
        return Light.AMBER, f"Ready, with {to_look_at}."
    return Light.GREEN, "Ready."


def role_of(light: Light) -> str:
    """Return the role of a light's text in the style sheet."""
    match light:
        case Light.GREEN:
            return "success"
        case Light.AMBER:
            return "warning"
        case Light.RED:
            return "error"
        case _:
            assert_never(light)


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"
