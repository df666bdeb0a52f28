"""Asks the gateway about an API key, with an empty lead that it can only refuse."""

import asyncio

from capdesk.domain.finding import Light
from capdesk.domain.outcome import KeyRefused, Outcome, Rejected
from capdesk.gateway import Evidence, GatewayClient
from capdesk.services.profile import Profile
from capdesk.services.sending import utc_now

NO_KEY = "There is no key for it any more, so nothing was asked. Enter it again."
EMPTY_LEAD = b"{}"
"""Lacks everything that a lead must have, so that no gateway can take it for one."""

GOOD = "The gateway takes this key."
BAD = "The gateway refuses this key. Check it with whoever gave it to you."
CANNOT_TELL = "The gateway did not say. The key can be kept all the same; leads wait until it works."
NO_ADDRESS = (
    "There is no address for {environment} on this computer, so nothing was asked."
)


def check_key(profile: Profile, environment: str, key: str) -> tuple[str, Light]:
    """Return what the gateway makes of a key, in a sentence; blocks up to a minute.

    A gateway that answers 401 refuses the key, one that answers 400 has let it by and
    read the lead. That order is documented nowhere, so any other answer tells nothing.

    Args:
        profile: Knows the addresses and the way to them.
        environment: Whose key.
        key: As it would be kept.

    Raises:
        SettingsError: The environments of this computer can't be read.
    """
    url = profile.url_of(environment)
    if url is None:
        return NO_ADDRESS.format(environment=environment), Light.RED
    match asyncio.run(_ask(profile, url, key)):
        case Rejected(http_status=400):
            return GOOD, Light.GREEN
        case KeyRefused(http_status=401):
            return BAD, Light.RED
        case _:
            return CANNOT_TELL, Light.AMBER


def check_kept_key(profile: Profile, environment: str) -> tuple[str, Light]:
    """Return what the gateway makes of the key that is kept; see `check_key`.

    Raises:
        CredentialError: The keyring does not answer.
        SettingsError: The environments of this computer can't be read.
    """
    url = profile.url_of(environment)
    key = url and profile.credentials.api_key(environment, url)
    if url and not key:
        return NO_KEY, Light.RED
    return check_key(profile, environment, key or "")


async def _ask(profile: Profile, url: str, key: str) -> Outcome:
    client = GatewayClient(url, now=utc_now, find_proxy=profile.find_proxy)
    async with client:
        return await client.submit(EMPTY_LEAD, key, Evidence())
