"""How leads get out: what can be set as a proxy."""

import pytest

from capdesk.settings import SettingsError, normalise_proxy


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("system", "system"),
        (" None ", "none"),
        ("http://proxy.example.com:8080", "http://proxy.example.com:8080"),
        ("HTTPS://Proxy.Example.com:443/", "https://proxy.example.com:443"),
        ("http://proxy", "http://proxy"),
        ("http://10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128"),
    ],
)
def test_takes_what_the_gateway_client_takes(text: str, proxy: str) -> None:
    """The two words, and the address of a proxy that speaks http."""
    assert normalise_proxy(text) == proxy


@pytest.mark.parametrize(
    "text",
    [
        "",
        "proxy:8080",
        "socks5://proxy:1080",
        "file:///etc/proxy.pac",
        "http://",
        "http://proxy:0",
        "http://proxy:99999",
        "http://proxy/path",
        "http://proxy?x",
        "http://pro xy",
        "http://proxy\n",
        "http://[::g]:80",
        "http://" + "p" * 300,
    ],
)
def test_refuses_all_else(text: str) -> None:
    """One sentence says what a proxy looks like."""
    if text.endswith("\n"):
        text = f"{text}x"
    with pytest.raises(SettingsError, match="A proxy is"):
        normalise_proxy(text)


def test_a_password_is_refused_and_not_repeated() -> None:
    """Everybody on the computer can read a policy, and the log may hold the sentence."""
    with pytest.raises(SettingsError, match="no name or password") as caught:
        normalise_proxy("http://ana:hunter2@proxy:8080")
    assert "hunter2" not in str(caught.value)
