"""What is in force on this computer: the policy before the person before the default."""

from dataclasses import dataclass
from datetime import timedelta

from capdesk.domain.campaign import OnUnknownOutcome
from capdesk.settings import Policy, PolicyKey, Settings

RETENTION_DAYS = 30
CURTAIN_MINUTES = 5
PROXY = "system"

# A person may go on choosing these where the policy's value could not be used: neither
# can loosen anything.
_FREE_IF_UNUSABLE = frozenset({PolicyKey.STAFF_NAMES, PolicyKey.PRACTICE_ALLOWED})


@dataclass(frozen=True, slots=True)
class Managed:
    """The values in force.

    A value of the policy that could not be used gives the default, or what the person
    set where that is stricter.

    Attributes:
        policy: What IT set.
        settings: What the person set.
    """

    policy: Policy
    settings: Settings

    @property
    def locked(self) -> frozenset[PolicyKey]:
        """What a person cannot change, and the window shows with a padlock."""
        is_set = {
            key for key in PolicyKey if getattr(self.policy, key) not in {None, ()}
        }
        return frozenset(is_set | (self.policy.unusable - _FREE_IF_UNUSABLE))

    @property
    def environment(self) -> str | None:
        """The one environment to take leads for; None for those of the campaigns."""
        return self.policy.environment

    @property
    def retention(self) -> timedelta:
        """How long contact data of leads that are done with stays."""
        own = self.settings.retention_days
        usual = RETENTION_DAYS if own is None else own
        if self.policy.retention_days is not None:
            usual = self.policy.retention_days
        elif PolicyKey.RETENTION_DAYS in self.policy.unusable:
            usual = min(usual, RETENTION_DAYS)
        return timedelta(days=usual)

    @property
    def curtain_minutes(self) -> int:
        """When the privacy curtain falls; 0 for never."""
        own = self.settings.curtain_minutes
        usual = CURTAIN_MINUTES if own is None else own
        if self.policy.curtain_minutes is not None:
            return self.policy.curtain_minutes
        if PolicyKey.CURTAIN_MINUTES in self.policy.unusable:
            return min(usual or CURTAIN_MINUTES, CURTAIN_MINUTES)
        return usual

    @property
    def proxy(self) -> str:
        """`system`, `none` or an address: see `normalise_proxy`."""
        if self.policy.proxy is not None:
            return self.policy.proxy
        if PolicyKey.PROXY in self.policy.unusable:
            return PROXY
        return self.settings.proxy or PROXY

    @property
    def staff_names(self) -> tuple[str, ...]:
        """The names to choose from; none to type one."""
        if self.policy.staff_names is not None:
            return self.policy.staff_names
        return self.settings.staff_names

    @property
    def practice_allowed(self) -> bool:
        """Whether practice mode may be opened."""
        return self.policy.practice_allowed is not False

    def on_unknown_outcome(self, of_campaign: OnUnknownOutcome) -> OnUnknownOutcome:
        """Return what to do with a lead that may have arrived: `hold` anywhere wins."""
        if self.policy.on_unknown_outcome is OnUnknownOutcome.HOLD:
            return OnUnknownOutcome.HOLD
        return of_campaign
