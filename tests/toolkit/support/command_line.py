"""The command line, run in this process or as its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import typer.main
from typer.testing import CliRunner

from contentstack_cma_toolkit.cli.app import NAME, build_app

COMMAND = (sys.executable, "-m", "contentstack_cma_toolkit.cli")


@dataclass(frozen=True)
class Done:
    """What a run left behind: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def items(self) -> list[Any]:
        """The JSON Lines of standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """Runs commands in this process."""

    app: typer.Typer = field(default_factory=build_app)

    def run(self, *arguments: str, given: str | bytes = "") -> Done:
        """Run a command, with text on standard input, and raise unexpected errors."""
        done = CliRunner().invoke(self.app, arguments, input=given, prog_name=NAME, catch_exceptions=False)
        return Done(done.exit_code, done.stdout, done.stderr)


def run_process(*arguments: str, given: str = "", **variables: str) -> Done:
    """Run a command as a process."""
    environment = os.environ | variables
    done = subprocess.run(
        [*COMMAND, *arguments], input=given, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def list_commands() -> list[tuple[str, ...]]:
    """Return the names of every command and group that is shown: the root has none."""
    return list(_walk((), typer.main.get_command(build_app())))


def _walk(names: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    yield names
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from _walk((*names, name), inner)
