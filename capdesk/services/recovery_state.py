"""Tells whether leads of this computer could be read elsewhere, if it broke or was lost."""

from dataclasses import dataclass

from capdesk.domain.finding import Light
from capdesk.outbox import OUTBOX_NAME, sealed_for, sealed_recipients
from capdesk.outbox.identity_copy import read_copy
from capdesk.services.profile import Profile
from capdesk.settings import PolicyKey

_SHOWN_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """What is to be said.

    Attributes:
        light: Whether it is as it has to be.
        sentence: For the user.
    """

    light: Light
    sentence: str


def recovery_state(profile: Profile) -> RecoveryState:
    """Look at the policy and at what lies beside the outbox; no key is asked for."""
    policy, path = profile.policy, profile.folder / OUTBOX_NAME
    wanted = policy.recovery_public_key
    try:
        identity = read_copy(path)
        sealed = None if identity is None else sealed_for(path, identity.key_id)
        others = sealed_recipients(path) - {wanted}
    except OSError as error:
        return RecoveryState(
            Light.AMBER,
            "Whether leads can be recovered can't be told"
            f" ({error.strerror or type(error).__name__}); give CapDesk access to its"
            " data folder.",
        )
    if wanted is None:
        return _without(
            others, is_broken=PolicyKey.RECOVERY_PUBLIC_KEY in policy.unusable
        )
    if identity is None or identity.key_check is None:
        return RecoveryState(
            Light.GREEN,
            f"A recovery key is set ({_short(wanted)}); the key to the leads is sealed to"
            " it before the first lead.",
        )
    if sealed == wanted:
        return RecoveryState(
            Light.GREEN,
            "If this computer breaks, your organisation can read its leads: their key is"
            f" sealed to its recovery key ({_short(wanted)}).",
        )
    return RecoveryState(
        Light.AMBER,
        f"A recovery key is set ({_short(wanted)}), but the key to the leads is not"
        " sealed to it yet; close CapDesk and open it again, and if it stays so, check"
        " the disk.",
    )


def _without(others: frozenset[str], *, is_broken: bool) -> RecoveryState:
    still = (
        f" What was sealed to {_short(min(others))} before can still be opened with that"
        " key."
        if others
        else ""
    )
    if is_broken:
        return RecoveryState(
            Light.AMBER,
            "The policy's recovery key can't be used, so keys to leads are sealed to"
            f" nobody; ask IT to put it right.{still}",
        )
    if others:
        return RecoveryState(
            Light.AMBER,
            f"The policy has no recovery key any more.{still} If that is meant, IT"
            " deletes the files outbox.recovery* in the data folder.",
        )
    return RecoveryState(
        Light.GREEN,
        "No recovery key is set: if this computer breaks, leads that were not sent can"
        " be read nowhere else.",
    )


def _short(recipient: str) -> str:
    return f"{recipient[:_SHOWN_CHARACTERS]}…"
