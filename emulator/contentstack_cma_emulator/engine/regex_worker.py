"""The program of a process that looks for regular expressions. Arguments: `sys.path` as JSON, and bytes of memory.

A line on stdin is `[seconds, [[expression, options, [text, …]], …]]` in JSON. The answer is a list with a text for each
expression, one character for each of its texts: `1` it fits, `0` it does not, `t` it took too long. An expression that
is not valid has null.
"""

import json
import sys
from contextlib import suppress
from importlib import import_module
from time import thread_time
from typing import Any


class Search:
    """The searches of one line: they share the seconds."""

    def __init__(self, seconds: float) -> None:
        self._end = thread_time() + seconds

    def compile(self, expression: str, options: str) -> Any:
        """Read an expression; None if it is not valid."""
        import regex

        flags = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}
        try:
            return regex.compile(expression, sum(flags[option] for option in options))
        except (regex.error, RecursionError, MemoryError, OverflowError, ValueError):
            return None

    def mark(self, pattern: Any, text: str) -> str:
        """Look for an expression in a text."""
        left = self._end - thread_time()
        if left <= 0:
            return "t"
        try:
            return "0" if pattern.search(text, timeout=left) is None else "1"
        except (TimeoutError, MemoryError, RecursionError):
            return "t"

    def marks(self, expression: str, options: str, texts: list[str]) -> str | None:
        """Look for an expression in several texts."""
        pattern = self.compile(expression, options)
        return None if pattern is None else "".join(self.mark(pattern, text) for text in texts)


def limit_memory(size: int) -> None:
    """Limit the memory of this process, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Write a line for each line read; the first is empty and says that the process is ready."""
    sys.path[:] = json.loads(sys.argv[1])
    import_module("regex")  # Before the memory is limited.
    limit_memory(int(sys.argv[2]))
    for line in sys.stdin.buffer:
        answer: list[str | None] = []
        if line.strip():
            seconds, work = json.loads(line)
            search = Search(seconds)
            answer = [search.marks(*each) for each in work]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
