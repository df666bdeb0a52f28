"""Takes the pictures that the README and the guide show, of the real program on a screen.

`nox -s pictures` runs it, so that no picture shows a window that is no more. Each test
drives practice mode as a person would, by keyboard, and saves one picture.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from capdesk.practice import Mode
from capdesk.resources import locate
from tests.support.screen import WAIT_S, VirtualScreen

pytestmark = [pytest.mark.display, pytest.mark.slow]

GUIDE = locate("guide/first-lead.md").parent
PEOPLE = (
    ("Anna", "McCullough", "anna@example.com", "020 7946 0018", "M1 1AE"),
    ("Ben", "Okafor", "ben.okafor@example.com", "07700 900123", "L3 9AG"),
    ("Zoë", "Williams-Jones", "zoe@example.com", "", "SW1A 1AA"),
)


class Seat:
    """Somebody at the keyboard of a practice window."""

    def __init__(self, stack: ExitStack) -> None:
        self._screen = stack.enter_context(VirtualScreen.running())
        environ = {**os.environ, **self._screen.environ}
        environ.pop("QT_QPA_PLATFORM", None)
        window = subprocess.Popen(
            [sys.executable, "-m", "capdesk", "--practice"], env=environ
        )
        stack.callback(window.wait, WAIT_S)
        stack.callback(window.terminate)
        self._screen.focus("^CapDesk practice$")
        self.press("alt+n")
        self.write("Sam")

    def press(self, *keys: str) -> None:
        """Press keys."""
        self._screen.press(*keys)

    def write(self, text: str) -> None:
        """Type text."""
        self._screen.write(text)

    def rest(self) -> None:
        """Wait until what was asked for has happened, as somebody who looks would."""
        self._screen.rest()

    def choose_answer(self, mode: Mode) -> None:
        """Choose what the gateway does, in the menu."""
        self.press("alt+r", *["Down"] * list(Mode).index(mode), "Return")
        self.rest()

    def begin_lead(self, *texts: str) -> None:
        """Choose the enquiry type and type about a person, so far as is known."""
        self.press("alt+t")
        self.rest()
        self.write("Te")
        self.press("alt+f")
        for text in texts:
            self.write(text)
            self.press("Tab")

    def send_lead(self, *texts: str) -> None:
        """Type a lead, answer the consents, and send it."""
        self.begin_lead(*texts)
        self.write("ynyn")
        self.press("ctrl+Return")
        self.rest()

    def save(self, name: str) -> None:
        """Save the window as a picture."""
        self.rest()
        file = GUIDE / f"{name}.png"
        self._screen.window_picture(file)
        assert file.stat().st_size > SMALLEST_PICTURE


SMALLEST_PICTURE = 10_000
"""Bytes; a window that shows nothing makes a far smaller file."""


@pytest.fixture
def seat() -> Iterator[Seat]:
    """Return a seat before a practice window."""
    with ExitStack() as stack:
        yield Seat(stack)


def test_the_desk(seat: Seat) -> None:
    """Leads are sent, and one is being typed, with a slip in the email."""
    for person in PEOPLE:
        seat.send_lead(*person)
    seat.begin_lead("Priya", "Nair", "priya@gmial.com")
    seat.save("desk")


def test_sent_too_early(seat: Seat) -> None:
    """Send lists what there is to put right."""
    seat.begin_lead("Priya", "", "priya at example.com")
    seat.press("ctrl+Return")
    seat.save("to-put-right")


def test_no_network(seat: Seat) -> None:
    """Leads wait, and the window says why and until when."""
    seat.choose_answer(Mode.OFFLINE)
    for person in PEOPLE:
        seat.send_lead(*person)
    seat.save("no-network")


def test_a_lead_that_needs_fixing(seat: Seat) -> None:
    """The lead is back in the form, with what the gateway said."""
    seat.choose_answer(Mode.REJECT)
    seat.send_lead(*PEOPLE[1])
    seat.rest()
    seat.press("ctrl+f", "Return", "Down", "Return")
    seat.save("fixing")


def test_the_close_of_day(seat: Seat) -> None:
    """The day's leads, counted and balanced."""
    for person in PEOPLE:
        seat.send_lead(*person)
    seat.press("alt+x", "c")
    seat.save("close-of-day")


def test_the_curtain(seat: Seat) -> None:
    """Everything is covered."""
    seat.begin_lead(*PEOPLE[0])
    seat.press("ctrl+l")
    seat.save("covered")
