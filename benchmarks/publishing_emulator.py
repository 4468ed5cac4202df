"""An emulator at the ordinary rate limits, with entries to publish, in its own process.

As a module, it takes the number of entries and prints its URL as JSON; then, for every line it reads, the number of
429s so far.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contentstack_cma_emulator import Emulator, RateLimit

from .child import Child, run_child

CONTENT_TYPE = "note"
ENVIRONMENTS = ["production", "staging"]
LOCALES = ["en-us", "fr-fr"]
API_KEY = "notes"
TOKEN = "cs_notes"
_MOST_CALLS = 5_000


@dataclass(frozen=True)
class PublishingHost:
    """A running emulator."""

    url: str
    child: Child

    def count_rejected(self) -> int:
        """Return the number of 429s so far."""
        return int(self.child.ask())


@contextmanager
def host_publishing_emulator(entries: int) -> Iterator[PublishingHost]:
    """Run an emulator with so many entries until the block ends."""
    with run_child("publishing_emulator", str(entries)) as child:
        yield PublishingHost(json.loads(child.read()), child)


def _build_seed(entries: int) -> dict[str, Any]:
    title = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}
    stack = {
        "name": "Notes",
        "api_key": API_KEY,
        "management_token": TOKEN,
        "environments": ENVIRONMENTS,
        "locales": [{"code": "fr-fr", "name": "French", "fallback_locale": "en-us"}],
        "content_types": [{"uid": CONTENT_TYPE, "title": "Note", "schema": [title]}],
        "entries": {CONTENT_TYPE: [{"name": f"n{n}", "fields": {"title": f"Note {n}"}} for n in range(entries)]},
    }
    return {"stacks": [stack]}


def main(entries: int) -> None:
    """Serve until stdin ends."""
    with TemporaryDirectory() as folder:
        seed = Path(folder) / "seed.json"
        seed.write_text(json.dumps(_build_seed(entries)), encoding="utf-8")
        with Emulator(seed=seed, demo=False, rate_limit=RateLimit(), request_log=_MOST_CALLS) as emulator:
            print(json.dumps(emulator.url), flush=True)
            for _ in sys.stdin:
                print(sum(received.status == 429 for received in emulator.requests), flush=True)  # noqa: PLR2004


if __name__ == "__main__":
    main(int(sys.argv[1]))
