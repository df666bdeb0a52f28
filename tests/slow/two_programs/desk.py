"""A data folder with a window's courier on it, and shells beside it in other processes."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from capdesk.courier import CourierThread, News
from capdesk.outbox import Outbox, Storage
from capdesk.services.outbox_access import open_storage
from capdesk.services.profile import Profile
from capdesk.services.sending import make_courier, utc_now
from tests.cli.command_desk import DEALER, KEY, a_pack, a_row, as_csv
from tests.support.file_credentials import FileCredentials

ROOT = Path(__file__).parents[3]
PATIENCE_S = 50.0

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON Lines it wrote."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def is_clean(self) -> bool:
        """Whether it did its work and complained of nothing."""
        return (self.code, self.err) == (0, "")


class Shell:
    """A process that runs commands one after the other on one data folder."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.pid = process.pid

    @classmethod
    @contextmanager
    def running(cls, folder: Path, keyring: Path) -> Iterator["Shell"]:
        """Start one; it has loaded everything once this returns."""
        with subprocess.Popen(
            [sys.executable, "-m", "tests.slow.two_programs.shell_program",
             str(folder), str(keyring)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
        ) as process:  # fmt: skip
            shell = cls(process)
            assert shell._read() == "ready\n"
            yield shell
            assert process.stdin is not None
            process.stdin.close()

    def begin(self, *arguments: str) -> None:
        """Start a command without waiting for its end."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(arguments)}\n")
        self._process.stdin.flush()

    def end(self) -> Ended:
        """Wait for the end of the command that was begun."""
        return Ended(*json.loads(self._read()))

    def run(self, *arguments: str) -> Ended:
        """Run a command."""
        self.begin(*arguments)
        return self.end()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


class Place:
    """A data folder and its keyring, set up as by an administrator.

    Attributes:
        profile: What a window works with.
        keyring: Folder of the keyring in files.
    """

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.keyring = root / "keyring"
        self.credentials = FileCredentials(self.keyring)
        self.profile = Profile(root / "data", self.credentials)
        pack = root / "pack.json"
        pack.write_text(json.dumps(a_pack()))
        with self.shell() as shell:
            assert shell.run("environment", "add", DEALER, url).is_clean
            assert shell.run("campaign", "add", str(pack)).is_clean
        self.credentials.set_api_key(DEALER, url, KEY)

    def shell(self) -> AbstractContextManager[Shell]:
        """Start a shell on the folder."""
        return Shell.running(self.profile.folder, self.keyring)

    def rows(self, name: str, count: int) -> str:
        """Write a file of leads that no other file has, and return its path."""
        path = self.root / f"{name}.csv"
        path.write_text(
            as_csv(*(a_row(email=f"{name}.{n}@example.com") for n in range(count)))
        )
        return str(path)


class Window:
    """The storage thread and the courier, as a window runs them.

    Attributes:
        troubles: What a person would have been told of the outbox.
    """

    def __init__(self, profile: Profile) -> None:
        self.troubles: list[str] = []
        self.storage: Storage = open_storage(profile, utc_now)
        self.courier = CourierThread(
            lambda: make_courier(profile, self.storage, listener=self._hear)
        )
        self._news = threading.Condition()

    @classmethod
    @contextmanager
    def open(cls, profile: Profile) -> Iterator["Window"]:
        """Open one and start to send; close it in the end."""
        window = cls(profile)
        window.courier.start()
        try:
            yield window
        finally:
            window.courier.stop()
            window.storage.close()

    def ask(
        self,
        call: Callable[Concatenate[Outbox, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Ask the storage thread and wait."""
        return self.storage.submit(call, *args, **kwargs).result(PATIENCE_S)

    def until(self, is_so: Callable[[Outbox], bool]) -> None:
        """Wait until something is so in the outbox; look again at each piece of news."""
        with self._news:
            while not self.ask(is_so):
                assert self._news.wait(PATIENCE_S), "no news"

    def _hear(self, news: News) -> None:
        with self._news:
            if news.outbox_trouble is not None:
                self.troubles.append(news.outbox_trouble)
            self._news.notify_all()
