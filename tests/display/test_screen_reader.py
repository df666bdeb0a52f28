"""What a screen reader learns of the real window, over AT-SPI."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.support.accessibility_bus import AccessibilityBus
from tests.support.screen import WAIT_S, VirtualScreen

pytestmark = pytest.mark.display

TEXTS = ("First name", "Last name", "Email", "Phone", "Postcode", "Staff name", "Find")
# Qt gives a combo box with a value the value for its name on Linux, as readers there
# expect, and the label by a relation.
CHOICES = ("Campaign", "Enquiry type", "Vehicle", "Acquisition channel")
ANSWERS = tuple(
    f"Consent to {channel}: {answer}"
    for channel in ("phone call", "post", "email", "SMS")
    for answer in ("Yes", "No")
)
BUTTONS = ("Send lead", "Clear", "Send now")


class _Reader:
    """Somebody who hears the window instead of seeing it."""

    def __init__(self, stack: ExitStack) -> None:
        self._screen = stack.enter_context(VirtualScreen.running())
        self._bus = stack.enter_context(AccessibilityBus.running())
        environ = {**os.environ, **self._screen.environ, **self._bus.environ}
        environ.pop("QT_QPA_PLATFORM", None)
        environ["PYTHONPATH"] = os.getcwd()  # noqa: PTH109 - as the interpreter wants it
        window = subprocess.Popen(
            [sys.executable, "-m", "capdesk", "--practice"],
            env=environ,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(window.wait, WAIT_S)
        stack.callback(window.terminate)
        self._screen.focus("^CapDesk practice$")

    def read(self, *words: str) -> Any:  # noqa: ANN401 - JSON
        """Ask the window over the accessibility bus."""
        return self._bus.read(*words, environ=self._screen.environ)


@pytest.fixture(scope="module")
def reader() -> Iterator[_Reader]:
    """Return a reader before a practice window with nothing typed."""
    with ExitStack() as stack:
        yield _Reader(stack)


def test_every_control_has_its_name(reader: _Reader) -> None:
    """Each control is told by its role and by the name that the documents give it."""
    told = reader.read("controls")
    named = {(each["role"], each["name"]) for each in told if each["focusable"]}
    for role, names in (("text", TEXTS), ("check box", ANSWERS)):
        assert {(role, name) for name in names} <= named
    assert {("push button", name) for name in BUTTONS} <= named
    labelled = {
        label
        for each in told
        for label in each["labels"]
        if each["role"] == "combo box"
    }
    assert set(CHOICES) <= labelled
    assert ("table", "Outbox") in named


def test_nothing_that_takes_the_focus_is_nameless(reader: _Reader) -> None:
    """What Tab can reach has a name or a label."""
    nameless = [
        each
        for each in reader.read("controls")
        if each["focusable"]
        and each["showing"]
        and not (each["name"] or each["labels"])
    ]
    assert nameless == []


def test_what_hinders_a_lead_is_announced(reader: _Reader) -> None:
    """Send pressed too early is answered aloud, with what there is to put right."""
    (announced,) = reader.read("press", "Send lead")
    assert "to put right" in announced
    assert "First name" in announced
