"""The official command line as a program: where it is installed, and one run of it.

A preloaded script sends whatever the program asks of the network to the emulator.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.foreign.npm import NODE, Packages, add_node

CSDX = Packages("csdx")
PACKAGES = CSDX.installed / "node_modules" / "@contentstack"
SCRIPT = PACKAGES / "cli" / "bin" / "run.js"
PRELOADED = Path(__file__).with_name("preload.cjs")

RUN_TIMEOUT = 150.0


@dataclass(frozen=True)
class Run:
    """What came of one command: its exit code and all that it printed."""

    code: int
    output: str


def clear_clone() -> None:
    """Remove what a clone that was broken off left among the packages; the next one would clone that as well."""
    shutil.rmtree(PACKAGES / "cli-cm-clone" / "contents", ignore_errors=True)


def run(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, *, timeout: float = RUN_TIMEOUT) -> Run:
    """Run one command to its end.

    Args:
        arguments: The command and its flags.
        environment: All variables that the program sees, but for the path to Node.
        folder: The working directory, where it writes its logs.
        timeout: Seconds that it may take.

    Raises:
        TimeoutExpired: It did not end in time.
    """
    done = subprocess.run(
        [str(NODE), "--require", str(PRELOADED), str(SCRIPT), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=folder,
        env=add_node(environment),
        timeout=timeout,
    )
    return Run(done.returncode, done.stdout)
