"""A server on loopback that sends a file, or parts of it, and breaks off when a test wants it."""

import threading
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

ETAG = '"v1"'


@dataclass
class Reply:
    """One response. It breaks off after `sent` bytes of its body; None: after the last.

    `chunked` sends no length, and `until_close` marks the end by closing the connection only.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"etag": ETAG})
    sent: int | None = None
    chunked: bool = False
    until_close: bool = False


@dataclass
class FileServer:
    """What the server was asked, and its URL."""

    reply: Callable[[Mapping[str, str], int], Reply]
    url: str = ""
    asked: list[tuple[str | None, str | None]] = field(default_factory=list[tuple[str | None, str | None]])
    lock: threading.Lock = field(default_factory=threading.Lock)


def send_ranges(content: bytes, *cuts: int, etag: str | None = ETAG) -> Callable[[Mapping[str, str], int], Reply]:
    """Reply as a CDN does: with the range that is asked for. Each cut breaks off one response after so many bytes."""

    def reply(headers: Mapping[str, str], number: int) -> Reply:
        sent = cuts[number - 1] if number <= len(cuts) else None
        own = {"etag": etag} if etag else {}
        asked = headers.get("range")
        if asked is None or headers.get("if-range") not in {None, etag}:
            return Reply(content, headers=own, sent=sent)
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        content_range = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return Reply(content[start:], 206, {**own, "content-range": content_range}, sent)

    return reply


@contextmanager
def sync_serve_file(reply: Callable[[Mapping[str, str], int], Reply]) -> Generator[FileServer]:
    """Serve until the block ends. `reply` gets the headers of a request and its number, counted from 1."""
    state = FileServer(reply)
    listener = _Listener(state)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


@asynccontextmanager
async def async_serve_file(reply: Callable[[Mapping[str, str], int], Reply]) -> AsyncGenerator[FileServer]:
    """The same, for `async with`."""
    with sync_serve_file(reply) as state:
        yield state


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, state: FileServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = state
        state.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no concern of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        state = cast("_Listener", self.server).state
        headers = {name.lower(): value for name, value in self.headers.items()}
        with state.lock:
            state.asked.append((headers.get("range"), headers.get("if-range")))
            number = len(state.asked)
        self._send(state.reply(headers, number))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.chunked:
            self.send_header("transfer-encoding", "chunked")
        elif not reply.until_close and "content-length" not in reply.headers:
            self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        body = reply.body[: reply.sent]
        if reply.chunked:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) if body else b"")
            self.wfile.write(b"0\r\n\r\n" if reply.sent is None else b"")
        else:
            self.wfile.write(body)
        if reply.sent is not None or reply.until_close:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        pass
