"""Faults on order: the next calls that match are answered with an error, late, or not at all."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Target:
    """Which calls a fault meets; None means any. ``path`` is a pattern with ``*``, matched without the query."""

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
class Fault:
    """What happens to a call, ``before`` its work is done or ``after``. ``status`` 0 drops the connection.

    ``delay`` seconds pass first. ``status`` None leaves the answer as it is, so that it is only late.
    """

    target: Target
    when: When = "before"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    delay: float = 0.0


class Faults:
    """The faults that wait for their calls, first come first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def order(self, fault: Fault, times: int) -> None:
        """Let ``fault`` meet the next ``times`` calls that match."""
        with self._lock:
            self._waiting += [fault] * times

    def take(self, method: str, path: str, operation: str | None) -> Fault | None:
        """Answer the fault that meets this call, and strike it off; None if there is none."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.target.meets(method, path, operation):
                    return self._waiting.pop(index)
        return None

    def clear(self) -> None:
        """Forget all faults that still wait."""
        with self._lock:
            self._waiting.clear()


def error_body(status: int, body: Mapping[str, Any] | str | bytes | None) -> bytes:
    """Answer the bytes of a fault's body: as given, a mapping as JSON, and the CMA's error body where none is given."""
    if body is None:
        body = {"error_message": "The emulator was told to fail.", "error_code": status}
    if isinstance(body, Mapping):
        return json.dumps(body).encode()
    return body.encode() if isinstance(body, str) else body
