"""Proxies on loopback: HTTP with CONNECT, and SOCKS 5. Whatever they are asked for, they connect to one server."""

import base64
import select
import socket
import struct
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext
from threading import Thread
from urllib.parse import urlsplit

HANG, HANG_UP = "hang", "hang up"


@dataclass
class Proxy:
    """A proxy that runs.

    Attributes:
        server: URL of the server that it connects to.
        credentials: User and password that it wants, as `user:password`.
        reply: What it replies instead of what it should; or HANG, or HANG_UP.
        asked: The servers it was asked for, as `host:port`.
    """

    server: str
    credentials: str | None = None
    reply: bytes | str | None = None
    asked: list[str] = field(default_factory=list[str])
    port: int = 0

    def url(self, scheme: str = "http", user: str = "") -> str:
        return f"{scheme}://{user}localhost:{self.port}"


@contextmanager
def sync_proxy(
    server: str, *, credentials: str | None = None, reply: bytes | str | None = None, context: SSLContext | None = None
) -> Generator[Proxy]:
    """Run a proxy until the block ends."""
    proxy = Proxy(server, credentials, reply)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy.port = listener.getsockname()[1]
        thread = Thread(target=_accept, args=(proxy, listener, context), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@asynccontextmanager
async def async_proxy(
    server: str, *, credentials: str | None = None, reply: bytes | str | None = None, context: SSLContext | None = None
) -> AsyncGenerator[Proxy]:
    """The same, for `async with`."""
    with sync_proxy(server, credentials=credentials, reply=reply, context=context) as proxy:
        yield proxy


def _accept(proxy: Proxy, listener: socket.socket, context: SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            Thread(target=_serve, args=(proxy, listener.accept()[0], context), daemon=True).start()


def _serve(proxy: Proxy, client: socket.socket, context: SSLContext | None) -> None:
    with suppress(OSError, IndexError), client:
        client.settimeout(10)
        if context is not None:
            client = context.wrap_socket(client, server_side=True)
        with client:
            start = client.recv(1)
            (_serve_socks if start == b"\x05" else _serve_http)(proxy, client, start)


def _serve_http(proxy: Proxy, client: socket.socket, start: bytes) -> None:
    head = start
    while b"\r\n\r\n" not in head:
        head += client.recv(1)
    lines = head.decode().split("\r\n")
    proxy.asked.append(lines[0].split()[1])
    if _misbehave(proxy, client):
        return
    wanted = f"Basic {base64.b64encode((proxy.credentials or '').encode()).decode()}"
    if proxy.credentials and f"proxy-authorization: {wanted}".lower() not in head.decode().lower():
        client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    _relay(proxy, client)


def _serve_socks(proxy: Proxy, client: socket.socket, start: bytes) -> None:
    methods = client.recv(client.recv(1)[0])
    if _misbehave(proxy, client):
        return
    if proxy.credentials:
        client.sendall(b"\x05\x02" if b"\x02" in methods else b"\x05\xff")
        client.recv(1)
        user = client.recv(client.recv(1)[0])
        password = client.recv(client.recv(1)[0])
        right = f"{user.decode()}:{password.decode()}" == proxy.credentials
        client.sendall(b"\x01\x00" if right else b"\x01\x01")
        if not right:
            return
    else:
        client.sendall(b"\x05\x00")
    kind = client.recv(4)[3]
    host = client.recv(client.recv(1)[0]).decode() if kind == 3 else socket.inet_ntoa(client.recv(4))
    proxy.asked.append(f"{host}:{struct.unpack('!H', client.recv(2))[0]}")
    for byte in b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50":  # In pieces, as a network may deliver it.
        client.sendall(bytes([byte]))
    _relay(proxy, client)


def _misbehave(proxy: Proxy, client: socket.socket) -> bool:
    if proxy.reply == HANG:
        client.recv(65_536)
        client.recv(65_536)
    elif isinstance(proxy.reply, bytes):
        client.sendall(proxy.reply)
    return proxy.reply is not None


def _relay(proxy: Proxy, client: socket.socket) -> None:
    server = urlsplit(proxy.server)
    with socket.create_connection((server.hostname, server.port)) as upstream:
        ends = {client: upstream, upstream: client}
        while True:
            for readable in select.select(list(ends), [], [], 10)[0]:
                data = readable.recv(65_536)
                if not data:
                    return
                ends[readable].sendall(data)
