"""Connections that threads can share."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpcore


class Connection:
    """A connection that is not closed while a request uses it.

    In one thread, httpcore's pool finds that an idle connection is readable, which means closed, and closes it. If
    another thread has sent a request on it in between, the readable bytes are the response: the request fails, and
    nobody knows whether it was processed.
    """

    def __init__(self, connection: Any) -> None:
        self._connection: httpcore.ConnectionInterface = connection
        self._lock = threading.Lock()
        self._is_starting = False
        self._is_closing = False
        self.is_available: Callable[[], bool] = connection.is_available
        self.is_idle: Callable[[], bool] = connection.is_idle
        self.can_handle_request: Any = connection.can_handle_request
        self.is_closed: Any = connection.is_closed
        self.info: Any = connection.info

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request, unless the connection is being used or closed."""
        with self._lock:
            if self._is_starting or self._is_closing:
                raise httpcore.ConnectionNotAvailable
            self._is_starting = True
            self.is_available = self.is_idle = bool  # which returns False
        try:
            response = self._connection.handle_request(request)
        except BaseException:
            self._mark_started()
            self.finish()
            raise
        self._mark_started()
        response.stream = _Body(response.stream, self)
        return response

    def _mark_started(self) -> None:
        """Let the pool call httpcore's connection directly, which is faster."""
        self._is_starting = False
        self.is_available, self.is_idle = self._connection.is_available, self._connection.is_idle

    def has_expired(self) -> bool:
        """Return whether to close the connection. No request can start on it after that."""
        with self._lock:
            if not self._is_starting and self._connection.has_expired():
                self._is_closing = True
            return self._is_closing

    def close(self) -> None:
        """Close the connection, after its request if it has one."""
        with self._lock:
            self._is_closing = True
            is_used = self._is_starting or not (self._connection.is_idle() or self._connection.is_closed())
        if not is_used:
            self._connection.close()

    def finish(self) -> None:
        """End the use by a request."""
        if self._is_closing:
            self._connection.close()


class _Body:
    """The body of a response; closing it ends the use of the connection."""

    def __init__(self, stream: Any, connection: Connection) -> None:
        self._stream = stream
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        """Close the body."""
        self._stream.close()
        self._connection.finish()
