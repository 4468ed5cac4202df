"""An emulator with a rate limit, in its own process.

As a module, it takes the rate limit as JSON and prints its target as JSON; then, for every line it reads, the requests
that it received.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator, RateLimit

from .child import Child, run_child
from .connection import Target

CONTENT_TYPE = "note"
ENTRIES = f"/v3/content_types/{CONTENT_TYPE}/entries"
UNLIMITED = 1_000_000

MOST_CALLS = 20_000
"""More calls than a benchmark makes, so that the request log keeps all of them."""


@dataclass(frozen=True)
class Traffic:
    """The writes that an emulator received, by status and by second."""

    statuses: dict[str, int]
    seconds: dict[str, int]

    @property
    def calls(self) -> int:
        """The number of writes."""
        return sum(self.statuses.values())

    @property
    def rejected(self) -> int:
        """The number of writes rejected with 429."""
        return self.statuses.get("429", 0)


@dataclass(frozen=True)
class LimitedHost:
    """A running emulator with a content type whose titles need not be unique."""

    target: Target
    child: Child

    def traffic(self) -> Traffic:
        """Return the writes that it received."""
        return Traffic(**json.loads(self.child.ask()))


@contextmanager
def host_limited_emulator(rate: int, window: str, *, limit_reads: bool = True) -> Iterator[LimitedHost]:
    """Run an emulator with this rate limit until the block ends."""
    limits = {
        "reads_per_second": rate if limit_reads else UNLIMITED,
        "writes_per_second": rate,
        "window": window,
    }
    with run_child("limited_emulator", json.dumps(limits)) as child:
        yield LimitedHost(Target(**json.loads(child.read())), child)


def main(limits: dict[str, Any]) -> None:
    """Serve until stdin ends."""
    with Emulator(rate_limit=RateLimit(**limits), request_log=MOST_CALLS) as emulator:
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        created = httpx.post(f"{emulator.url}/v3/content_types", headers=headers, json={"content_type": content_type()})
        assert created.is_success, created.text
        emulator.forget_requests()
        print(json.dumps({"url": emulator.url, "headers": headers}), flush=True)
        for _ in sys.stdin:
            writes = [received for received in emulator.requests if received.method == "POST"]
            statuses = Counter(str(received.status) for received in writes)
            seconds = Counter(received.time[:19] for received in writes)
            print(json.dumps({"statuses": statuses, "seconds": seconds}), flush=True)


def content_type() -> dict[str, Any]:
    """Return a content type with only a title, which need not be unique."""
    title = {
        "display_name": "Title",
        "uid": "title",
        "data_type": "text",
        "mandatory": True,
        "unique": False,
        "multiple": False,
        "field_metadata": {"_default": True, "version": 3},
    }
    return {"title": "Note", "uid": CONTENT_TYPE, "schema": [title]}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
