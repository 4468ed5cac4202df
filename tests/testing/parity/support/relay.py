"""A server between a client and an emulator, which changes responses: an API that is not quite as the emulator is."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KEPT = ("connection", "content-length", "date", "server", "transfer-encoding")


@dataclass
class Relayed:
    """A response on its way: change it at will."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Edit:
    """A change of the responses to some requests.

    `path` is a pattern for the path with its query. The change applies to the request of this number that fits, from
    1; 0 for all of them.
    """

    method: str
    path: str
    change: Callable[[Relayed], None]
    number: int = 1
    seen: int = 0

    def apply(self, method: str, path: str, response: Relayed) -> None:
        if method == self.method and re.fullmatch(self.path, path):
            self.seen += 1
            if self.number in {0, self.seen}:
                self.change(response)


@dataclass
class Relay:
    """A running relay. Once `is_cut`, which a change may set, no request gets a response."""

    url: str
    edits: Sequence[Edit]
    is_cut: bool = False
    cut_after: str = ""
    """Pattern of `METHOD path`: the connection breaks at the first request that fits."""

    refused: str = ""
    """Pattern of `METHOD path`: requests that fit are not passed on, and get a 403."""

    def refuses(self, request: str) -> bool:
        return bool(self.refused and re.fullmatch(self.refused, request))

    def cuts(self, request: str) -> bool:
        if self.cut_after and re.fullmatch(self.cut_after, request):
            self.is_cut = True
        return self.is_cut


class Handler(BaseHTTPRequestHandler):
    """Fetches each response from the emulator, changes it and passes it on."""

    protocol_version = "HTTP/1.1"
    running: Relay
    target: str

    def serve(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.running.cuts(f"{self.command} {self.path}"):
            self._break_off()
            return
        is_refused = self.running.refuses(f"{self.command} {self.path}")
        self._respond(Relayed(403, {"content-type": "application/json"}, {}) if is_refused else self._fetch(sent))

    def _fetch(self, sent: bytes) -> Relayed:
        connection = HTTPConnection(urlsplit(self.target).netloc, timeout=30)
        try:
            connection.request(self.command, self.path, sent or None, dict(self.headers))
            response = connection.getresponse()
            content = response.read()
            headers = {name: value for name, value in response.getheaders() if name.lower() not in KEPT}
        finally:
            connection.close()
        return Relayed(response.status, headers, json.loads(content) if content else None)

    def _break_off(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _respond(self, response: Relayed) -> None:
        for edit in self.running.edits:
            edit.apply(self.command, self.path, response)
        if self.running.is_cut:
            self._break_off()
            return
        content = b"" if response.body is None else json.dumps(response.body).encode()
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if content or response.status != 204:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = serve  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def relay(target: str, *edits: Edit) -> Iterator[Relay]:
    """Start a relay to an emulator."""
    running = Relay("", edits)
    handler = type("RunningHandler", (Handler,), {"running": running, "target": target})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        running.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
