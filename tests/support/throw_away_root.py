"""A system to install packages on and throw away: this one, with whatever changes aside.

A mount namespace of its own has the root folder under an overlay whose upper layer lies in
memory, so dpkg works for real and the machine stays as it is. It takes root and Linux.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

REQUIRE_VARIABLE = "CAPDESK_REQUIRE_ROOT"
PROGRAMS = ("unshare", "nsenter", "chroot", "mount", "dpkg")
ROOT = "/mnt/root"
WAIT_S = 300

_SET_UP = f"""
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work {ROOT}
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work {ROOT}
mount -t proc proc {ROOT}/proc
mount --rbind /dev {ROOT}/dev
echo ready
exec cat
"""


class ThrowAwayRoot:
    """One such system, as long as the context manager `running` is open."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["ThrowAwayRoot"]:
        """Make one; skip the test, or fail it where it must not be skipped, if that can't be."""
        _skip_unless_possible()
        keeper = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", _SET_UP],  # noqa: S607 - as installed
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        try:
            if keeper.stdout.readline() != "ready\n":
                _cannot("this system allows no overlay in a namespace of its own")
            yield cls(keeper.pid)
        finally:
            keeper.stdin.close()
            keeper.wait(WAIT_S)
            keeper.stdout.close()

    def run(
        self, *command: str, check: bool = True, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in it, as root.

        Args:
            command: The command.
            check: Whether it has to succeed.
            environ: Variables on top of those of the test.
        """
        done = subprocess.run(
            [
                *("nsenter", "--mount", f"--target={self._pid}"),
                *("chroot", ROOT, "env", "-C", os.getcwd(), *command),  # noqa: PTH109
            ],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
        if check:
            assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done

    def exists(self, path: str) -> bool:
        """Whether there is something under this name in it."""
        return self.run("test", "-e", path, check=False).returncode == 0


def _skip_unless_possible() -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        _cannot("only root can install packages")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        _cannot(f"not installed: {', '.join(missing)}")


def _cannot(reason: str) -> None:
    assert not os.environ.get(REQUIRE_VARIABLE), reason
    pytest.skip(reason)
