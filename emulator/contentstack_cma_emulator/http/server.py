"""Serves an ASGI application on loopback, in a thread of its own."""

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
from contentstack_cma_emulator.http.connections import Connections, Http

LOOPBACK = "127.0.0.1"
MAX_HEAD = 128 * 1024
"""Most bytes of a request line with its headers; a long query must fit."""

STARTUP_SECONDS = 0.5
SHUTDOWN_SECONDS = 2

TICK_SECONDS = 0.1
ACCEPTING_TURNS = 3
"""Turns of the event loop from the moment a connection is accepted until the server knows of it."""

COUNTED_TICKS = 864_000
"""Ten times a second, for a day: so often uvicorn sees whether the date of its answers has changed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What to speak TLS with: a certificate with its chain, in PEM, and its key if that is in a file of its own.

    Raises `TypeError` or `ValueError` for what is no path.
    """

    certfile: str | Path
    keyfile: str | Path | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "certfile", check_path("certfile", self.certfile))
        if self.keyfile is not None:
            object.__setattr__(self, "keyfile", check_path("keyfile", self.keyfile))

    def check(self) -> None:
        """Raise `OSError` (`ssl.SSLError` is one) if the files cannot be used."""
        for path in [self.certfile, *([self.keyfile] if self.keyfile else [])]:
            Path(path).open("rb").close()  # The next line would not name the file that is missing.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certfile, self.keyfile)

    def options(self) -> dict[str, Any]:
        """Answer the server's options."""
        return {"ssl_certfile": self.certfile, "ssl_keyfile": self.keyfile}


def check_path(name: str, path: Any) -> Path:
    """Return a path. Raises `TypeError` or `ValueError` if it is none."""
    if not isinstance(path, str | Path):
        raise TypeError(f"{name} must be a str or a Path, not {path!r}")
    if not str(path) or "\0" in str(path):
        raise ValueError(f"{name} must be a path, not {str(path)!r}")
    return Path(path)


class _Uvicorn(uvicorn.Server):
    """A server that says when it is ready, and stops at once where nobody is connected."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._told = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._ready()

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % COUNTED_TICKS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for _ in range(ACCEPTING_TURNS):  # What is accepted unseen would hold up the rest, and stay open.
            await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        for connection in list(self.server_state.connections):  # Those that did not end in time.
            connection.transport.abort()
        await asyncio.sleep(0)

    def stop(self) -> None:
        """Stop soon. To be called by another thread."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._told.set)


class Server:
    """One application on one port of 127.0.0.1; port 0 takes a free one.

    With a `certificate` it speaks TLS. `now` is the clock that says when a request arrived.

    Raises `OSError` if the port is taken or the certificate cannot be used.
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
        """Serve in the background; returns when requests are answered."""
        ready = threading.Event()
        options: dict[str, Any] = {"http": partial(Http, self.connections), "ws": "none", "lifespan": "off"}
        if self._certificate:
            options |= self._certificate.options()
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
        """Stop serving; returns when the last answer is sent, after two seconds at most."""
        if self._uvicorn and self._thread and self._thread.is_alive():
            self._uvicorn.stop()
            self._thread.join()

    def close(self) -> None:
        """Give up the port, whether it was served or not."""
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
