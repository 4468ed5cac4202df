"""Faults on order: the next calls that match are answered with an error, late, only in part, or not at all."""

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
    """Which calls a fault meets; None means any. `path` is a pattern with `*`, matched without the query."""

    method: str | None = None
    path: str | None = None
    operation: str | None = None

    def meets(self, method: str, path: str, operation: str | None) -> bool:
        """Answer whether a call is among them."""
        return (
            (self.method is None or self.method.upper() == method)
            and (self.path is None or fnmatchcase(path, self.path))
            and (self.operation is None or self.operation == operation)
        )


@dataclass(frozen=True, slots=True)
class Late:
    """The answer is as it would be; only the fault's delay passes first."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """An answer of our own, `before` the work of the call is done or `after`."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    when: When = "before"


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is closed without an answer, `before` the work of the call is done or `after`."""

    when: When = "before"


@dataclass(frozen=True, slots=True)
class Truncate:
    """The answer ends, and with it the connection, after `kept` bytes of its body; None keeps half of them."""

    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Retype:
    """The answer says that it is of another type than it is."""

    content_type: str


@dataclass(frozen=True, slots=True)
class Expire:
    """The credential that the call brings is taken for one that has expired."""


Effect = Late | Refuse | Drop | Truncate | Retype | Expire

NAMES: Mapping[type[Effect], str] = {
    Late: "delay",
    Refuse: "fail",
    Drop: "drop",
    Truncate: "truncate",
    Retype: "mislabel",
    Expire: "expire",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a call; `delay` seconds pass first."""

    target: Target
    effect: Effect = field(default_factory=Late)
    delay: float = 0.0

    @property
    def name(self) -> str:
        """What the control API and the request log call it."""
        return NAMES[type(self.effect)]


class Faults:
    """The faults that wait for their calls, first come first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def order(self, fault: Fault, times: int) -> None:
        """Let `fault` meet the next `times` calls that match."""
        with self._lock:
            self._waiting += [fault] * times

    def take(self, method: str, path: str, operation: str | None) -> Fault | None:
        """Answer the fault that meets this call, and strike it off; None if there is none."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.target.meets(method, path, operation):
                    return self._waiting.pop(index)
        return None

    def read(self) -> list[Fault]:
        """Answer the faults that still wait, in the order in which they meet calls."""
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        """Forget all faults that still wait."""
        with self._lock:
            self._waiting.clear()


class Orders:
    """Orders faults."""

    def __init__(self) -> None:
        self._faults = Faults()

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
        """Answer the next `times` calls that match with `status` instead of what they would get.

        `body` is sent as it is, a mapping as JSON; without one it is an error body of the CMA. `retry_after`
        (seconds, or an HTTP date) becomes a Retry-After header. `when` is `before` the work of the call is done or
        `after`, so that the client cannot know it was done. `delay` seconds pass first. `method`, `path` (a
        pattern with `*`, without the query) and `operation` (an operation id) say which calls match.
        """
        sent = {"content-type": content_type} | dict(headers or {})
        if retry_after is not None:
            sent["retry-after"] = f"{retry_after:g}" if isinstance(retry_after, int | float) else retry_after
        effect = Refuse(status, sent, error_body(status, body), when)
        self._faults.order(Fault(Target(method, path, operation), effect, delay), times)

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
        """Close the connection of the next `times` calls that match without an answer; see `fail_next`."""
        self._faults.order(Fault(Target(method, path, operation), Drop(when), delay), times)

    def delay_next(
        self,
        seconds: float,
        times: int = 1,
        *,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Answer the next `times` calls that match as usual, but `seconds` late; see `fail_next`."""
        self._faults.order(Fault(Target(method, path, operation), delay=seconds), times)

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
        """Break off the answer to the next `times` calls that match, after their work is done; see `fail_next`.

        `kept` is how many bytes of the body arrive, half of them where it is not said.
        """
        self._faults.order(Fault(Target(method, path, operation), Truncate(kept), delay), times)

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
        """Give the answer to the next `times` calls that match a wrong `content_type`; see `fail_next`."""
        self._faults.order(Fault(Target(method, path, operation), Retype(content_type), delay), times)

    def expire_next(
        self,
        times: int = 1,
        *,
        delay: float = 0.0,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
    ) -> None:
        """Answer the next `times` calls that match as if their credential had expired; see `fail_next`.

        That is 401 for a call that must sign in. The credential itself stays good: `expire_token` ends one.
        """
        self._faults.order(Fault(Target(method, path, operation), Expire(), delay), times)

    def clear_faults(self) -> None:
        """Forget the faults that have not met a call yet."""
        self._faults.clear()


def error_body(status: int, body: Mapping[str, Any] | str | bytes | None) -> bytes:
    """Answer the bytes of a fault's body: as given, a mapping as JSON, and the CMA's error body where none is given."""
    if body is None:
        body = {"error_message": "The emulator was told to fail.", "error_code": status}
    if isinstance(body, Mapping):
        return json.dumps(body).encode()
    return body.encode() if isinstance(body, str) else body
