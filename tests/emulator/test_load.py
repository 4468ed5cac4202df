"""Fifty clients at once on one stack: nothing fails, and nothing that any of them was told is lost."""

import asyncio
from pathlib import Path

from benchmarks.crowd import CLIENTS, run_crowd
from benchmarks.emulator_host import host_emulator

CALLS = 2_000
"""A fifth of those in the benchmark, which uses the same clients with the same checks."""


def test_fifty_clients_lose_nothing(tmp_path: Path) -> None:
    with host_emulator(tmp_path) as host:
        asyncio.run(run_crowd(host.target, CLIENTS, CALLS))
