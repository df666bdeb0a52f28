"""Records what a program does to the files of a folder, and what a power loss may leave.

The model is harsher than common file systems: nothing is on the disk before fsync but
what happens to be; sectors of 512 bytes get there whole, each on its own and in any
order; names get there in the order they were given, when their folder is synced.
"""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

SECTOR_BYTES = 512

_CALLS = (
    *("openat", "write", "pwrite64", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "unlink", "unlinkat"),
    # Not modelled, but for `linkat` of a file without a name: whoever begins to use them
    # has to teach the model first.
    *("writev", "pwritev", "fallocate", "link", "linkat", "renameat2"),
)
_UNKNOWN = {"writev", "pwritev", "fallocate", "link", "linkat", "renameat2"}

_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\w+)(?:<.*>)?(?: .*)?$")
_HEX = r"((?:\\x[0-9a-f]{2})*)"
_STRING = re.compile(rf'"{_HEX}"')
_DESCRIPTOR = re.compile(rf"^(\d+)(?:<{_HEX}>)?")
_LAST_NUMBER = re.compile(r", (\d+)$")


class Kind(StrEnum):
    """What was done."""

    CREATE = "create"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    RENAME = "rename"
    LINK = "link"
    UNLINK = "unlink"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program did.

    Attributes:
        kind: What.
        name: Of the file in the folder; "" for the folder itself; `#` and a number for
            a file that has no name yet, and gets one by a link.
        content: The bytes written, or said on standard output.
        offset: Where they were written; None for where the last ones ended. For a
            truncation, the new size.
        target: The new name.
    """

    kind: Kind
    name: str = ""
    content: bytes = b""
    offset: int | None = None
    target: str = ""


def require_strace() -> None:
    """Skip the test where strace can't be used, unless that is not allowed."""
    if shutil.which("strace") is None:
        reason = "strace is not installed"
    else:
        tried = subprocess.run(
            ["strace", "-o", os.devnull, "true"],  # noqa: S607 - whichever is installed
            check=False,
            capture_output=True,
        )
        if tried.returncode == 0:
            return
        reason = "strace may not trace here"
    if os.environ.get("CAPDESK_REQUIRE_STRACE") == "1":
        pytest.fail(f"{reason}, and CAPDESK_REQUIRE_STRACE=1")
    pytest.skip(reason)


