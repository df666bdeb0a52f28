"""Addresses that an administrator may have leads sent to."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from capdesk.settings.errors import SettingsError

MAX_URL_CHARACTERS = 1_000

# RFC 3986 without "#": browsers and libraries disagree about all else, such as "\".
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
_HOST_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def normalise_post_url(text: str) -> str:
    """Check the whole address that leads are posted to.

    Args:
        text: An `https` address, or an `http` one of this very computer.

    Returns:
        The same address, scheme and host in lower case.

    Raises:
        SettingsError: Leads must not, or cannot, be sent there.
    """
    text = text.strip()
    if len(text) > MAX_URL_CHARACTERS:
        raise SettingsError(
            f"An address has at most {MAX_URL_CHARACTERS:,} characters, and this one "
            "has more."
        )
    if "#" in text:
        raise SettingsError("An address to send leads to has no # part; leave it out.")
    if not _URL_CHARACTERS.fullmatch(text):
        raise SettingsError(
            "An address holds plain ASCII characters without spaces; write an "
            "international host name in its xn-- form."
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _not_whole() from error
    if parts.username is not None or parts.password is not None:
        raise SettingsError(
            "An address has no user name or password in it; leads go with an API key, "
            'which "capdesk key set" takes.'
        )
    if host is None or port == 0 or not _is_host(host):
        raise _not_whole()
    _check_scheme(parts, host)
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _check_scheme(parts: SplitResult, host: str) -> None:
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)):
        return
    if parts.scheme == "http":
        raise SettingsError(
            "Leads go over https only, so that nobody on the way can read them; http "
            "is for this computer itself (localhost)."
        )
    raise _not_whole()


def _is_host(host: str) -> bool:
    return ":" in host or _HOST_NAME.fullmatch(host) is not None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _not_whole() -> SettingsError:
    return SettingsError(
        "Give the whole address that leads are posted to, such as "
        "https://gateway.example.com/lead-submission/v1/external."
    )
