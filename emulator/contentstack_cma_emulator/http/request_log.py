"""The request log: the last requests with their responses, for the tests of whoever uses the emulator and the page.

Exchanges are kept as they came. What a reader gets (`Received`) is made when it is asked for, without credentials.
"""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from contentstack_cma_emulator.dispatch.dispatcher import read_query
from contentstack_cma_emulator.http.heads import Headers, read_headers
from contentstack_cma_emulator.http.logged_bodies import Capture, LoggedBody
from contentstack_cma_emulator.http.masking import mask_headers, mask_path, mask_query

DEFAULT_SIZE = 1000
"""Requests that are kept."""

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of heads and bodies that are kept together."""

EMPTY = LoggedBody("", 0, is_complete=True)


@dataclass(frozen=True, slots=True)
class Received:
    """One request and its response.

    Credentials are masked in headers, query, path and the texts of bodies; `reveal` returns them.

    Attributes:
        method: The HTTP method.
        path: The path, percent-encoded as it came.
        query: All values of each query parameter.
        headers: The request headers; names in lower case, the last value of a repeated one.
        operation: The operation id, None if no operation has this URL.
        status: The status of the response, 0 if the connection was dropped instead.
        time: When the request came, on the emulator's clock.
        seconds: How long it took until the response was sent.
        error: The error body of a rejection, None otherwise.
        fault: The name of the injected fault, None if there was none.
        id: The number of the request, counted from 1.
        principal: Who called: `kind` (`authtoken`, `management_token` or `oauth`) and `uid`. None if nobody signed in
            or the credential was rejected.
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
    _revealed: "Received | None" = field(default=None, repr=False, compare=False)

    def reveal(self) -> "Received":
        """Return this request with its credentials."""
        return self._revealed or self


@dataclass(slots=True)
class Exchange:
    """One request and its response as they came, filled in while they pass."""

    method: str
    path: str
    query: bytes
    headers: Headers
    operation: str | None
    time: str
    fault: str | None = None
    number: int = 0
    status: int = 0
    seconds: float = 0.0
    error: Mapping[str, Any] | None = None
    principal: Mapping[str, str] | None = None
    body: Capture = field(default_factory=Capture)
    response_headers: Headers = ()
    response_body: Capture = field(default_factory=Capture)
    view: Received | None = None

    def head_size(self) -> int:
        """Return how many bytes the heads of request and response take."""
        texts = chain.from_iterable((*self.headers, *self.response_headers))
        return len(self.path) + len(self.query) + sum(map(len, texts))

    def count_kept(self) -> int:
        """Return how many bytes of the bodies are kept."""
        return self.body.kept + self.response_body.kept


class RequestLog:
    """The last `size` requests, oldest first.

    Together they take at most `max_bytes`: beyond that the oldest lose their bodies, and then are dropped. Safe to read
    from several threads.
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
        """Keep an exchange; its response body may still grow, see `extend`."""
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
            self._bytes += exchange.head_size() + exchange.count_kept()
            self._make_room()

    def extend(self, exchange: Exchange, piece: bytes, *, is_last: bool) -> None:
        """Take a piece of the response body of an exchange."""
        with self._lock:
            self.revision += 1
            exchange.view = None
            exchange.response_body.is_complete = is_last
            added = exchange.response_body.add(piece)
            if not self._is_kept(exchange):
                exchange.response_body.discard()
                return
            self._bytes += added
            self._make_room()

    def read(self) -> list[Received]:
        """Return the requests, credentials masked."""
        with self._lock:
            exchanges = list(self._exchanges)
        return list(map(self._view, exchanges))

    def find(self, number: int) -> Received | None:
        """Return the request with this number, credentials masked, or None if it is not kept any more."""
        with self._lock:
            first = self._exchanges[0].number if self._exchanges else self._count + 1
            index = number - first
            exchange = self._exchanges[index] if 0 <= index < len(self._exchanges) else None
        return None if exchange is None else self._view(exchange)

    def count_calls(self) -> Counter[str]:
        """Return the number of requests by operation id, also of those that are not kept any more."""
        with self._lock:
            return self._calls.copy()

    def __len__(self) -> int:
        return len(self._exchanges)

    def clear(self) -> None:
        """Forget all requests. Numbers go on."""
        with self._lock:
            self.revision += 1
            self._exchanges.clear()
            self._with_bodies.clear()
            self._calls.clear()
            self._bytes = 0

    def _view(self, exchange: Exchange) -> Received:
        """Return an exchange as readers get it. The lock is held for one at a time: requests go on being logged."""
        with self._lock:
            return view_of(exchange)

    def _is_kept(self, exchange: Exchange) -> bool:
        """Return whether the body of an exchange may still grow: neither dropped nor without its body."""
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
        self._bytes -= oldest.head_size() + oldest.count_kept()


def view_of(exchange: Exchange) -> Received:
    """Return an exchange as readers get it; made once, and again when more of it has come."""
    if exchange.view is None:
        exchange.view = mask(reveal(exchange))
    return exchange.view


def reveal(exchange: Exchange) -> Received:
    """Return an exchange with its credentials."""
    headers, response_headers = read_headers(exchange.headers), read_headers(exchange.response_headers)
    return Received(
        method=exchange.method,
        path=exchange.path,
        query=read_query(exchange.query.decode("latin-1")),
        headers=headers,
        operation=exchange.operation,
        status=exchange.status,
        time=exchange.time,
        seconds=exchange.seconds,
        error=exchange.error,
        fault=exchange.fault,
        id=exchange.number,
        principal=exchange.principal,
        body=_body(exchange.body, headers),
        response_headers=response_headers,
        response_body=_body(exchange.response_body, response_headers),
    )


def mask(received: Received) -> Received:
    """Return a request without its credentials, which remembers them for `Received.reveal`."""
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


def _body(capture: Capture, headers: Mapping[str, str]) -> LoggedBody:
    content = b"".join(capture.pieces)
    return LoggedBody(headers.get("content-type", ""), capture.size, capture.is_complete, content, has_secrets=True)
