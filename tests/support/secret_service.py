"""A private session bus with a real gnome-keyring, apart from the person's own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

REQUIRE_VARIABLE = "CAPDESK_REQUIRE_SECRET_SERVICE"
PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
START_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 5.0

SECRETS_NAME = "org.freedesktop.secrets"
PROMPTER_NAME = "org.gnome.keyring.SystemPrompter"

# No service folder: nothing is started behind a test's back, least of all a prompter.
_BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SecretService:
    """A session of its own, as long as the context manager `running` is open.

    Attributes:
        environ: What a program needs in its environment to live in this session; no
            variable of the real session is in it, except `PATH`.
        pids: The processes that were started, by id.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._processes = ExitStack()
        self.pids: list[int] = []
        self._daemon: subprocess.Popen[bytes] | None = None
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(root / "home"),
            "XDG_RUNTIME_DIR": str(root / "run"),
            "XDG_DATA_HOME": str(root / "home" / "data"),
            "XDG_CONFIG_HOME": str(root / "home" / "config"),
            "XDG_CACHE_HOME": str(root / "home" / "cache"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={root / 'run' / 'bus'}",
        }

    @classmethod
    @contextmanager
    def running(cls, *, unlocked: bool = True) -> Iterator["SecretService"]:
        """Start a bus and a keyring; end both, whatever happens.

        Args:
            unlocked: Whether there is an unlocked default collection; else there is
                none, as after a log-in without a password.
        """
        skip_unless_available()
        # A socket's path has at most 107 characters, so pytest's folders are too deep.
        with tempfile.TemporaryDirectory(prefix="capdesk-") as folder:
            service = cls(Path(folder))
            with service._processes:
                service._start_bus()
                service.start_keyring(unlocked=unlocked)
                yield service

    def start_keyring(
        self, *, unlocked: bool = True, password: bytes = b"test"
    ) -> None:
        """Start gnome-keyring and return when it can be asked.

        Args:
            unlocked: Whether a password is given.
            password: Which; the first one is the keyring's from then on.
        """
        with self._connection() as connection:
            self._daemon = self._start(
                "gnome-keyring-daemon",
                "--foreground",
                "--components=secrets",
                *(["--unlock"] if unlocked else []),
            )
            assert self._daemon.stdin is not None
            # To the end of the file: a new line would be part of the password.
            self._daemon.stdin.write(password if unlocked else b"")
            self._daemon.stdin.close()
            _wait_for_owner(connection, SECRETS_NAME)

    def kill_keyring(self) -> None:
        """End gnome-keyring as a crash does."""
        assert self._daemon is not None
        self._daemon.kill()
        self._daemon.wait(STOP_TIMEOUT_S)

    @contextmanager
    def frozen_keyring(self) -> Iterator[None]:
        """Stop gnome-keyring in its tracks; it goes on where it was afterwards."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._daemon.send_signal(signal.SIGCONT)

    def lock(self) -> None:
        """Lock the default collection, as a screen lock may."""
        import secretstorage

        with self._connection() as connection:
            secretstorage.get_default_collection(connection).lock()

    @contextmanager
    def unseen_prompter(self) -> Iterator[Callable[[], None]]:
        """Take every request for a prompt and never answer it.

        Gives a call that waits until somebody has asked for one.
        """
        from jeepney import MessageType  # type: ignore[import-untyped] # ships no types
        from jeepney.bus_messages import (  # type: ignore[import-untyped] # likewise
            message_bus,
        )

        with self._connection() as connection:
            connection.send_and_get_reply(message_bus.RequestName(PROMPTER_NAME))

            def wait_for_request() -> None:
                kind = None
                while kind is not MessageType.method_call:
                    kind = connection.receive(
                        timeout=START_TIMEOUT_S
                    ).header.message_type

            yield wait_for_request

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        from jeepney.io.blocking import (  # type: ignore[import-untyped] # ships no types
            open_dbus_connection,
        )

        address = self.environ["DBUS_SESSION_BUS_ADDRESS"]
        with closing(open_dbus_connection(address)) as connection:
            yield connection

    def _start_bus(self) -> None:
        (self._root / "home").mkdir()
        (self._root / "run").mkdir(mode=0o700)
        config = self._root / "bus.conf"
        config.write_text(_BUS_CONFIG.format(socket=self._root / "run" / "bus"))
        bus = self._start(
            "dbus-daemon", "--nofork", "--print-address", f"--config-file={config}"
        )
        assert bus.stdout is not None
        assert bus.stdout.readline(), "the bus did not start"

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        log = self._processes.enter_context((self._root / "log").open("ab"))
        process = subprocess.Popen(
            command,
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        self.pids.append(process.pid)
        # Last in, first out: ended first, then its pipes are closed.
        self._processes.enter_context(process)
        self._processes.callback(_end, process)
        return process


def skip_unless_available() -> None:
    """Skip where there is no Secret Service to start; fail where there has to be one."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if sys.platform == "linux" and not missing:
        return
    reason = f"needs {' and '.join(missing or ['Linux'])}"
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE} is set, but this {reason}")
    pytest.skip(reason)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _wait_for_owner(connection: Any, name: str) -> None:  # noqa: ANN401 - no types
    from jeepney.bus_messages import (
        MatchRule,
        message_bus,
    )

    changed = MatchRule(
        type="signal",
        interface=message_bus.interface,
        member="NameOwnerChanged",
        path=message_bus.object_path,
    )
    changed.add_arg_condition(0, name)
    connection.send_and_get_reply(message_bus.AddMatch(changed))
    with connection.filter(changed) as signals:
        has_owner = connection.send_and_get_reply(message_bus.NameHasOwner(name))
        if has_owner.body != (True,):
            connection.recv_until_filtered(signals, timeout=START_TIMEOUT_S)
