"""Small private files: written whole or not at all, readable by their owner alone."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_FOLDER_MODE = 0o700
PRIVATE_FILE_MODE = 0o600

LOCK_WAIT_S = 10.0
REPLACE_PAUSES_S = (0.01, 0.05, 0.2)


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
    import tempfile  # late: most starts write nothing

    make_private_folder(path.parent)
    # mkstemp gives mode 0600 from the first byte on.
    descriptor, name = tempfile.mkstemp(
        prefix=f".{path.name}.", suffix=".tmp", dir=path.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path, pause)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_new_private(path: Path, content: bytes) -> None:
    """Put a file in place, durable and whole, where there is none yet.

    Args:
        path: Where; its folder is there.
        content: The whole file.

    Raises:
        FileExistsError: Something has that name. It is as it was.
        OSError: Nothing has it, or, if the folder alone could not be synced, the file.
    """
    import tempfile  # late: most starts write nothing

    descriptor, name = tempfile.mkstemp(
        prefix=f".{path.name}.", suffix=".tmp", dir=path.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name_if_free(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
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
