"""The system's proxy is used for what is away, and for nothing on this computer."""

import pytest

from capdesk.gateway.route import is_loopback, proxy_for, system_proxy

AWAY = "https://api.example.com/leads"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_knows_this_computer(host: str, loopback: bool) -> None:
    """Loopback is told by the name or the number alone."""
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy:8080"}, "http://proxy:8080"),
        ({"https_proxy": "proxy:8080"}, "http://proxy:8080"),
        ({"all_proxy": "http://proxy:8080"}, "http://proxy:8080"),
        ({"http_proxy": "http://proxy:8080"}, None),
        ({"https_proxy": "http://proxy:8080", "no_proxy": "example.com"}, None),
        ({"https_proxy": "http://proxy:8080", "no_proxy": "*"}, None),
    ],
)
def test_reads_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], proxy: str | None
) -> None:
    """The usual variables are honoured, exceptions among them."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_proxy(AWAY) == proxy


def test_loopback_has_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy for everything is not for this computer."""
    monkeypatch.setenv("all_proxy", "http://proxy:8080")
    monkeypatch.setenv("http_proxy", "http://proxy:8080")
    assert system_proxy("http://127.0.0.1:8000/leads") is None
    assert system_proxy("http://localhost:8000/leads") is None


@pytest.mark.parametrize(
    ("setting", "url", "proxy"),
    [
        ("system", AWAY, "http://of-the-system:8080"),
        ("none", AWAY, None),
        ("http://proxy:8080", AWAY, "http://proxy:8080"),
        ("http://proxy:8080", "http://127.0.0.1:8000/leads", None),
        ("system", "http://127.0.0.1:8000/leads", None),
    ],
)
def test_a_setting_comes_before_the_system(
    monkeypatch: pytest.MonkeyPatch, setting: str, url: str, proxy: str | None
) -> None:
    """What is set is used, and loopback is never reached through a proxy."""
    monkeypatch.setenv("all_proxy", "http://of-the-system:8080")
    assert proxy_for(setting, url) == proxy
