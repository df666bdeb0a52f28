"""Somebody practises what a gateway may do on a bad day."""

from capdesk.domain.entry import Status
from capdesk.domain.finding import Light
from capdesk.practice import Mode
from capdesk.ui.ready.dialog import ReadyDialog
from tests.app.conftest import OpenDesk


def test_a_gateway_that_fails_leaves_a_doubt(practice: OpenDesk) -> None:
    """After a 500 nobody knows; it is said, and *Send now* sends it once more."""
    practice.answer(Mode.FAIL)
    practice.take("Ann")
    practice.wait_for("Ann", Status.MAY_HAVE_ARRIVED)
    practice.wait_until(lambda: "did not say whether it took the last" in practice.said)
    assert "1 lead is kept on this computer." in practice.said
    practice.answer(Mode.ACCEPT)
    practice.click("Send now", practice.window.queue_line)
    practice.wait_for("Ann", Status.SENT)
    assert practice.entries[0].possible_duplicate
    practice.wait_until(lambda: practice.said == "All leads are sent.")


def test_nobody_waits_for_a_slow_gateway(practice: OpenDesk) -> None:
    """While one lead is under way, the next is typed and kept."""
    practice.answer(Mode.SLOW)
    practice.take("Ann")
    practice.wait_until(lambda: practice.said == "Sending. 1 lead to go.")
    practice.take("Bea")
    practice.wait_until(lambda: practice.said == "Sending. 2 leads to go.")
    practice.wait_for("Ann", Status.SENDING)


def test_practice_is_ready(practice: OpenDesk) -> None:
    """All is well with its gateway and its clock, and nothing is left to put right."""
    practice.choose_menu("Ready for the event?")
    (dialog,) = practice.window.findChildren(ReadyDialog)
    practice.wait_until(
        lambda: bool(dialog.findings) and dialog.again_button.isEnabled()
    )
    lights = {finding.name: finding.light for finding in dialog.findings}
    assert lights["gateway_tcp"] is Light.GREEN
    assert lights["clock"] is Light.GREEN
    assert Light.RED not in lights.values()
