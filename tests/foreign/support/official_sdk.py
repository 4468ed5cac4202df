"""Run the official SDK against an emulator."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.foreign.support.expectations import Steps

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = ROOT / ".venvs" / "foreign"


@dataclass(frozen=True)
class Taken:
    """What came of the steps of a tour, and which calls of the SDK it left out."""

    steps: Steps
    left: list[str]


def find_interpreter() -> Path:
    """Return the Python of the environment that has the official SDK, which is made from its own lock if need be."""
    made = str((ENVIRONMENT / ".installed").relative_to(ROOT))
    subprocess.run(["make", "--silent", made], cwd=ROOT, check=True, capture_output=True)
    return ENVIRONMENT / "bin" / "python"


def take(interpreter: Path, tour: str, given: Mapping[str, Any], authority: Path | None = None) -> Taken:
    """Take a tour. The SDK trusts the certificates of the `authority`."""
    environment = {**os.environ, **({"REQUESTS_CA_BUNDLE": str(authority)} if authority else {})}
    done = subprocess.run(
        [str(interpreter), "-m", "tests.foreign.official", tour],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return Taken(**json.loads(done.stdout))
