"""The request log: the last requests with their responses.

Exchanges are stored as received. `LoggedRequest`, with masked credentials, is built on demand.
"""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.http.heads import Headers, read_headers, read_query
from contentstack_cma_emulator.http.logged_bodies import LoggedBody
from contentstack_cma_emulator.http.masking import mask_headers, mask_path, mask_query

DEFAULT_SIZE = 1000
"""Default number of requests to keep."""

MAX_BYTES = 32 * 1024 * 1024
"""Maximum total size of heads and bodies, in bytes."""

MAX_KEPT = 64 * 1024
"""Maximum number of bytes to keep of a body."""

EMPTY = LoggedBody("", 0, is_complete=True)


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request and its response.

    Credentials are masked in headers, query, path and bodies; see `reveal`.

    Attributes:
        method: The HTTP method.
        path: The path, still percent-encoded.
        query: All values of each query parameter.
        headers: The request headers: names in lower case, the last value of a repeated header.
        operation: The operation id, None if the URL is unknown.
        status: The status of the response, 0 if the connection was dropped.
        time: The time of the request, by the emulator's clock.
        seconds: The time until the response was sent.
        error: The error body of a rejected request, otherwise None.
        fault: The name of the injected fault, None if there was none.
        id: The number of the request, from 1.
        principal: `kind` (`authtoken`, `management_token` or `oauth`) and `uid` of the authenticated principal. None
            without valid credentials.
        body: The body of the request.
        response_headers: The headers of the response.
        response_body: The body of the response.
    """

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    operation: str | None
    status: int
    time: str = ""
    seconds: float = 0.0
    error: Mapping[str, Any] | None = None
    fault: str | None = None
    id: int = 0
    principal: Mapping[str, str] | None = None
    body: LoggedBody = EMPTY
    response_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    response_body: LoggedBody = EMPTY
    _revealed: "LoggedRequest | None" = field(default=None, repr=False, compare=False)

    def reveal(self) -> "LoggedRequest":
        """Return this request with unmasked credentials."""
        return self._revealed or self


@dataclass(slots=True)
class Capture:
    """A body while it is transferred. `size` counts all bytes, `chunks` has the first ones."""

    chunks: list[bytes] = field(default_factory=list[bytes])
    size: int = 0
    kept: int = 0
    is_complete: bool = False

    def add(self, chunk: bytes) -> int:
        """Add a chunk of the body. Returns how many of its bytes are kept."""
        self.size += len(chunk)
        room = MAX_KEPT - self.kept
        if not chunk or room <= 0:
            return 0
        part = chunk if len(chunk) <= room else chunk[:room]
        self.chunks.append(bytes(part))
        self.kept += len(part)
        return len(part)

    def discard(self) -> int:
        """Drop the content, but not the size. Returns how many bytes were dropped."""
        freed, self.kept = self.kept, 0
        self.chunks.clear()
        return freed


@dataclass(slots=True)
class Exchange:
    """A request and its response as received, filled in while they are transferred."""

    method: str
    path: str
    query: bytes
    headers: Headers
    operation: str | None
    arrived: datetime
    fault: str | None = None
    number: int = 0
    status: int = 0
    seconds: float = 0.0
    error: Mapping[str, Any] | None = None
    principal: Mapping[str, str] | None = None
    body: Capture = field(default_factory=Capture)
    response_headers: Headers = ()
    response_body: Capture = field(default_factory=Capture)
    view: LoggedRequest | None = None

    def measure_heads(self) -> int:
        """Return the size of both heads in bytes."""
        texts = chain.from_iterable((*self.headers, *self.response_headers))
        return len(self.path) + len(self.query) + sum(map(len, texts))

    def count_kept(self) -> int:
        """Return the number of bytes that are kept of both bodies."""
        return self.body.kept + self.response_body.kept


class RequestLog:
    """The last `size` requests, oldest first. Thread-safe.

    Above `max_bytes` in total, the oldest lose their bodies, and then are dropped.
    """

    def __init__(self, size: int = DEFAULT_SIZE, max_bytes: int = MAX_BYTES) -> None:
        self.size = size
        self.revision = 0
        self._max_bytes = max_bytes
        self._bytes = 0
        self._count = 0
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._exchanges: deque[Exchange] = deque()
        self._with_bodies: deque[Exchange] = deque()

    def add(self, exchange: Exchange) -> None:
        """Add an exchange. Its response body may follow; see `extend`."""
        with self._lock:
            self._count += 1
            self.revision += 1
            exchange.number = self._count
            if exchange.operation:
                self._calls[exchange.operation] += 1
            if not self.size:
                return
            self._exchanges.append(exchange)
            self._with_bodies.append(exchange)
            self._bytes += exchange.measure_heads() + exchange.count_kept()
            self._make_room()

    def extend(self, exchange: Exchange, chunk: bytes, *, is_last: bool) -> None:
        """Add a chunk of the response body of an exchange."""
        with self._lock:
            self.revision += 1
            exchange.view = None
            exchange.response_body.is_complete = is_last
            added = exchange.response_body.add(chunk)
            if not self._is_kept(exchange):
                exchange.response_body.discard()
                return
            self._bytes += added
            self._make_room()

    def read(self) -> list[LoggedRequest]:
        """Return the requests, with masked credentials."""
        with self._lock:
            exchanges = list(self._exchanges)
        return list(map(self._read_view, exchanges))

    def find(self, number: int) -> LoggedRequest | None:
        """Return the request with this number, with masked credentials, or None if it is no longer kept."""
        with self._lock:
            first = self._exchanges[0].number if self._exchanges else self._count + 1
            index = number - first
            exchange = self._exchanges[index] if 0 <= index < len(self._exchanges) else None
        return None if exchange is None else self._read_view(exchange)

    def count_calls(self) -> Counter[str]:
        """Return the number of requests by operation id, including those that are no longer kept."""
        with self._lock:
            return self._calls.copy()

    def __len__(self) -> int:
        return len(self._exchanges)

    def clear(self) -> None:
        """Remove all requests. Does not reset their numbers."""
        with self._lock:
            self.revision += 1
            self._exchanges.clear()
            self._with_bodies.clear()
            self._calls.clear()
            self._bytes = 0

    def _read_view(self, exchange: Exchange) -> LoggedRequest:
        """Return the view of an exchange. Locks only for this one, so that requests can be added meanwhile."""
        with self._lock:
            return build_view(exchange)

    def _is_kept(self, exchange: Exchange) -> bool:
        """Return whether the bodies of an exchange are still kept."""
        return bool(self._with_bodies) and exchange.number >= self._with_bodies[0].number

    def _make_room(self) -> None:
        while len(self._exchanges) > self.size:
            self._drop_oldest()
        while self._bytes > self._max_bytes and self._with_bodies:
            oldest = self._with_bodies.popleft()
            oldest.view = None
            self._bytes -= oldest.body.discard() + oldest.response_body.discard()
        while self._bytes > self._max_bytes and self._exchanges:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._exchanges.popleft()
        if self._with_bodies and self._with_bodies[0] is oldest:
            self._with_bodies.popleft()
        self._bytes -= oldest.measure_heads() + oldest.count_kept()


def build_view(exchange: Exchange) -> LoggedRequest:
    """Return the view of an exchange, cached until the exchange changes."""
    if exchange.view is None:
        exchange.view = mask(reveal(exchange))
    return exchange.view


def reveal(exchange: Exchange) -> LoggedRequest:
    """Return an exchange with unmasked credentials."""
    headers, response_headers = read_headers(exchange.headers), read_headers(exchange.response_headers)
    return LoggedRequest(
        method=exchange.method,
        path=exchange.path,
        query=read_query(exchange.query.decode("latin-1")),
        headers=headers,
        operation=exchange.operation,
        status=exchange.status,
        time=format_timestamp(exchange.arrived),
        seconds=exchange.seconds,
        error=exchange.error,
        fault=exchange.fault,
        id=exchange.number,
        principal=exchange.principal,
        body=_build_body(exchange.body, headers),
        response_headers=response_headers,
        response_body=_build_body(exchange.response_body, response_headers),
    )


def mask(received: LoggedRequest) -> LoggedRequest:
    """Return a request with masked credentials, for which `LoggedRequest.reveal` returns the original."""
    return replace(
        received,
        path=mask_path(received.path),
        query=mask_query(received.query),
        headers=mask_headers(received.headers),
        response_headers=mask_headers(received.response_headers),
        body=replace(received.body, has_secrets=False),
        response_body=replace(received.response_body, has_secrets=False),
        _revealed=received,
    )


def _build_body(capture: Capture, headers: Mapping[str, str]) -> LoggedBody:
    content = b"".join(capture.chunks)
    return LoggedBody(headers.get("content-type", ""), capture.size, capture.is_complete, content, has_secrets=True)
