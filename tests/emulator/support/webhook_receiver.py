"""A server on loopback that takes the calls of webhooks."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT = 10.0
"""Seconds after which what was waited for will not come any more."""


@dataclass(frozen=True, slots=True)
class Got:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.content)


@dataclass(slots=True)
class Receiver:
    """What came, and how it responds: with `statuses` one after the other, then with the last of them."""

    url: str = ""
    got: list[Got] = field(default_factory=list[Got])
    statuses: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/plain"})
    content: bytes = b"thanks"
    delay: float = 0.0

    def status(self) -> int:
        """Take the next status."""
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def wait(self, number: int) -> list[Got]:
        """Wait until so many requests came, and return them."""
        wait_until(lambda: len(self.got) >= number)
        return self.got


def wait_until(holds: Callable[[], object]) -> None:
    """Wait until something holds. Raises `AssertionError` if it does not come true."""
    deadline = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


@contextmanager
def run_receiver() -> Generator[Receiver]:
    """Run a receiver."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            receiver.got.append(Got(self.command, self.path, dict(self.headers.items()), content))
            time.sleep(receiver.delay)
            self.send_response(receiver.status())
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(receiver.content)

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
