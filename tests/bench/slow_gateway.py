"""A gateway far away: takes every lead, and each answer takes the same time.

Started as `python slow_gateway.py LATENCY_MS`. It writes its port, serves, and ends when
its standard input does. It reads no more of HTTP than it has to, so that it is the
client that is measured.
"""

import asyncio
import json
import sys

_BODY = json.dumps(
    {
        "success": True,
        "messages": [],
        "result": {
            "requestReferenceId": "5a1f0a9e-3d63-4f0e-9d5a-0f5f2f4f6b1c",
            "enquiryReferenceCode": "ENQ-260912-AAAAAAAA",
        },
    }
).encode()
_REPLY = (
    b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency_s: float
) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_content_length(head))
            await asyncio.sleep(latency_s)
            writer.write(_REPLY)
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        pass  # the client has had enough
    finally:
        writer.close()


async def _main(latency_s: float) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: _serve(reader, writer, latency_s), "127.0.0.1"
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


asyncio.run(_main(float(sys.argv[1]) / 1000))
