"""Processes that look for regular expressions, so that one that takes long or fills the memory stops nothing else.

They are started when they are needed, a few at most, and stop with the last emulator of the process. One that does not
come back in time is killed.
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
"""Processes at a time; who comes when all are at work waits."""

GRACE = 1.0
"""Seconds that a process gets to answer beyond the time it may look for expressions."""

STARTUP = 10.0
"""Seconds that a process gets to start in."""

MEMORY = 512 * 1024 * 1024
"""Bytes of address space of a process."""

PROGRAM = Path(__file__).with_name("regex_worker.py")


class Finding(Enum):
    """Whether an expression fits."""

    FITS = "1"
    DIFFERS = "0"
    TOO_SLOW = "t"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression and its options, letters in the order of the alphabet."""

    text: str
    options: str


@dataclass(frozen=True, slots=True)
class Found:
    """The findings on each expression, in the order of its texts; None for one that is not valid."""

    findings: Mapping[Expression, Sequence[Finding] | None]
    seconds: float


class Worker:
    """One process."""

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
        """Whether it is alive and of this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def find(self, work: Sequence[object], seconds: float) -> list[str | None] | None:
        """Return what the process says; None if it does not in time. It is gone then."""
        line = self._ask(json.dumps([seconds, work]).encode(), seconds + GRACE)
        return None if line is None else json.loads(line)

    def stop(self) -> None:
        """Kill the process and wait for its end; one that a parent process started is only let go."""
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
            answer = self._output.readline()
        except (OSError, ValueError):  # Closed by its end, or by us.
            answer = b""
        finally:
            timer.cancel()
        return answer if answer.endswith(b"\n") else None


class Workers:
    """The processes of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(MOST)
        self._idle: list[Worker] = []
        self._users = 0

    @contextmanager
    def keep(self) -> Generator[None]:
        """Keep processes that were started until the last who does so is done."""
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
        """Stop the processes that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def find(self, asked: Mapping[Expression, Sequence[str]], seconds: float) -> Found:
        """Look for expressions in texts, all together for some seconds and a grace at most."""
        work = [[expression.text, expression.options, list(texts)] for expression, texts in asked.items()]
        with self._slots:
            worker = self._take()
            started = time.monotonic()
            answer = worker.find(work, max(seconds, 0.0))
            spent = time.monotonic() - started
            if answer is None:
                worker.stop()
                late = {expression: [Finding.TOO_SLOW] * len(texts) for expression, texts in asked.items()}
                return Found(late, max(spent, seconds))
            with self._lock:
                self._idle.append(worker)
        findings = zip(asked, answer, strict=True)
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
