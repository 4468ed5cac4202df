"""The rates and the memory of the emulator, and its times with large stacks."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from .connection import Target
from .crowd import CALLS, CLIENTS
from .emulator_host import host_emulator
from .load import run_mixed_load
from .report import Row, at_least, ratio_at_most
from .runs import OURS, Figures, compare

REPEATS = 3
READS, WRITES = 1500, 500
"""Minimum calls per second of an emulator with its state in a file."""

SMALL, LARGE = 1_000, 100_000
MOST_TIMES = 2
"""Maximum ratio of the times of the same page or query with many and with few entries."""


def measure_emulator() -> Iterator[Row]:
    """Measure calls per second, resident memory, and milliseconds per page and query of a large stack."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _rates(Path(folder, "new"))
        yield from _sizes(Path(folder))


def _rates(folder: Path) -> Iterator[Row]:
    with host_emulator(folder) as host:
        fresh = host.memory()
        loads = {kind: (OURS, _program(kind, host.target)) for kind in ("read", "write")}
        seen = compare(loads, REPEATS)
        reads, writes = seen["read"]["rate"], seen["write"]["rate"]
    with host_emulator(folder.with_name("crowd")) as host:
        rate = asyncio.run(run_mixed_load(host.target))["rate"]
        used = host.memory()
    yield Row("emulator: entries read", "calls/s", reads, goal=at_least(READS, reads))
    yield Row("emulator: entries written", "calls/s", writes, goal=at_least(WRITES, writes))
    yield Row(f"emulator: {CALLS:,} mixed calls of {CLIENTS} clients", "calls/s", rate)
    yield Row("emulator: resident memory, new", "MB", fresh)
    yield Row(f"emulator: resident memory after {CALLS:,} calls", "MB", used)


def _sizes(folder: Path) -> Iterator[Row]:
    with host_emulator(folder / "small", SMALL) as small, host_emulator(folder / "large", LARGE) as large:
        places = {"small": small.target, "large": large.target}
        seen = compare({size: (OURS, _program("look", target)) for size, target in places.items()}, REPEATS)
        memory = large.memory()
    for what in seen["large"]:
        yield _size(what, seen["large"], seen["small"])
    yield Row(f"emulator, {LARGE:,} entries: resident memory", "MB", memory)


def _size(what: str, large: Figures, small: Figures) -> Row:
    goal = ratio_at_most(MOST_TIMES, large[what], small[what], f"of {SMALL:,} ({small[what]:.2f})")
    return Row(f"emulator, {LARGE:,} entries: {what}", "ms", large[what], goal=goal)


def _program(kind: str, target: Target) -> list[str]:
    return ["-m", "benchmarks.load", kind, json.dumps(asdict(target))]
