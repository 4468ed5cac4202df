"""Serves an ASGI application on loopback, in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

LOOPBACK = "127.0.0.1"
MAX_HEAD = 128 * 1024
"""Most bytes of a request line with its headers; a long query must fit."""

STARTUP_SECONDS = 0.5
SHUTDOWN_SECONDS = 2

Client = tuple[str, int]


class Connections:
    """The open connections by the client's address, so that one can be cut."""

    def __init__(self) -> None:
        self.open: dict[Client, asyncio.Transport] = {}

    def cut(self, scope: Scope) -> None:
        """Close the connection of a request at once."""
        transport = self.open.get(tuple(scope["client"]))
        if transport:
            transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """Make a protocol class that keeps account of its connections here."""
        connections = self.open

        class Protocol(H11Protocol):
            """HTTP/1.1 over a connection that can be cut."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client:
                    connections[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client:
                    connections.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol


class _Uvicorn(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


class Server:
    """One application on one port of 127.0.0.1; port 0 takes a free one. Raises ``OSError`` if the port is taken."""

    def __init__(self, port: int) -> None:
        self.connections = Connections()
        self._socket = listen(port)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        self._uvicorn: _Uvicorn | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: ASGIApp) -> None:
        """Serve in the background; returns when requests are answered."""
        ready = threading.Event()
        options: dict[str, Any] = {"http": self.connections.protocol(), "ws": "none", "lifespan": "off"}
        config = uvicorn.Config(
            app,
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=MAX_HEAD,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            **options,
        )
        server = _Uvicorn(config, ready.set)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [self._socket]}, name="contentstack-cma-emulator", daemon=True
        )
        self._uvicorn, self._thread = server, thread
        thread.start()
        while not ready.wait(STARTUP_SECONDS):
            if not thread.is_alive():
                raise RuntimeError("the server did not start")

    def stop(self) -> None:
        """Stop serving; returns when the last answer is sent, after two seconds at most."""
        if self._uvicorn and self._thread:
            self._uvicorn.should_exit = True
            self._thread.join()
        self._socket.close()


def listen(port: int) -> socket.socket:
    """Open a socket on the loopback address.

    The protocol is named because asyncio sends without delay only on sockets that say they are TCP; otherwise each
    answer would take 40 ms longer.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
