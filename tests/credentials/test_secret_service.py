"""Against a real gnome-keyring: locked, absent, killed, slow, and in a race."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from capdesk.credentials import (
    DataKeyDamagedError,
    DataKeyExistsError,
    KeyringAbsent,
    KeyringTimeout,
    KeyringUnavailable,
    SystemKeyring,
)
from capdesk.credentials.system import _data_key_service
from capdesk.outbox import OutboxUnavailableError
from capdesk.services.outbox_access import open_outbox
from capdesk.services.profile import Profile
from tests.support.clock import NOW
from tests.support.leads import a_new_entry
from tests.support.secret_service import (
    REQUIRE_VARIABLE,
    SecretService,
    skip_unless_available,
)

pytestmark = pytest.mark.secret_service

KEY_ID = "0f6c1c8e-7e0b-4b52-9d3c-2f2f5f1f9a11"
URL = "https://gateway.example.com/lead"
RACERS = 8


def test_a_locked_keyring_without_a_prompter_says_that_it_is_locked(
    secret_service: SecretService,
) -> None:
    """A locked keyring ends in a sentence that says so, not in a wait."""
    keyring = SystemKeyring()
    keyring.set_api_key("qa", URL, "abc")
    secret_service.lock()

    with pytest.raises(KeyringUnavailable, match="is locked") as caught:
        keyring.api_key("qa", URL)
    assert not isinstance(caught.value, KeyringAbsent)
    with pytest.raises(KeyringUnavailable, match="is locked"):
        keyring.create_data_key(KEY_ID, bytes(32))


def test_a_keyring_that_was_never_set_up_says_that_it_is_locked(
    new_secret_service: SecretService,
) -> None:
    """Where nobody can choose a password for a new keyring, it ends in a sentence."""
    with pytest.raises(KeyringUnavailable, match="is locked"):
        SystemKeyring().data_key(KEY_ID)


def test_a_prompt_that_nobody_sees_ends_at_the_deadline(
    secret_service: SecretService,
) -> None:
    """A caller waits no longer than the deadline, its turn included."""
    secret_service.lock()
    keyring = SystemKeyring(deadline_s=0.3)

    with secret_service.unseen_prompter():
        with pytest.raises(KeyringTimeout, match=r"within 0\.3 seconds"):
            keyring.create_data_key(KEY_ID, bytes(32))
        with pytest.raises(KeyringTimeout):
            keyring.data_key(KEY_ID)


def test_what_timed_out_changes_nothing_later(secret_service: SecretService) -> None:
    """An answer that comes too late does not write a key its caller has given up."""
    keyring = SystemKeyring(deadline_s=0.3)
    with secret_service.frozen_keyring(), pytest.raises(KeyringTimeout):
        keyring.create_data_key(KEY_ID, bytes(32))

    patient = SystemKeyring()
    patient._calls._turn = keyring._calls._turn  # wait until the late call is over
    assert patient.data_key(KEY_ID) is None


def test_a_keyring_that_dies_is_unavailable_and_usable_once_it_is_back(
    secret_service: SecretService,
) -> None:
    """The end of the daemon is a sentence; the same object works with the next one."""
    keyring = SystemKeyring()
    keyring.create_data_key(KEY_ID, bytes(range(32)))
    secret_service.kill_keyring()

    with pytest.raises(KeyringUnavailable, match="cannot be reached"):
        keyring.data_key(KEY_ID)

    secret_service.start_keyring()
    assert keyring.data_key(KEY_ID) == bytes(range(32))


def test_a_damaged_data_key_is_never_taken_for_none(
    secret_service: SecretService,
) -> None:
    """Else another would be created, and every lead sealed by the first be lost."""
    backend = SystemKeyring()._backend()
    for damaged in ("", "c2hvcnQ=", "no base64 at all"):
        backend.set_password(_data_key_service(KEY_ID), KEY_ID, damaged)
        with pytest.raises(DataKeyDamagedError):
            SystemKeyring().data_key(KEY_ID)
        with pytest.raises(DataKeyExistsError):
            SystemKeyring().create_data_key(KEY_ID, bytes(32))


def test_threads_that_race_for_a_data_key_create_one(
    secret_service: SecretService,
) -> None:
    """Within a program, of many that create the same key exactly one does."""
    keyring = SystemKeyring()
    start = threading.Barrier(RACERS)

    def race(number: int) -> bytes | None:
        start.wait()
        try:
            keyring.create_data_key(KEY_ID, bytes([number]) * 32)
        except DataKeyExistsError:
            return None
        return bytes([number]) * 32

    with ThreadPoolExecutor(RACERS) as pool:
        created = [key for key in pool.map(race, range(RACERS)) if key]

    assert created == [keyring.data_key(KEY_ID)]


_RACER = """
import sys
from pathlib import Path
from capdesk import files
from capdesk.credentials import SystemKeyring

