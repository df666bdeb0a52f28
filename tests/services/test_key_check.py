"""What the gateway makes of a key."""

from pathlib import Path

import pytest

from capdesk.credentials import MemoryCredentials
from capdesk.domain.finding import Light
from capdesk.practice import Mode, PracticeGateway
from capdesk.services.key_check import check_key
from capdesk.services.profile import Profile
from capdesk.settings import Environments


@pytest.mark.parametrize(
    ("mode", "light", "word"),
    [
        (Mode.ACCEPT, Light.GREEN, "takes"),
        (Mode.REFUSE_KEY, Light.RED, "refuses"),
        (Mode.FAIL, Light.AMBER, "did not say"),
        (Mode.OFFLINE, Light.AMBER, "did not say"),
        (Mode.CAPTIVE_PORTAL, Light.AMBER, "did not say"),
    ],
)
def test_an_empty_lead_tells_of_the_key(
    tmp_path: Path, mode: Mode, light: Light, word: str
) -> None:
    """Read and refused means a good key, 401 a bad one; any other answer means nothing."""
    with PracticeGateway(mode) as gateway:
        Environments(tmp_path).add("local", gateway.url)
        profile = Profile(tmp_path, MemoryCredentials())
        sentence, shown = check_key(profile, "local", "0123456789abcdef")
        assert shown is light
        assert word in sentence
        assert not any(request.took_lead for request in gateway.received)


def test_without_an_address_nothing_is_asked(tmp_path: Path) -> None:
    """An environment that is not known here is told, and nobody gets the key."""
    profile = Profile(tmp_path, MemoryCredentials())
    sentence, light = check_key(profile, "elsewhere", "0123456789abcdef")
    assert light is Light.RED
    assert "elsewhere" in sentence
