"""Leads take the way that is set, without a restart."""

import asyncio
import socket
import threading
from pathlib import Path

from capdesk.credentials import MemoryCredentials
from capdesk.domain.outcome import NotSent, NotSentReason
from capdesk.gateway import Evidence
from capdesk.services.profile import Profile
from capdesk.services.sending import Way
from capdesk.settings import Settings, save_settings
from tests.support.clock import Clock

KEY = "0123456789abcdef0123456789abcdef"
URL = "https://gateway.invalid/leads"


def refuse_one(listener: socket.socket, asked: list[bytes]) -> None:
    """Be a proxy that lets nobody by."""
    connection, _ = listener.accept()
    with connection:
        asked.append(connection.recv(4096).split(b"\r\n")[0])
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


def test_a_lead_goes_through_the_proxy_that_is_set(tmp_path: Path) -> None:
    """A proxy that was set after the way was opened is the one that is asked."""
    profile = Profile(tmp_path, MemoryCredentials())
    profile.environments.add("dealer-group", URL)
    profile.credentials.set_api_key("dealer-group", URL, KEY)
    asked: list[bytes] = []

    async def send(port: int) -> object:
        async with Way(profile, "dealer-group", Clock()) as way:
            key = way.find_key()
            assert key is not None
            save_settings(tmp_path, Settings(proxy=f"http://127.0.0.1:{port}"))
            return await way.submit(b"{}", key, Evidence())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = threading.Thread(target=refuse_one, args=(listener, asked))
        proxy.start()
        outcome = asyncio.run(send(listener.getsockname()[1]))
        proxy.join()
    assert outcome == NotSent(NotSentReason.PROXY)
    assert asked == [b"CONNECT gateway.invalid:443 HTTP/1.1"]
