"""What kinds of environments there are and what the window calls them; no Qt."""

from enum import StrEnum

from capdesk.domain.environment import PRACTICE


class Kind(StrEnum):
    """How an environment looks: which of them it is must be plain at a glance."""

    PRODUCTION = "production"  # calm: nearly every desk has this one alone
    QA = "qa"
    ADDED = "added"  # by an administrator
    PRACTICE = "practice"


def kind_of(environment: str) -> Kind:
    """Return what kind an environment is of, by its name, however that is written."""
    match environment.lower():
        case "production":
            return Kind.PRODUCTION
        case "qa":
            return Kind.QA
        case name if name == PRACTICE:
            return Kind.PRACTICE
        case _:
            return Kind.ADDED


def shown_name(environment: str) -> str:
    """Return what the window calls an environment; loud where it is not production."""
    match kind_of(environment):
        case Kind.PRODUCTION:
            return "Production"
        case Kind.PRACTICE:
            return "Practice"
        case Kind.QA | Kind.ADDED:
            return environment.upper()


def unsent_elsewhere(environment: str, count: int) -> str:
    """Say what stays behind when another environment is switched to.

    Args:
        environment: The one that is left.
        count: Its leads that are not sent.

    Returns:
        A sentence; empty if nothing stays behind.
    """
    if count < 1:
        return ""
    # Late: the strip, which is painted first, has nothing to count.
    from capdesk.ui.words import leads

    name = shown_name(environment)
    have, they, go = ("has", "It", "goes") if count == 1 else ("have", "They", "go")
    return (
        f"{leads(count)} for {name} {have} not been sent. {they} {go} to {name},"
        " whatever you choose here."
    )
