"""How responses are written to connections, and whose connection it is."""

from typing import TYPE_CHECKING, cast

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.http.connections import HeadJoiningTransport

if TYPE_CHECKING:
    import asyncio

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Written:
    """A transport that keeps the packets it is to send."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.packets.append(data)

    def is_closing(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("pieces", "packets"),
    [
        ([HEAD, b"{}", b""], [HEAD + b"{}", b""]),
        ([HEAD, b"{", b"}"], [HEAD + b"{", b"}"]),
        ([HEAD, b""], [HEAD]),
        ([CONTINUE, HEAD, b"{}"], [CONTINUE, HEAD + b"{}"]),
        ([HEAD, b"{}", HEAD, b"{}"], [HEAD + b"{}", HEAD + b"{}"]),
    ],
)
def test_head_is_sent_with_what_follows(pieces: list[bytes], packets: list[bytes]) -> None:
    transport = Written()
    joined = HeadJoiningTransport(cast("asyncio.Transport", transport))
    for piece in pieces:
        joined.write(piece)
    assert transport.packets == packets


def test_everything_else_is_the_transport_s() -> None:
    assert HeadJoiningTransport(cast("asyncio.Transport", Written())).is_closing()


def test_forwarded_headers_do_not_hide_the_connection(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.drop_next()
    with pytest.raises(httpx.RemoteProtocolError):
        stack.get("/v3/environments", headers={"x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https"})
    stack.get("/v3/environments", headers={"x-forwarded-for": "192.0.2.1"})
    assert [request.status for request in emulator.requests] == [0, 200]
