"""How leads get out: the system's proxy, none, or one that is named."""

import re
from urllib.parse import urlsplit

from capdesk.settings.errors import SettingsError

SYSTEM = "system"
"""The proxy that the operating system names, if it names one."""
NONE = "none"
"""Straight, whatever the operating system says."""

MAX_CHARACTERS = 300

# A host name or an address in brackets, and a port; no more belongs in a proxy's URL.
_PROXY = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]{1,5})?"
)


def normalise_proxy(text: str) -> str:
    """Check which proxy leads are to go through.

    Args:
        text: `system`, `none`, or the address of a proxy, http or https.

    Returns:
        The same; an address in lower case, without the slash at its end.

    Raises:
        SettingsError: It is none of these. The sentence does not quote it, as there may
            be a password in it.
    """
    text = text.strip().lower()
    if text in {SYSTEM, NONE}:
        return text
    if "@" in text:
        # Everybody on the computer can read a policy, so what it holds is no secret.
        raise SettingsError(
            "A proxy's address has no name or password in it; CapDesk uses only proxies "
            "that ask for none."
        )
    address = text.removesuffix("/")
    if len(address) > MAX_CHARACTERS or not _PROXY.fullmatch(address):
        raise _no_proxy()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _no_proxy() from error
    if port == 0:
        raise _no_proxy()
    return address


def _no_proxy() -> SettingsError:
    return SettingsError(
        'A proxy is "system", "none" or an address such as '
        "http://proxy.example.com:8080."
    )
