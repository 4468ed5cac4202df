"""A module of the benchmarks in its own process, which ends when its standard input does."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class Child:
    """A running process, which prints a line at its start, and then one for every line that it reads."""

    stdin: IO[str]
    stdout: IO[str]

    def read(self) -> str:
        """Return the next line that it prints."""
        return self.stdout.readline()

    def ask(self) -> str:
        """Return the line that it prints for a line."""
        self.stdin.write("\n")
        self.stdin.flush()
        return self.read()


@contextmanager
def run_child(module: str, *arguments: str) -> Iterator[Child]:
    """Run a module of the benchmarks until the block ends."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield Child(process.stdin, process.stdout)
        finally:
            process.stdin.close()
