"""A server on loopback that follows a script, also where that breaks HTTP."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Lock, Thread
from typing import cast

PIECE = 65_536


@dataclass
class Received:
    """One request. Connections are numbered from 1."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: str = ""


RawResponse = tuple[int, dict[str, str], bytes]
DROP = (0, dict[str, str](), b"")
"""Hang up instead of responding."""

Script = RawResponse | Callable[[Received, int], RawResponse]
"""One response for all requests, or what makes one of a request and its number, counted from 1."""


@dataclass
class RawServer:
    """What the server has seen, and how it responds."""

    script: Script
    keep_bodies: bool
    repeat_body: int
    url: str = ""
    connections: int = 0
    open_connections: int = 0
    requests: list[Received] = field(default_factory=list[Received])
    lock: Lock = field(default_factory=Lock)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def respond(self, received: Received) -> RawResponse:
        with self.lock:
            self.requests.append(received)
            number = len(self.requests)
        return self.script if isinstance(self.script, tuple) else self.script(received, number)


@contextmanager
def sync_serve(
    script: Script, *, keep_bodies: bool = True, repeat_body: int = 1, context: SSLContext | None = None
) -> Generator[RawServer]:
    """Serve until the block ends, over TLS if there is a context for it.

    Large bodies are not kept, and not held as a whole: those of responses are sent as often as `repeat_body` says.
    """
    state = RawServer(script, keep_bodies, repeat_body)
    listener = _Listener(state)
    if context is not None:
        listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
        state.url = f"https://localhost:{listener.server_address[1]}"
    thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


@asynccontextmanager
async def async_serve(
    script: Script, *, keep_bodies: bool = True, repeat_body: int = 1, context: SSLContext | None = None
) -> AsyncGenerator[RawServer]:
    """The same, for `async with`."""
    with sync_serve(script, keep_bodies=keep_bodies, repeat_body=repeat_body, context=context) as state:
        yield state


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def __init__(self, state: RawServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = state
        state.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no concern of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    wbufsize = PIECE

    @property
    def state(self) -> RawServer:
        return cast("_Listener", self.server).state

    def setup(self) -> None:
        super().setup()
        with self.state.lock:
            self.state.connections += 1
            self.state.open_connections += 1
            self._number = str(self.state.connections)

    def finish(self) -> None:
        with self.state.lock:
            self.state.open_connections -= 1
        super().finish()

    def _handle(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.command, self.path, headers, self._body(headers), self._number)
        status, extra, body = self.state.respond(received)
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        for _ in range(self.state.repeat_body):
            self.wfile.write(body)

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") == "chunked":
            return self._chunks()
        length = int(headers.get("content-length", 0))
        if self.state.keep_bodies:
            return self.rfile.read(length)
        while length > 0:
            length -= len(self.rfile.read(min(length, PIECE)))
        return b""

    def _chunks(self) -> bytes:
        pieces: list[bytes] = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - the names are the standard library's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        pass
