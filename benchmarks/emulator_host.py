"""An emulator in its own process. Arguments: the folder of its state, and the number of entries.

As a module, it prints its target as JSON; then, for every line it reads, its resident memory in megabytes.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key, Store
from contentstack_cma_emulator.resources import load_indexed_fields

from .child import Child, run_child
from .connection import Target
from .crowd import COUNTER, ENTRIES

VALUES = 50
"""The number of different values of the counters."""


@dataclass(frozen=True)
class Host:
    """A running emulator."""

    target: Target
    child: Child

    def memory(self) -> float:
        """Return the resident memory in megabytes."""
        return float(self.child.ask())


@contextmanager
def host_emulator(folder: Path, entries: int = 0) -> Iterator[Host]:
    """Run an emulator with some entries until the block ends."""
    with run_child("emulator_host", str(folder), str(entries)) as child:
        yield Host(Target(**json.loads(child.read())), child)


def main(folder: Path, entries: int) -> None:
    """Serve until stdin ends."""
    if entries:
        _fill(folder, entries)
    with Emulator(data=folder) as emulator:
        print(json.dumps({"url": emulator.url, "headers": _headers(emulator)}), flush=True)
        for _ in sys.stdin:
            print(_resident(), flush=True)


def _fill(folder: Path, entries: int) -> None:
    """Write copies of an entry into the store, which is faster than creating each of them."""
    with Emulator(data=folder) as emulator:
        api_key = emulator.stack.api_key
        with httpx.Client(base_url=emulator.url, headers=_headers(emulator)) as client:
            created: dict[str, Any] = client.post(ENTRIES, json={"entry": {"title": "Entry", COUNTER: 0}}).json()
            pattern = client.get(f"{ENTRIES}/{created['entry']['uid']}").json()["entry"]
    store = Store(folder / "state.db", indexed=load_indexed_fields())
    with store.transaction():
        for number in range(1, entries):
            title, count = f"Entry {number:06}", number % VALUES
            entry = pattern | {"uid": f"blt{number:016x}", "title": title, "url": f"/blog/{number}", COUNTER: count}
            for version in (0, 1):
                store.put(Key(ENTRY, entry["uid"], api_key, "main", "blog_post", entry["locale"], version), entry)
    store.close()


def _headers(emulator: Emulator) -> dict[str, str]:
    return {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}


def _resident() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
