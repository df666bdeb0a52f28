"""CapDesk as somebody has it on a computer: started from the outside, never imported."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

WITHIN_S = 60
LOOK_EVERY_S = 0.05
SAMPLE_PACK = Path(__file__).parents[2] / "resources" / "sample-pack.json"
ENVIRONMENT = "local"
CAMPAIGN = "Audi Q6 e-tron launch"
KEY = "0123456789abcdef"

# What a program can't do without on Windows; the rest of a person's variables stay out.
_WINDOWS_NEEDS = ("SYSTEMROOT", "SYSTEMDRIVE", "USERPROFILE", "LOCALAPPDATA", "APPDATA")


class Installed:
    """The program, in the hands of somebody whose home was empty a moment ago.

    On Linux its keyring, data folder and settings are below that home. Elsewhere the
    keyring is the person's own whatever the home is, so only the data folder is apart.

    Args:
        command: How to start it.
        home: An empty folder.
        environ: What its environment has beyond the home, such as a screen.
    """

    def __init__(
        self, command: Sequence[str], home: Path, environ: Mapping[str, str]
    ) -> None:
        self._command = command
        self.home = home
        tools = home / "no-tools"
        tools.mkdir()
        apart = {"HOME": str(home)}
        if sys.platform != "linux":
            data = {"CAPDESK_DATA_DIR": str(home / "data")}
            apart = {"HOME": os.environ.get("HOME", ""), **data}
        needs = {
            name: os.environ[name] for name in _WINDOWS_NEEDS if name in os.environ
        }
        # No Python on the path, nor anything else.
        self.environ = {"LANG": "C.UTF-8", **needs, **apart, **environ}
        self.environ["PATH"] = str(tools)

    def run(self, *arguments: str, text: str = "", code: int = 0) -> str:
        """Run a command to its end and return what it printed.

        Args:
            *arguments: The command line.
            text: What it reads from standard input.
            code: What it has to end with.
        """
        done = subprocess.run(
            [*self._command, *arguments],
            env=self.environ,
            cwd=self.home,
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=WITHIN_S,
            check=False,
        )
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout

    def lines(self, *arguments: str, text: str = "", code: int = 0) -> list[Any]:
        """Run a command that prints JSON Lines, and return what they say."""
        printed = self.run(*arguments, "--json", text=text, code=code)
        return [json.loads(line) for line in printed.splitlines()]

    @contextmanager
    def started(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """Start it and go on; it is ended with the context, if it has not by then."""
        with subprocess.Popen(
            [*self._command, *arguments],
            env=self.environ,
            cwd=self.home,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def set_up(self, url: str, *, key: str = KEY) -> None:
        """Make it ready to send to a gateway, as an administrator does."""
        pack = json.loads(SAMPLE_PACK.read_text(encoding="utf-8"))
        pack["environment"] = ENVIRONMENT
        pack["campaigns"] = pack["campaigns"][:1]
        del pack["campaigns"][0]["ends"]  # whatever day this is run on
        file = self.home / "pack.json"
        file.write_text(json.dumps(pack), encoding="utf-8")
        self.run("environment", "add", ENVIRONMENT, url)
        self.run("key", "set", "--environment", ENVIRONMENT, text=f"{key}\n")
        self.run("campaign", "add", str(file))


class RunningGateway:
    """A practice gateway that the installed program runs.

    Attributes:
        url: Where it takes leads.
        port: Its port, for one that is to take its place.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.url = process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.url
        self.port = self.url.split(":")[2].partition("/")[0]
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, args=[process.stdout]).start()

    @classmethod
    @contextmanager
    def running(
        cls, program: Installed, mode: str = "accept", port: str = "0"
    ) -> Iterator["RunningGateway"]:
        """Start one; it ends with the context."""
        with ExitStack() as stack:
            words = ("practice-gateway", "--port", port, "--mode", mode)
            yield cls(stack.enter_context(program.started(*words)))

    def wait_for(self, answer: str) -> None:
        """Wait until it has answered so, such as `202`."""
        while self._answers.get(timeout=WITHIN_S) != answer:
            pass

    def _listen(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._answers.put(line.split(maxsplit=1)[1].strip())


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Look again and again until something is so.

    Args:
        true: Whether it is.
        what: What is waited for, in words, should it never come.
    """
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end, f"{what} did not come to be"
        time.sleep(LOOK_EVERY_S)
