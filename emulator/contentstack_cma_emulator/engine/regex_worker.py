"""A process that searches for regular expressions. Arguments: `sys.path` as JSON, and the memory limit in bytes.

A line on stdin is the JSON of `[seconds, [[expression, options, [text, …]], …]]`. The response is a JSON list with a
string for each expression, with a character for each of its texts: `1` for a match, `0` for none, `t` for a timeout. It
has null for an expression that is not valid.
"""

import json
import sys
from contextlib import suppress
from importlib import import_module
from time import thread_time
from typing import Any


class TimedSearch:
    """The searches of one line, which share a time limit."""

    def __init__(self, seconds: float) -> None:
        self._end = thread_time() + seconds

    def compile(self, expression: str, options: str) -> Any:
        """Compile an expression. Return None if it is not valid."""
        import regex

        flags = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}
        try:
            return regex.compile(expression, sum(flags[option] for option in options))
        except (regex.error, RecursionError, MemoryError, OverflowError, ValueError):
            return None

    def mark(self, pattern: Any, text: str) -> str:
        """Search for an expression in a text."""
        left = self._end - thread_time()
        if left <= 0:
            return "t"
        try:
            return "0" if pattern.search(text, timeout=left) is None else "1"
        except (TimeoutError, MemoryError, RecursionError):
            return "t"

    def mark_all(self, expression: str, options: str, texts: list[str]) -> str | None:
        """Search for an expression in several texts."""
        pattern = self.compile(expression, options)
        return None if pattern is None else "".join(self.mark(pattern, text) for text in texts)


def limit_memory(size: int) -> None:
    """Limit the memory of this process, if the system supports it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Write a line for each line read. The first line read is empty, to check that the process is ready."""
    sys.path[:] = json.loads(sys.argv[1])
    import_module("regex")  # Import it before the memory is limited.
    limit_memory(int(sys.argv[2]))
    for line in sys.stdin.buffer:
        results: list[str | None] = []
        if line.strip():
            seconds, work = json.loads(line)
            search = TimedSearch(seconds)
            results = [search.mark_all(*each) for each in work]
        sys.stdout.write(json.dumps(results) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