lock, key_id, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
keyring = SystemKeyring()
print("ready", flush=True)
sys.stdin.readline()
with files.exclusive(lock):
    if keyring.data_key(key_id) is None:
        keyring.create_data_key(key_id, bytes([number]) * 32)
print(keyring.data_key(key_id).hex())
"""


def test_programs_that_race_for_a_data_key_under_a_lock_agree_on_one(
    secret_service: SecretService, tmp_path: Path
) -> None:
    """With the lock that callers hold, every program ends up with the same key."""
    environ = {**os.environ, **secret_service.environ}
    with ExitStack() as stack:
        racers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _RACER, tmp_path / "lock", KEY_ID, str(at)],
                    env=environ,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for at in range(RACERS)
        ]
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        keys = {racer.communicate(timeout=30)[0] for racer in racers}

    assert len(keys) == 1
    assert bytes.fromhex(keys.pop()) == SystemKeyring().data_key(KEY_ID)


def test_no_bus_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a session bus, as over ssh, it ends in a sentence that says what to do."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with pytest.raises(KeyringAbsent, match="gnome-keyring or KWallet"):
        SystemKeyring().api_key("qa", URL)


def test_a_bus_that_is_gone_is_unavailable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the address leads nowhere, it ends in the same sentence."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    with pytest.raises(KeyringAbsent, match="cannot be reached"):
        SystemKeyring().api_key("qa", URL)


def test_a_wrong_password_leaves_the_keyring_locked(
    secret_service: SecretService,
) -> None:
    """Whoever mistypes it gets the sentence of a locked keyring, and can try again."""
    keyring = SystemKeyring()
    keyring.create_data_key(KEY_ID, bytes(range(32)))
    secret_service.kill_keyring()
    secret_service.start_keyring(password=b"not the password")
    with pytest.raises(KeyringUnavailable, match="is locked") as caught:
        keyring.data_key(KEY_ID)
    assert not isinstance(caught.value, KeyringAbsent)
    secret_service.kill_keyring()
    secret_service.start_keyring()
    assert keyring.data_key(KEY_ID) == bytes(range(32))


def test_a_keyring_that_goes_between_two_leads_costs_neither(
    secret_service: SecretService, tmp_path: Path
) -> None:
    """An open outbox has its key; the next opening says what is wrong, then works."""
    profile = Profile(tmp_path, SystemKeyring())
    with closing(open_outbox(profile, now=NOW)) as outbox:
        outbox.capture(a_new_entry(), now=NOW)
        secret_service.kill_keyring()
        outbox.capture(a_new_entry(), now=NOW)
    with pytest.raises(OutboxUnavailableError, match="cannot be reached"):
        open_outbox(profile, now=NOW)
    secret_service.start_keyring()
    with closing(open_outbox(profile, now=NOW)) as outbox:
        assert [each.readable for each in outbox.entries()] == [True, True]


def test_plain_text_backends_cannot_be_chosen(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable that turns keyring to another backend has no say here."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    keyring = SystemKeyring()
    keyring.set_api_key("qa", URL, "abc")
    assert keyring.api_key("qa", URL) == "abc"


def test_nothing_of_a_session_is_left_behind(secret_service: SecretService) -> None:
    """Processes and folders of the private session end with it."""
    with SecretService.running() as other:
        address = other.environ["DBUS_SESSION_BUS_ADDRESS"]
        assert address != secret_service.environ["DBUS_SESSION_BUS_ADDRESS"]
        pids = other.pids
        assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not Path(other.environ["HOME"]).exists()


def test_a_session_that_cannot_be_had_is_skipped_or_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A desk without gnome-keyring skips; where it has to be there, that is a failure."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(REQUIRE_VARIABLE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="gnome-keyring-daemon"):
        skip_unless_available()
    monkeypatch.setenv(REQUIRE_VARIABLE, "1")
    with pytest.raises(pytest.fail.Exception, match="gnome-keyring-daemon"):
        skip_unless_available()
