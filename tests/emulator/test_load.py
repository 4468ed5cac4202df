"""Fifty clients at once on one stack: nothing fails, and nothing that any of them was told is lost."""

import asyncio
from pathlib import Path

from benchmarks.crowd import CALLS, CLIENTS, crowd
from benchmarks.hosting import hosting


def test_a_crowd_loses_nothing(tmp_path: Path) -> None:
    with hosting(tmp_path) as host:
        asyncio.run(crowd(host.target, CLIENTS, CALLS))
