"""From the outside, without a screen: the commands, on every platform.

On Windows and macOS they use the keyring of whoever runs this, and leave it as it was but
for one data key, which opens an outbox that is gone.
"""

import csv
import json
import subprocess
import sys

import pytest

from tests.support.installed import (
    CAMPAIGN,
    ENVIRONMENT,
    Installed,
    RunningGateway,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.secret_service,
    pytest.mark.timeout(300),
]

GOOD = {
    "campaign": CAMPAIGN,
    "enquiry_type": "Test Drive",
    "vehicle": "Audi Q6 e-tron",
    "acquisition_channel": "Event",
    "first_name": "Zoë",
    "last_name": "Åkesson",
    "email": "zoe@example.com",
    "phone": "020 7946 0001",
    "postcode": "W1A 1AA",
    "consent_email": "yes",
}
STAYS_OPEN_S = 5
BAD = GOOD | {"first_name": "Max", "email": "nowhere"}


def test_every_command_works(program: Installed) -> None:
    """A lead goes from a file to the gateway and back to a file; the check says so."""
    rows = "".join(f"{json.dumps(row)}\n" for row in (GOOD, BAD))
    with RunningGateway.running(program) as gateway:
        program.set_up(gateway.url)
        assert program.run("key", "status", "--environment", ENVIRONMENT)
        (campaign,) = program.lines("campaign", "list")
        assert campaign["name"] == CAMPAIGN

        file = program.home / "leads.jsonl"
        file.write_text(rows, encoding="utf-8")
        captured, refused = program.lines("outbox", "add", str(file), code=1)
        assert captured["verdict"] == "captured"
        assert [error["field"] for error in refused["errors"]] == ["email"]
        (waiting,) = program.lines("outbox", "list", "--status", "waiting")
        assert waiting["id"] == captured["id"]

        program.run("outbox", "send")
        gateway.wait_for("202")
        (sent,) = program.lines("outbox", "list")
        assert sent["status"] == "sent"

        lights = {each["name"]: each["light"] for each in program.lines("check")}
        assert set(lights.values()) <= {"green", "amber"}
        for name in ("resources", "keyring", "outbox", "campaigns"):
            assert lights[name] == "green"

    export = program.home / "leads.csv"
    program.run("outbox", "export", str(export))
    with export.open(encoding="utf-8-sig", newline="") as lines:
        (exported,) = csv.DictReader(lines)
    assert exported["enquiry_reference"] == sent["enquiry_reference"]
    assert (exported["first_name"], exported["last_name"]) == ("Zoë", "Åkesson")
    program.run("key", "delete", "--environment", ENVIRONMENT)


def test_without_a_campaign_it_says_what_to_do(program: Installed) -> None:
    """On an empty computer every command answers with a sentence, not with a fault."""
    assert program.run("--version").startswith("capdesk ")
    assert "usage: capdesk" in program.run("--help")
    assert json.loads(program.run("campaign", "schema"))["properties"]
    rows = f"{json.dumps(GOOD)}\n"
    (verdict,) = program.lines("outbox", "add", "--dry-run", "-", text=rows, code=1)
    assert verdict["verdict"] == "refused"
    assert program.run("outbox", "list") == ""
    program.run("window", code=2)


@pytest.mark.skipif(sys.platform == "linux", reason="test_window.py does it and more")
def test_window_opens_with_qts_own_parts(program: Installed) -> None:
    """Qt finds its plugins in the bundle: the practice window opens and stays open."""
    with (
        program.started("--practice") as window,
        pytest.raises(subprocess.TimeoutExpired),
    ):
        window.wait(STAYS_OPEN_S)
