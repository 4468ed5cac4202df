"""Runs over many entries: how close they get to the rate limit, their memory, and whether each write happens once.

python -m benchmarks.bulk exact --count 1000 --kills 3
"""

import argparse
import json
import logging
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from .bulk_load import UID, content_type
from .connection import Target
from .crew import Client
from .faulty_proxy import KINDS, FaultyProxy
from .limited_emulator import host_limited_emulator
from .pace import FAST, FEW, MANY, SLOW, Plan, Result, measure
from .relay import DELAY, SPREAD
from .report import Row, at_most

CLOSEST, CLOSEST_FAR_AWAY = 1.03, 1.08
MOST_REJECTED = 1
ITEMS, KILLS, SHARE, RATE = 10_000, 10, 0.05, 400
UNPLAYED = frozenset({"429:3600", "429:9999", "429:beyond"})
"""Faults that end a call, because they ask for a wait that is too long."""
GENERATED, MOST_MEGABYTES = 100_000, 30
UNLIMITED = 1_000_000
PAGE = 100
VERSIONS = 2
"""Versions of an entry that was created and updated once."""


def measure_bulk() -> Iterator[Row]:
    """Measure `create_many` beside threads with bare httpx and a loop with the official SDK."""
    few, many = Plan(FEW, SLOW, Client(mode="run")), Plan(MANY, FAST, Client(mode="run"))
    others = [measure(Plan(FEW, SLOW, client)) for client in (Client("httpx", "threads:8"), Client("official"))]
    yield from _describe(measure(few), CLOSEST, *others)
    yield from _describe(measure(many), CLOSEST)
    yield from _describe(measure(Plan(MANY, FAST, Client(mode="async-run"))), CLOSEST)
    yield from _describe(measure(Plan(FEW, SLOW, Client(mode="run"), "clock", DELAY, SPREAD)), CLOSEST_FAR_AWAY)


def _describe(ours: Result, most: float, *others: Result) -> Iterator[Row]:
    label = ours.plan.label
    goals: dict[tuple[str, str], tuple[Callable[[Result], float], float]] = {
        ("time", "x ideal"): (lambda result: result.ratio, most),
        ("rejected with 429", "calls"): (lambda result: result.traffic.rejected, MOST_REJECTED),
        ("failed", "calls"): (lambda result: result.failed, 0),
    }
    for (what, unit), (figure, limit) in goals.items():
        value = figure(ours)
        httpx_, official = [figure(other) for other in others] or (None, None)
        yield Row(f"{label}: {what}", unit, value, httpx_, official, at_most(limit, value, unit))


def measure_bulk_long() -> Iterator[Row]:
    """Measure 10,000 writes through faults, the same with kills, and the memory of 100,000 items."""
    for kills in (0, KILLS):
        yield from measure_exactness(ITEMS, kills)
    yield measure_memory(GENERATED)


def measure_exactness(items: int, kills: int) -> Iterator[Row]:
    """Create and update entries through faults, and compare what is there with what was said."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # the proxy still writes to processes that were killed
    label = f"{items:,} create_many, update_many, faults{f', {kills} kills' if kills else ''}"
    kinds = tuple(kind for kind in KINDS if kind not in UNPLAYED)
    with host_limited_emulator(RATE, "clock", limit_reads=False) as host, tempfile.TemporaryDirectory() as folder:
        _create_content_type(host.target)
        with FaultyProxy(host.target.url, seed=kills, share=SHARE, kinds=kinds) as proxy:
            target = Target(proxy.url, host.target.headers)
            ends = [
                _run_to_the_end(target, operation, items, kills, Path(folder) / operation)
                for operation in ("create_many", "update_many")
            ]
        found = _read_all(host.target)
    copies = Counter(entry["number"] for entry in found)
    figures = {
        "lost": items - len(copies) + sum(entry.get("value") != 1 for entry in found),
        "doubled": sum(number - 1 for number in copies.values()),
        "unknown": sum(end["unknown"] for end in ends),
        "failed": sum(end["failed"] for end in ends),
    }
    for what, number in figures.items():
        yield Row(f"{label}: {what}", "items", number, goal=at_most(0, number, "items"))
    repeated = sum(entry["_version"] > VERSIONS for entry in found)
    yield Row(f"{label}: updated twice, because the original came late", "items", repeated)


def measure_memory(items: int) -> Row:
    """Create entries from a generator, and return by how much the memory grew."""
    with host_limited_emulator(UNLIMITED, "clock") as host:
        _create_content_type(host.target)
        grown = _run_to_the_end(host.target, "create_many", items, 0, None)["megabytes"]
    return Row(
        f"{items:,} create_many from a generator: memory", "MB", grown, goal=at_most(MOST_MEGABYTES, grown, "MB")
    )


def _run_to_the_end(target: Target, operation: str, items: int, kills: int, checkpoint: Path | None) -> dict[str, Any]:
    """Start a run, kill it so many times, and return the figures of the last one."""
    chance = random.Random(kills)
    options = {"url": target.url, "headers": dict(target.headers), "operation": operation, "count": items}
    command = json.dumps({**options, "checkpoint": checkpoint and str(checkpoint)})
    for _ in range(kills):
        with _start(command) as process:
            time.sleep(chance.uniform(0.5, items / RATE / kills))
            process.send_signal(signal.SIGKILL)
    with _start(command) as process:
        assert process.stdout
        figures: dict[str, Any] = json.loads(process.stdout.readline())
    return figures


@contextmanager
def _start(options: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a run, and wait until it begins."""
    command = [sys.executable, "-m", "benchmarks.bulk_load", options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield process


def _create_content_type(target: Target) -> None:
    body = {"content_type": content_type()}
    httpx.post(f"{target.url}/v3/content_types", headers=target.headers, json=body).raise_for_status()


def _read_all(target: Target) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    with httpx.Client(base_url=target.url, headers=target.headers) as client:
        for page in count():
            path = f"/v3/content_types/{UID}/entries?skip={page * PAGE}&limit={PAGE}&asc=created_at"
            found += client.get(path).json()["entries"]
            if len(found) < (page + 1) * PAGE:
                break
    return found


def main() -> None:
    """Run one benchmark with the options of the command line, and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("what", choices=("pace", "exact", "memory"))
    parser.add_argument("--count", type=int, default=1000, help="number of items (%(default)s)")
    parser.add_argument("--kills", type=int, default=0, help="how often the process is killed (%(default)s)")
    options = parser.parse_args()
    measures: dict[str, Callable[[], Iterable[Row]]] = {
        "pace": measure_bulk,
        "exact": lambda: measure_exactness(options.count, options.kills),
        "memory": lambda: [measure_memory(options.count)],
    }
    for row in measures[options.what]():
        print(f"{row.what}: {row.ours:g} {row.unit} {row.goal.text if row.goal else ''}", flush=True)


if __name__ == "__main__":
    main()
