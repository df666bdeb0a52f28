"""From the outside, at a real screen: a lead is typed, sent, answered, and outlives all.

Where there is no virtual screen, on Windows and macOS, this is skipped with a reason;
the window is at least opened there by test_commands.py.
"""

import sys
from typing import Any

import pytest

from tests.support.accessibility_bus import AccessibilityBus
from tests.support.installed import (
    CAMPAIGN,
    WITHIN_S,
    Installed,
    RunningGateway,
    wait_until,
)
from tests.support.screen import VirtualScreen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.display,
    pytest.mark.secret_service,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="needs Xvfb, so Linux"),
]

Desk = tuple[Installed, VirtualScreen, AccessibilityBus]
ROWS = f"""\
campaign,enquiry_type,vehicle,acquisition_channel,first_name,last_name,email,phone,\
postcode,consent_phone_call,consent_post,consent_email,consent_sms
{CAMPAIGN},Test Drive,Audi Q6 e-tron,Event,\
Ada,King,ada@example.com,020 7946 0001,W1A 1AA,no,no,yes,
{CAMPAIGN},Quotation,Audi Q4 e-tron,Walk-in,\
Max,Born,max@example.com,020 7946 0002,W1A 1AA,yes,,no,no
"""


def type_choices(screen: VirtualScreen) -> None:
    """Choose the first enquiry type, vehicle and channel by their first letters."""
    for choice in ("Te", "Au", "Ev"):
        screen.write(choice)
        screen.press("Tab")


def type_person(screen: VirtualScreen, *texts: str) -> None:
    """Type fields one after the other, then every consent, and send."""
    for text in texts:
        screen.write(text)
        screen.press("Tab")
    screen.write("ynnn")
    screen.press("ctrl+Return")


def entries(program: Installed) -> list[Any]:
    """Return the outbox's entries, oldest first."""
    return program.lines("outbox", "list")


def statuses(program: Installed) -> list[str]:
    """Return the status of each entry, oldest first."""
    return [entry["status"] for entry in entries(program)]


def shows(bus: AccessibilityBus, screen: VirtualScreen, text: str) -> bool:
    """Whether a text is in the window, in whatever control."""
    told = bus.read("controls", environ=screen.environ)
    return any(text in (each["name"] or "") for each in told)


def test_a_lead_is_typed_sent_and_answered_and_is_there_tomorrow(desk: Desk) -> None:
    """By keyboard alone a lead gets its reference, on the screen, today and tomorrow."""
    program, screen, bus = desk
    with RunningGateway.running(program) as gateway:
        program.set_up(gateway.url)
        with program.started() as window:
            screen.focus("^CapDesk")
            type_choices(screen)
            type_person(
                screen, "test", "test", "test@cap.co", "+4420 8759 9036", "L39AG"
            )
            gateway.wait_for("202")
            wait_until(lambda: statuses(program) == ["sent"], "the lead as sent")
            (entry,) = entries(program)
            reference = entry["enquiry_reference"]
            assert reference.startswith("ENQ-")
            wait_until(lambda: shows(bus, screen, reference), "the reference")
            screen.press("ctrl+q")
            assert window.wait(WITHIN_S) == 0
        with program.started() as window:
            screen.focus("^CapDesk")
            wait_until(lambda: shows(bus, screen, reference), "the reference")
            screen.press("ctrl+q")
            assert window.wait(WITHIN_S) == 0
    assert entries(program) == [entry]


def test_killed_in_the_middle_of_its_work_it_loses_nothing(desk: Desk) -> None:
    """With leads on their way and one half typed, SIGKILL takes none of them."""
    program, screen, _ = desk
    with RunningGateway.running(program, "slow") as gateway:
        program.set_up(gateway.url)
        with program.started() as window:
            screen.focus("^CapDesk")
            type_choices(screen)
            screen.write("Grace")
            screen.press("Tab")
            program.run("outbox", "add", "-", text=ROWS)
            wait_until(
                lambda: "sending" in statuses(program), "the first lead on its way"
            )
            window.kill()
        port = gateway.port
    before = entries(program)
    on_their_way = [entry["id"] for entry in before if entry["status"] == "sending"]
    assert len(before) == 2
    assert on_their_way
    with RunningGateway.running(program, port=port), program.started() as window:
        screen.focus("^CapDesk")
        wait_until(
            lambda: {"sending", "waiting"}.isdisjoint(statuses(program)),
            "the second lead as sent and the first as unknown",
        )
        assert "may_have_arrived" in statuses(program)
        screen.press("alt+d")  # Send now
        wait_until(lambda: statuses(program) == ["sent"] * 2, "both leads as sent")
        # The half-typed lead is there again; what follows its first name is typed.
        screen.press("Tab", "Tab", "Tab", "Tab")
        type_person(screen, "Hopper", "grace@example.com", "020 7946 0003", "W1A 1AA")
        wait_until(lambda: statuses(program) == ["sent"] * 3, "the third lead as sent")
        screen.press("ctrl+q")
        assert window.wait(WITHIN_S) == 0
    after = entries(program)
    assert [entry["id"] for entry in after[:2]] == [entry["id"] for entry in before]
    doubtful = [entry["id"] for entry in after if entry["possible_duplicate"]]
    assert doubtful == on_their_way
    program.run("outbox", "export", "all.csv")
    exported = (program.home / "all.csv").read_text(encoding="utf-8-sig")
    assert "Grace" in exported
    assert "Hopper" in exported
