"""Serve an ASGI application on loopback, in its own thread."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from contentstack_cma_emulator.engine.clock import utc_now
from contentstack_cma_emulator.http.connections import Connections, HttpProtocol

LOOPBACK = "127.0.0.1"
MAX_HEAD = 128 * 1024
"""Maximum size of a request line and headers. A long query must fit."""

STARTUP_SECONDS = 0.5
SHUTDOWN_SECONDS = 2

TICK_SECONDS = 0.1
ACCEPTING_TURNS = 3
"""Turns of the event loop from accepting a connection until the server has registered it."""

COUNTED_TICKS = 864_000
"""Ticks of a day, after which the counter of uvicorn restarts."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A TLS certificate: its chain in PEM, and its private key, unless it is in the same file.

    Raises `TypeError` or `ValueError` if a path is not valid.
    """

    certfile: str | Path
    keyfile: str | Path | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "certfile", check_path("certfile", self.certfile))
        if self.keyfile is not None:
            object.__setattr__(self, "keyfile", check_path("keyfile", self.keyfile))

    def check(self) -> None:
        """Raise `OSError` (or its subclass `ssl.SSLError`) if the files are not valid."""
        for path in [self.certfile, *([self.keyfile] if self.keyfile else [])]:
            Path(path).open("rb").close()  # Unlike the next line, this names a missing file.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certfile, self.keyfile)

    def to_options(self) -> dict[str, Any]:
        """Return the options of uvicorn."""
        return {"ssl_certfile": self.certfile, "ssl_keyfile": self.keyfile}


def check_path(name: str, path: Any) -> Path:
    """Return a path. Raises `TypeError` or `ValueError` if it is not valid."""
    if not isinstance(path, str | Path):
        raise TypeError(f"{name} must be a str or a Path, not {path!r}")
    if not str(path) or "\0" in str(path):
        raise ValueError(f"{name} must be a path, not {str(path)!r}")
    return Path(path)


class _Uvicorn(uvicorn.Server):
    """A server that calls `ready` when it is, and stops at once if no client is connected."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._ready()

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % COUNTED_TICKS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for _ in range(
            ACCEPTING_TURNS
        ):  # A connection that is not registered yet would delay the shutdown, and stay open.
            await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        for connection in list(self.server_state.connections):  # Those that did not close in time.
            connection.transport.abort()
        await asyncio.sleep(0)

    def stop(self) -> None:
        """Stop the server. To be called from another thread."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._stopping.set)


class Server:
    """An application on a port of 127.0.0.1; 0 for any free port.

    With a `certificate`, it serves HTTPS. `now` returns the time at which a request arrives.

    Raises `OSError` if the port is in use or the certificate is not valid.
    """

    def __init__(
        self, port: int, certificate: Certificate | None = None, now: Callable[[], datetime] = utc_now
    ) -> None:
        if certificate:
            certificate.check()
        self.connections = Connections(now)
        self._certificate = certificate
        self._socket = listen(port)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://{LOOPBACK}:{self._socket.getsockname()[1]}"
        self._uvicorn: _Uvicorn | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: ASGIApp) -> None:
        """Start to serve in a thread. Returns when requests are accepted."""
        ready = threading.Event()
        options: dict[str, Any] = {"http": partial(HttpProtocol, self.connections), "ws": "none", "lifespan": "off"}
        if self._certificate:
            options |= self._certificate.to_options()
        config = uvicorn.Config(
            app,
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
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
        """Stop serving. Returns when the last response is sent, after two seconds at most."""
        if self._uvicorn and self._thread and self._thread.is_alive():
            self._uvicorn.stop()
            self._thread.join()

    def close(self) -> None:
        """Release the port."""
        self._socket.close()


def listen(port: int) -> socket.socket:
    """Open a socket on the loopback address.

    The protocol is explicit, because asyncio sets TCP_NODELAY only if it is TCP; otherwise each response would take
    40 ms longer.
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
