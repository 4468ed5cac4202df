"""Worker processes that search for regular expressions, so that a slow or huge search does not block anything else.

A few are started on demand, and stopped with the last emulator of this process. One that does not respond in time is
killed.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, cast

MOST = 4
"""The most processes. A search waits while all are busy."""

GRACE = 1.0
"""Seconds that a process has to respond, in addition to the time limit of the search."""

STARTUP = 10.0
"""Seconds that a process has to start."""

MEMORY = 512 * 1024 * 1024
"""Bytes of address space of a process."""

PROGRAM = Path(__file__).with_name("regex_worker.py")


class Finding(Enum):
    """Whether an expression matches."""

    FITS = "1"
    DIFFERS = "0"
    TOO_SLOW = "t"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression and its options, which are letters in alphabetical order."""

    text: str
    options: str


@dataclass(frozen=True, slots=True)
class Found:
    """The findings for each expression, in the order of its texts; None for an expression that is not valid."""

    findings: Mapping[Expression, Sequence[Finding] | None]
    seconds: float


class Worker:
    """A worker process."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        command = [sys.executable, "-P", str(PROGRAM), json.dumps(sys.path), str(MEMORY)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        if self._ask(b"", STARTUP) is None:
            raise OSError("the process that looks for regular expressions does not start")

    @property
    def is_usable(self) -> bool:
        """Whether it is alive and was started by this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def find(self, work: Sequence[object], seconds: float) -> list[str | None] | None:
        """Return the response of the process, or None if it was killed because it took too long."""
        line = self._ask(json.dumps([seconds, work]).encode(), seconds + GRACE)
        return None if line is None else json.loads(line)

    def stop(self) -> None:
        """Kill the process and wait for its end. Only close the pipes of one that a parent process started."""
        is_own = self.owner == os.getpid()
        if is_own:
            self._process.kill()
        for stream in (self._input, self._output):
            with suppress(OSError):
                stream.close()
        if is_own:
            self._process.wait()

    def _ask(self, line: bytes, seconds: float) -> bytes | None:
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            self._input.write(line + b"\n")
            self._input.flush()
            response = self._output.readline()
        except (OSError, ValueError):  # The process ended, or we closed the pipes.
            response = b""
        finally:
            timer.cancel()
        return response if response.endswith(b"\n") else None


class Workers:
    """The worker processes of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(MOST)
        self._idle: list[Worker] = []
        self._users = 0

    @contextmanager
    def keep(self) -> Generator[None]:
        """Keep idle processes within the context. They are stopped when the last such context ends."""
        with self._lock:
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                is_last = not self._users
            if is_last:
                self.stop()

    def stop(self) -> None:
        """Stop the idle processes."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def find(self, searches: Mapping[Expression, Sequence[str]], seconds: float) -> Found:
        """Search for expressions in texts, all within the time limit and a grace period."""
        work = [[expression.text, expression.options, list(texts)] for expression, texts in searches.items()]
        with self._slots:
            worker = self._take()
            started = time.monotonic()
            results = worker.find(work, max(seconds, 0.0))
            spent = time.monotonic() - started
            if results is None:
                worker.stop()
                late = {expression: [Finding.TOO_SLOW] * len(texts) for expression, texts in searches.items()}
                return Found(late, max(spent, seconds))
            with self._lock:
                self._idle.append(worker)
        findings = zip(searches, results, strict=True)
        return Found(
            {each: None if text is None else [Finding(mark) for mark in text] for each, text in findings}, spent
        )

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_usable:
                    return worker
                worker.stop()
        return Worker()


WORKERS = Workers()
atexit.register(WORKERS.stop)
