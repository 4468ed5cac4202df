"""A command on a terminal: a pseudo-terminal, and a person who reads and types."""

import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from select import select

from tests.toolkit.support.command_line import COMMAND

_PATIENCE = 30.0


@dataclass
class Terminal:
    """A command on a terminal, which shows both of its outputs."""

    process: "subprocess.Popen[bytes]"
    number: int
    shown: str = ""

    def wait_for(self, text: str) -> None:
        """Read until the terminal shows a text."""
        ends = time.monotonic() + _PATIENCE
        while text not in self.shown:
            assert time.monotonic() < ends, self.shown
            if not self._read():
                break
        assert text in self.shown, self.shown

    def type(self, text: str) -> None:
        """Type a text. A line break is the return key."""
        os.write(self.number, text.encode())

    def finish(self) -> int:
        """Read the rest. Return the exit code."""
        while self._read():
            pass
        return self.process.wait(timeout=_PATIENCE)

    def interrupt(self) -> int:
        """Interrupt the command, again if it was between two steps of Python's prompt. Return the exit code."""
        for _ in range(50):
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.3)
                break
        return self.finish()

    def _read(self) -> bool:
        ready, _, _ = select([self.number], [], [], _PATIENCE)
        assert ready, self.shown
        try:
            content = os.read(self.number, 65_536)
        except OSError:  # Linux, once the last program has closed its end
            return False
        self.shown += content.decode(errors="replace")
        return bool(content)


@contextmanager
def open_terminal(arguments: Sequence[str], **variables: str) -> Iterator[Terminal]:
    """Run a command on a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"} | variables
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            yield Terminal(process, ours)
        finally:
            process.kill()
            os.close(ours)
