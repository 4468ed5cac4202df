"""What was received: kept for the tests of whoever uses the emulator. The values of credentials are masked."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SECRET_HEADERS = frozenset({"authtoken", "authorization", "cookie", "proxy-authorization"})
MASK = "***"
MAX_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Received:
    """One request and the status it was answered with; 0 where the connection was dropped instead.

    ``path`` is percent-encoded as it came; ``operation`` is the operation id, None where no call has the URL. Header
    names are in lower case. ``time`` is when it came, on the emulator's clock, and ``seconds`` how long its answer
    took. ``error`` is the error body of a refusal; ``fault`` names the fault that met the call.
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


class Journal:
    """The last 10,000 requests, oldest first."""

    def __init__(self) -> None:
        self._received: deque[Received] = deque(maxlen=MAX_KEPT)
        self._calls: Counter[str] = Counter()

    def add(self, received: Received) -> None:
        """Keep a request."""
        self._received.append(received)
        if received.operation:
            self._calls[received.operation] += 1

    def read(self) -> list[Received]:
        """Answer the requests that are kept."""
        return list(self._received)

    def count_calls(self) -> Counter[str]:
        """Return the number of requests by operation id, also of those that are no longer kept."""
        return self._calls.copy()

    def clear(self) -> None:
        """Forget all requests."""
        self._received.clear()
        self._calls.clear()


def masked(headers: Mapping[str, str]) -> dict[str, str]:
    """Answer the headers with the values of credentials replaced by stars."""
    return {name: MASK if name in SECRET_HEADERS else value for name, value in headers.items()}
