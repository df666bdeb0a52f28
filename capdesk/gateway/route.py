"""How to get to an address: straight, or through the system's proxy."""

import ipaddress
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def is_loopback(host: str) -> bool:
    """Tell whether a host is this computer, without asking the network."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(setting: str, url: str) -> str | None:
    """Return the URL of the proxy to use for an address, as it is set; may block.

    Args:
        setting: `system`, `none`, or the URL of a proxy.
        url: The address.

    Returns:
        The proxy's URL; None for a direct connection, which loopback always has.
    """
    if setting == "system":
        return system_proxy(url)
    if setting == "none" or is_loopback(urlsplit(url).hostname or ""):
        return None
    return setting


def system_proxy(url: str) -> str | None:
    """Return the URL of the proxy that the system wants used for an address.

    Unlike httpx's own reading of the environment this honours the exceptions that
    Windows and macOS keep beside their proxy. Windows may look names up to do so, so
    it can block.

    Returns:
        The proxy's URL; None for a direct connection, which loopback always has.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