def record(command: Sequence[str], folder: Path, log: Path) -> list[Operation]:
    """Run a program of one thread and return what it did to a folder and said.

    Args:
        command: The program and its arguments.
        folder: The folder whose files count; no link is in its path.
        log: Where strace writes.
    """
    subprocess.run(
        [
            *("strace", "-f", "-y", "-xx", "-s", "10000000", "-o", str(log)),
            *("-e", f"trace={','.join(_CALLS)}", *command),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with log.open() as lines:
        return list(parse(lines, folder))


def parse(lines: Iterator[str], folder: Path) -> Iterator[Operation]:
    """Give the operations that strace wrote down (`-f -y -xx`)."""
    inside = f"{folder}/"
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            if "unfinished" in line:
                raise ValueError("the program has more than one thread")
            continue
        call, arguments, result = match.groups()
        if result.startswith("-"):
            continue
        strings = [_text(each) for each in _STRING.findall(arguments)]
        descriptor = _DESCRIPTOR.match(arguments)
        place = _text(descriptor[2] or "").decode() if descriptor else ""
        if call == "write" and descriptor and descriptor[1] == "1":
            yield Operation(Kind.SAID, content=strings[0])
        elif call in {"openat", "rename", "renameat", "unlink", "unlinkat"}:
            names = [each.decode() for each in strings]
            yield from _by_name(call, arguments, names, inside)
        elif call == "linkat" and place.startswith(f"{inside}#"):
            target = strings[-1].decode().removeprefix(inside)
            yield Operation(Kind.LINK, place.removeprefix(inside), target=target)
        elif place == str(folder) and call in {"fsync", "fdatasync"}:
            yield Operation(Kind.SYNC)
        elif place.startswith(inside):
            yield _on_file(call, place.removeprefix(inside), strings, arguments)


def _by_name(
    call: str, arguments: str, paths: list[str], inside: str
) -> Iterator[Operation]:
    if not paths[0].startswith(inside):
        return
    names = [path.removeprefix(inside) for path in paths]
    if call.startswith("rename"):
        yield Operation(Kind.RENAME, names[0], target=names[1])
    elif call.startswith("unlink"):
        yield Operation(Kind.UNLINK, names[0])
    else:
        if "O_CREAT" in arguments:
            yield Operation(Kind.CREATE, names[0])
        if "O_TRUNC" in arguments:
            yield Operation(Kind.TRUNCATE, names[0], offset=0)


def _on_file(call: str, name: str, strings: list[bytes], arguments: str) -> Operation:
    number = _LAST_NUMBER.search(arguments)
    match call:
        case "fsync" | "fdatasync":
            return Operation(Kind.SYNC, name)
        case "write":
            return Operation(Kind.WRITE, name, strings[0])
        case "pwrite64" if number:
            return Operation(Kind.WRITE, name, strings[0], int(number[1]))
        case "ftruncate" if number:
            return Operation(Kind.TRUNCATE, name, offset=int(number[1]))
        case _:
            raise ValueError(f"{call} on {name} is not modelled")


def _text(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass(slots=True, eq=False)
class _File:
    """What is on the disk of a file, and what is on its way there."""

    durable: bytes = b""
    pending: list[Operation] = field(default_factory=list)
    end: int = 0

    def content(self, chance: random.Random, share: float) -> bytes:
        """Return what a power loss leaves if each sector has a chance to be there."""
        content = bytearray(self.durable)
        for operation in self.pending:
            if operation.kind is Kind.TRUNCATE:
                if chance.random() < share:
                    _resize(content, operation.offset or 0)
                continue
            _write(content, operation, chance, share)
        return bytes(content)


def _resize(content: bytearray, size: int) -> None:
    content[:] = content[:size].ljust(size, b"\0")


def _write(
    content: bytearray, operation: Operation, chance: random.Random, share: float
) -> None:
    start, written = operation.offset or 0, operation.content
    position = start
    while position < start + len(written):
        end = min((position // SECTOR_BYTES + 1) * SECTOR_BYTES, start + len(written))
        if chance.random() < share:
            if len(content) < end:
                _resize(content, end)
            content[position:end] = written[position - start : end - start]
        position = end


class Disk:
    """A folder on a disk whose power may fail at any moment."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self._durable = {
            name: _File(content, end=len(content))
            for name, content in (files or {}).items()
        }
        self._names = dict(self._durable)
        self._unnamed: dict[str, _File] = {}
        self._pending: list[dict[str, _File]] = []

    def do(self, operation: Operation) -> None:
        """Go on by one operation."""
        name = operation.name
        match operation.kind:
            case Kind.SAID:
                return
            case Kind.SYNC if not name:
                self._durable, self._pending = dict(self._names), []
            case Kind.SYNC:
                file = self._file(name)
                file.durable = file.content(random.Random(0), 1.0)
                file.pending.clear()
            case Kind.CREATE:
                if name not in self._names:
                    self._rename({**self._names, name: _File()})
            case Kind.RENAME:
                names = dict(self._names)
                names[operation.target] = names.pop(name)
                self._rename(names)
            case Kind.LINK:
                named = {operation.target: self._unnamed.pop(name)}
                self._rename({**self._names, **named})
            case Kind.UNLINK:
                names = dict(self._names)
                del names[name]
                self._rename(names)
            case Kind.WRITE | Kind.TRUNCATE:
                self._change(self._file(name), operation)

    def _file(self, name: str) -> _File:
        """Return a file; of one without a name a power loss leaves nothing."""
        if name.startswith("#"):
            return self._unnamed.setdefault(name, _File())
        return self._names[name]

    def _rename(self, names: dict[str, _File]) -> None:
        self._names = names
        self._pending.append(names)

    def _change(self, file: _File, operation: Operation) -> None:
        if operation.kind is Kind.WRITE:
            offset = file.end if operation.offset is None else operation.offset
            file.end = offset + len(operation.content)
            operation = Operation(Kind.WRITE, operation.name, operation.content, offset)
        file.pending.append(operation)

    @property
    def is_settled(self) -> bool:
        """Whether a power loss now takes nothing back."""
        changed = any(file.pending for file in self._names.values())
        return not (changed or self._pending)

    def images(self, seeds: int) -> Iterator[dict[str, bytes]]:
        """Give folders that a power loss at this moment may leave.

        Everything kept; everything unsynced dropped; each file's changes kept while
        those of all others are dropped, and the other way round; and, by `seeds`,
        sectors kept at random. Each with all names and with fewer.

        Args:
            seeds: How many with sectors kept at random.
        """
        stages = [self._durable, *self._pending]
        for names in (stages[-1], stages[0], *stages[1:-1]):
            yield _image(names, dict.fromkeys(names, 1.0))
            yield _image(names, dict.fromkeys(names, 0.0))
            for name in [each for each in names if names[each].pending]:
                yield _image(names, {**dict.fromkeys(names, 0.0), name: 1.0})
                yield _image(names, {**dict.fromkeys(names, 1.0), name: 0.0})
            for seed in range(seeds if any(f.pending for f in names.values()) else 0):
                share = (0.5, 0.9, 0.1)[seed % 3]
                yield _image(names, dict.fromkeys(names, share), seed)


def _image(
    names: Mapping[str, _File], shares: Mapping[str, float], seed: int = 0
) -> dict[str, bytes]:
    chance = random.Random(seed)
    return {
        name: file.content(chance, shares[name]) for name, file in sorted(names.items())
    }
