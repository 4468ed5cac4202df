"""Run small programs several times in fresh interpreters, and return the median figures."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
OURS = Path(sys.executable)
BARE = ROOT / ".venvs" / "bare" / "bin" / "python"
"""Interpreter of the environment with the requirements of the SDK and no extras."""
FOREIGN = ROOT / ".venvs" / "foreign" / "bin" / "python"
"""Interpreter of the environment with the official SDK."""
SOURCES = os.pathsep.join([str(ROOT / "wrapper"), str(ROOT / "generated_client")])
"""`PYTHONPATH` for environments without this project."""

Figures = dict[str, float]


def compare(programs: Mapping[str, tuple[Path, list[str]]], times: int) -> dict[str, Figures]:
    """Return the median figures of each program, by name.

    The programs take turns, so that a temporary slowdown of the machine affects all of them. The first round is a
    warm-up and does not count.
    """
    seen: dict[str, list[Figures]] = {name: [] for name in programs}
    for turn in range(times + 1):
        for name, (interpreter, arguments) in programs.items():
            figures = _run(interpreter, arguments)
            if turn:
                seen[name].append(figures)
    return {name: _take_medians(figures) for name, figures in seen.items()}


def _run(interpreter: Path, arguments: list[str]) -> Figures:
    # The warm-up round writes bytecode, which installed packages have too.
    environment = {**os.environ, "PYTHONPATH": SOURCES, "PYTHONDONTWRITEBYTECODE": ""}
    command = [str(interpreter), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    if done.returncode:
        raise SystemExit(f"{arguments}: {done.stderr}")
    figures: Figures = json.loads(done.stdout)
    return figures


def _take_medians(figures: list[Figures]) -> Figures:
    return {key: median(figure[key] for figure in figures) for key in figures[0]}
