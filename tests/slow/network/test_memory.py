"""Replies without end or measure: the desk's memory stays where it was."""

import asyncio
import json
import os
import sys
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.support.faulty_server import (
    Conversation,
    FaultyServer,
    Script,
    answering,
    reply,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
]

MIB = 1024 * 1024
BOMB_BYTES = 300_000_000
MOST_GROWTH_KB = 20 * 1024
ROOT = Path(__file__).parents[3]


@pytest.fixture
def anyio_backend() -> str:
    """Name the only event loop that CapDesk uses."""
    return "asyncio"


def bomb() -> bytes:
    """Return a gzip stream, about 300 kB, that unpacks to 300 MB."""
    packer = zlib.compressobj(wbits=31)
    packed = [packer.compress(b" " * MIB) for _ in range(BOMB_BYTES // MIB + 1)]
    return b"".join([*packed, packer.flush()])


def bombing() -> Script:
    """Return a script that answers with it."""
    kind = ("Content-Encoding: gzip", "Content-Type: application/json")
    return answering(reply("400 Bad", bomb(), *kind))


def flooding(head: bytes, flood: bytes) -> Script:
    """Return a script that answers with a head and then writes one thing for ever."""

    async def script(conversation: Conversation) -> None:
        await conversation.read_request()
        await conversation.write(head)
        while True:
            await conversation.write(flood)

    return script


@pytest.mark.parametrize(
    ("make_script", "status", "code"),
    [
        pytest.param(
            bombing,
            "needs_fixing",
            "http_400",
            id="gzip bomb",
        ),
        pytest.param(
            partial(
                flooding,
                b"HTTP/1.1 202 A\r\nContent-Length: 1000000000\r\n\r\n",
                b" " * MIB,
            ),
            "sent",
            "accepted",
            id="1 GB declared",
        ),
        pytest.param(
            partial(
                flooding,
                b"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"100000\r\n" + b" " * MIB + b"\r\n",
            ),
            "may_have_arrived",
            "unknown_500",
            id="endless body",
        ),
        pytest.param(
            partial(flooding, b"HTTP/1.1 202 A\r\n", b"X: y\r\n" * 10_000),
            "may_have_arrived",
            "unknown_garbage",
            id="endless headers",
        ),
        pytest.param(
            partial(flooding, b"HTTP/1.1 202 A\r\nX: ", b"y" * MIB),
            "may_have_arrived",
            "unknown_garbage",
            id="endless header",
        ),
        pytest.param(
            partial(flooding, b"", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 10),
            "may_have_arrived",
            "unknown_timeout",
            id="endless early hints",
        ),
    ],
)
async def test_memory(
    make_script: Callable[[], Script], status: str, code: str, tmp_path: Path
) -> None:
    """Whatever is poured out, a desk grows by 20 MB at most and settles the lead."""
    script = make_script()
    async with FaultyServer(answering(reply("202 A")), script) as server:
        desk = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.slow.network.one_desk"),
            *(str(tmp_path), server.url),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
        )
        line, _ = await desk.communicate()
    assert desk.returncode == 0
    told = json.loads(line)
    assert (told["status"], told["code"]) == (status, code)
    assert told["growth_kb"] <= MOST_GROWTH_KB
    assert [len(each.got) > 0 for each in server.conversations] == [True, True]
