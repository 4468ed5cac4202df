"""Clients that create entries, each in its own process, all starting at the same time."""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any

from .connection import Target
from .limited_emulator import CONTENT_TYPE
from .runs import FOREIGN, OURS, ROOT, SOURCES

WINDOW = 1.1
"""Seconds after which every window of the rate limit has ended."""
PROGRAM = "benchmarks/creators.py"
SUCCESS = "success"


@dataclass(frozen=True)
class Client:
    """How a client creates entries; see `creators.py`."""

    name: str = "ours"
    mode: str = "threads:1"
    sleep: float = 0.0
    pace: str | dict[str, Any] = "default"

    @property
    def interpreter(self) -> Path:
        """The interpreter of the environment of the client."""
        return FOREIGN if self.name == "official" else OURS


@dataclass(frozen=True)
class Work:
    """The result of a client: its time, the outcome of each title, and its exceptions."""

    seconds: float
    cpu: float
    outcomes: dict[str, str]
    errors: Counter[str] = field(default_factory=Counter[str])

    @property
    def failed(self) -> int:
        """The number of failed calls."""
        return sum(outcome != SUCCESS for outcome in self.outcomes.values())


def create_entries(target: Target, client: Client, shares: Sequence[Sequence[str]]) -> list[Work]:
    """Create entries with these titles, each share of them in its own process."""
    environment = {**os.environ, "PYTHONPATH": SOURCES, "PYTHONDONTWRITEBYTECODE": ""}
    with ExitStack() as stack:
        processes: list[subprocess.Popen[str]] = []
        for titles in shares:
            options = {
                "client": client.name,
                "url": target.url,
                "headers": dict(target.headers),
                "content_type": CONTENT_TYPE,
                "mode": client.mode,
                "sleep": client.sleep,
                "pace": client.pace,
            }
            process = subprocess.Popen(
                [str(client.interpreter), PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env=environment,
            )
            processes.append(stack.enter_context(process))
            _write_line(process, json.dumps({**options, "titles": list(titles)}))
        for process in processes:
            _read_line(process)
        sleep(WINDOW)  # so that the preparation does not count in the first window
        for process in processes:
            _write_line(process, "begin")
        return [_read_work(process) for process in processes]


def _read_work(process: subprocess.Popen[str]) -> Work:
    read: dict[str, Any] = json.loads(_read_line(process))
    return Work(read["seconds"], read["cpu"], read["outcomes"], Counter(read["errors"]))


def _write_line(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise SystemExit("a client of the benchmark failed; its output is above")
    return line
