"""A gateway on loopback that says back what it was sent, wherever a reply has room."""

import json
import threading
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import quote

PATH = "/leads"


class Echo(Enum):
    """A way to answer; each says back the body and the key."""

    REJECT = auto()  # 400 with messages
    PLAIN_REJECT = auto()  # 422 as plain text
    REFUSE_KEY = auto()  # 401 with messages
    FAIL = auto()  # 500
    PAGE = auto()  # 200 with a page for a browser
    REDIRECT = auto()  # 307 to an address that holds it
    SLOW_DOWN = auto()  # 429 whose Retry-After is no time
    CUT = auto()  # 202 that ends too early
    GARBAGE = auto()  # not HTTP at all
    BAD_HEADER = auto()  # a header that no library takes
    ACCEPT = auto()  # 202


class EchoGateway:
    """Runs in threads of its own; a context manager.

    Attributes:
        answer: How the next requests are answered.
        received: How many there were so far.
    """

    def __init__(self, answer: Echo = Echo.ACCEPT) -> None:
        self.answer = answer
        self.received = 0
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                said = f"{body.decode()} {self.headers['x-api-key']}"
                gateway.received += 1
                self.wfile.write(reply(gateway.answer, said))
                self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def reply(answer: Echo, said: str) -> bytes:
    """Return the bytes of one reply.

    Args:
        answer: How.
        said: What to say back.
    """
    messages = json.dumps({"success": False, "messages": [said], "result": None})
    line = said.encode("ascii", "replace").decode()
    return {
        Echo.REJECT: _http("400 Bad Request", messages),
        Echo.PLAIN_REJECT: _http("422 No", said, "Content-Type: text/plain"),
        Echo.REFUSE_KEY: _http("401 Unauthorized", messages),
        Echo.FAIL: _http("500 Internal Server Error", messages),
        Echo.PAGE: _http("200 OK", f"<html>{said}", "Content-Type: text/html"),
        Echo.REDIRECT: _http("307 Elsewhere", "", f"Location: /?{quote(said)}"),
        Echo.SLOW_DOWN: _http("429 Slow", messages, f"Retry-After: {line}"),
        Echo.CUT: _http("202 Accepted", messages)[:-9],
        Echo.GARBAGE: f"{line}\r\n\r\n".encode(),
        Echo.BAD_HEADER: f"HTTP/1.1 202 {line}\r\n{line}\x00\r\n\r\n".encode(),
        Echo.ACCEPT: _http("202 Accepted", messages, f"Date: {line}"),
    }[answer]


def _http(status: str, body: str, *headers: str) -> bytes:
    content = body.encode()
    lines = [
        *(f"HTTP/1.1 {status}", f"Content-Length: {len(content)}"),
        *("Connection: close", *headers, "", ""),
    ]
    return "\r\n".join(lines).encode("latin-1", "replace") + content
