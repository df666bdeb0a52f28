"""Small private files: written whole or not at all, readable by their owner alone."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE_FOLDER_MODE = 0o700
PRIVATE_FILE_MODE = 0o600

LOCK_WAIT_S = 10.0
REPLACE_PAUSES_S = (0.01, 0.05, 0.2)

_LEFTOVER = ".capdesk.tmp"
"""How the name of a file ends that is to get its own: nobody else's ends so."""


def make_private_folder(folder: Path) -> None:
    """Create a folder that its owner alone can enter; leave one that exists as it is.

    Somebody may name a folder that others use too, so the mode of an existing one is
    not ours to change. Every file in it is private in itself.

    Raises:
        OSError: It cannot be created, or something else has its name.
    """
    folder.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True, exist_ok=True)


def write_private(
    path: Path, content: bytes, *, pause: Callable[[float], None] = time.sleep
) -> None:
    """Put a file in place, durable, so that a reader sees the old or the new one.

    Args:
        path: Where; its folder is created if need be.
        content: The whole file.
        pause: Waits the given seconds between two attempts to replace.

    Raises:
        OSError: Nothing was changed.
    """
    make_private_folder(path.parent)
    with _beside(path, content, ".tmp") as temporary:
        _replace(temporary, path, pause)
    _sync_folder(path.parent)


def write_new_private(path: Path, content: bytes) -> None:
    """Put a file in place, durable and whole, where there is none yet.

    What a kill once left of another one in this folder goes.

    Args:
        path: Where; its folder is there.
        content: The whole file.

    Raises:
        FileExistsError: Something has that name. It is as it was.
        OSError: Nothing has it, or, if the folder alone could not be synced, the file.
    """
    _remove_leftovers(path.parent)
    if not _write_unnamed(path, content):
        with _beside(path, content, _LEFTOVER) as temporary:
            _name_if_free(temporary, path)
    _sync_folder(path.parent)


@contextmanager
def exclusive(path: Path, *, timeout_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Keep every other program out that asks for the same lock file.

    Args:
        path: The lock file; it stays behind, empty.
        timeout_s: How long to wait for whoever has it.

    Raises:
        TimeoutError: Another program had the lock all the while.
        OSError: The lock file cannot be opened.
    """
    from filelock import FileLock

    make_private_folder(path.parent)
    with FileLock(path, timeout=timeout_s, mode=PRIVATE_FILE_MODE):
        yield


@contextmanager
def _beside(path: Path, content: bytes, suffix: str) -> Iterator[Path]:
    """Give a file beside another, durable, that goes unless it is renamed."""
    unnamed = path.with_name(f".{path.name}.{os.urandom(4).hex()}{suffix}")
    if _write_unnamed(unnamed, content):
        try:
            yield unnamed
        finally:
            unnamed.unlink(missing_ok=True)
        return
    import tempfile  # late: most starts write nothing

    # mkstemp gives mode 0600 from the first byte on.
    descriptor, name = tempfile.mkstemp(
        prefix=f".{path.name}.", suffix=suffix, dir=path.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _take(descriptor)
            _write_durably(file, content)
            if os.name == "nt":
                file.close()  # else it can't be renamed there
            yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _write_unnamed(path: Path, content: bytes) -> bool:
    """Write a file that has no name until it is whole: of that a kill leaves nothing.

    Returns:
        Whether that can be done here.
    """
    if sys.platform != "linux":
        return False
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, PRIVATE_FILE_MODE)
    except OSError:
        return False  # as on a memory stick; any other reason comes again with a name
    with os.fdopen(descriptor, "wb") as file:
        _write_durably(file, content)
        try:
            # With a descriptor Python calls `linkat`, which goes on to where /proc leads.
            whole = f"/proc/self/fd/{descriptor}"
            os.link(whole, path, src_dir_fd=descriptor, follow_symlinks=True)
        except FileExistsError:
            raise
        except OSError:
            return False  # there is no /proc
    return True


def _write_durably(file: BinaryIO, content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _remove_leftovers(folder: Path) -> None:
    """Remove files without a name of their own that were being written at a kill."""
    for each in folder.glob(f".*{_LEFTOVER}"):
        with suppress(OSError):
            _remove_unless_in_use(each)


def _remove_unless_in_use(path: Path) -> None:
    if os.name == "nt":
        path.unlink()  # refused while a program has it open
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if os.fstat(descriptor).st_uid == os.getuid() and _take(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    """Be the one that uses a file for as long as it is open, where that can be said."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _name_if_free(source: Path, target: Path) -> None:
    if os.name == "nt":
        source.rename(target)  # refuses where there is something
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # A memory stick's file system has no links: hold the place, then take it.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        source.replace(target)


def _replace(source: Path, target: Path, pause: Callable[[float], None]) -> None:
    # Windows refuses while another program has the target open, which takes it a few
    # milliseconds to read.
    for pause_s in REPLACE_PAUSES_S:
        try:
            source.replace(target)
        except PermissionError:
            pause(pause_s)
        else:
            return
    source.replace(target)


def _sync_folder(folder: Path) -> None:
    # Without it the new name may be lost with the power. Windows has no such call.
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
