"""The gateway that says everything back does so, in every way it can answer."""

import socket
from urllib.parse import quote, urlsplit

import pytest

from tests.support.echo_gateway import Echo, EchoGateway

REQUEST = (
    b"POST /leads HTTP/1.1\r\nHost: localhost\r\nx-api-key: k-0\r\n"
    b"Content-Length: 5\r\n\r\nhello"
)


@pytest.mark.parametrize("answer", Echo)
def test_body_and_key_come_back(answer: Echo) -> None:
    """Whatever the answer, what was sent is somewhere in it (unless it was cut)."""
    with EchoGateway(answer) as gateway:
        address = urlsplit(gateway.url)
        with socket.create_connection((address.hostname, address.port)) as client:
            client.sendall(REQUEST)
            got = b""
            while more := client.recv(65_536):
                got += more
    assert b"hello k-0" in got or quote("hello k-0").encode() in got
    assert gateway.received == 1
