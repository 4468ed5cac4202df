"""Fault injection: make the next requests fail, respond late or incompletely, or drop their connection."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

JSON = "application/json"

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Target:
    """The requests that a fault applies to; None means any. `path` is a pattern with `*`, without the query."""

    method: str | None = None
    path: str | None = None
    operation: str | None = None

    def matches(self, method: str, path: str, operation: str | None) -> bool:
        """Return whether a request matches."""
        return (
            (self.method is None or self.method.upper() == method)
            and (self.path is None or fnmatchcase(path, self.path))
            and (self.operation is None or self.operation == operation)
        )


@dataclass(frozen=True, slots=True)
class Delay:
    """The normal response, after the delay of the fault."""


@dataclass(frozen=True, slots=True)
class Fail:
    """A response of our own, `before` or `after` the request is processed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    when: When = "before"


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is closed without a response, `before` or `after` the request is processed."""

    when: When = "before"


@dataclass(frozen=True, slots=True)
class Truncate:
    """The connection is closed after `kept` bytes of the response body; None: after half of it."""

    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Mislabel:
    """The response has a wrong content type."""

    content_type: str


@dataclass(frozen=True, slots=True)
class Expire:
    """The credential of the request is treated as expired."""


Effect = Delay | Fail | Drop | Truncate | Mislabel | Expire

NAMES: Mapping[type[Effect], str] = {
    Delay: "delay",
    Fail: "fail",
    Drop: "drop",
    Truncate: "truncate",
    Mislabel: "mislabel",
    Expire: "expire",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """An effect on a request, after `delay` seconds."""

    target: Target
    effect: Effect = field(default_factory=Delay)
    delay: float = 0.0

    @property
    def name(self) -> str:
        """The name in the control API and the request log."""
        return NAMES[type(self.effect)]


class FaultQueue:
    """The pending faults, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault, times: int) -> None:
        """Add a fault for the next `times` requests that match."""
        with self._lock:
            self._waiting += [fault] * times

    def take(self, method: str, path: str, operation: str | None) -> Fault | None:
        """Remove and return the first fault that matches a request; None if none does."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.target.matches(method, path, operation):
                    return self._waiting.pop(index)
        return None

    def read(self) -> list[Fault]:
        """Return the pending faults, oldest first."""
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        """Remove all pending faults."""
        with self._lock:
            self._waiting.clear()


class FaultInjection:
    """Methods that inject faults into the next requests."""

    def __init__(self) -> None:
        self._faults = FaultQueue()

    def fail_next(
        self,
        times: int = 1,
        *,
        status: int = 503,
        body: Mapping[str, Any] | str | bytes | None = None,
        content_type: str = JSON,
        retry_after: float | str | None = None,
        headers: Mapping[str, str] | None = None,
        when: When = "before",
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Return an error to the next `times` requests that match.

        Args:
            times: Number of requests.
            status: Status of the response.
            body: Body of the response; a mapping is sent as JSON. Default: an error body like the CMA's.
            content_type: Content type of the body.
            retry_after: Retry-After header: seconds or an HTTP date.
            headers: Further headers.
            when: `before` or `after` the request is processed; after it, the client cannot know that it was.
            delay: Seconds to wait first.
            method: Only requests with this method.
            path: Only requests with this path, a pattern with `*`, without the query.
            operation: Only requests of this operation id.
        """
        sent = {"content-type": content_type} | dict(headers or {})
        if retry_after is not None:
            sent["retry-after"] = f"{retry_after:g}" if isinstance(retry_after, int | float) else retry_after
        effect = Fail(status, sent, build_error_body(status, body), when)
        self._faults.add(Fault(Target(method, path, operation), effect, delay), times)

    def drop_next(
        self,
        times: int = 1,
        *,
        when: When = "before",
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Close the connection of the next `times` requests that match without a response; see `fail_next`."""
        self._faults.add(Fault(Target(method, path, operation), Drop(when), delay), times)

    def delay_next(
        self,
        seconds: float,
        times: int = 1,
        *,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Delay the next `times` requests that match by `seconds`; see `fail_next`."""
        self._faults.add(Fault(Target(method, path, operation), delay=seconds), times)

    def truncate_next(
        self,
        times: int = 1,
        *,
        kept: int | None = None,
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Truncate the response to the next `times` requests that match, after they are processed; see `fail_next`.

        `kept` is the number of bytes of the body to send. Default: half of them.
        """
        self._faults.add(Fault(Target(method, path, operation), Truncate(kept), delay), times)

    def mislabel_next(
        self,
        times: int = 1,
        *,
        content_type: str = "text/html",
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Send the response to the next `times` requests that match with a wrong `content_type`; see `fail_next`."""
        self._faults.add(Fault(Target(method, path, operation), Mislabel(content_type), delay), times)

    def expire_next(
        self,
        times: int = 1,
        *,
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Treat the credential of the next `times` requests that match as expired; see `fail_next`.

        They get a 401 if they require authentication. The credential itself stays valid; see `expire_token`.
        """
        self._faults.add(Fault(Target(method, path, operation), Expire(), delay), times)

    def clear_faults(self) -> None:
        """Remove all pending faults."""
        self._faults.clear()


def build_error_body(status: int, body: Mapping[str, Any] | str | bytes | None) -> bytes:
    """Return the body of an error response. A mapping is sent as JSON; None is an error body like the CMA's."""
    if body is None:
        body = {"error_message": "The emulator injected this error.", "error_code": status}
    if isinstance(body, Mapping):
        return json.dumps(body).encode()
    return body.encode() if isinstance(body, str) else body
