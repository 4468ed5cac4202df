"""Run exports and imports in processes of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .runs import ROOT, Figures
from .stack_content import AUTHTOKEN


@dataclass(frozen=True)
class Transfer:
    """An export or import.

    Attributes:
        operation: Which of them it is.
        url: The URL of the emulator.
        api_key: API key of the stack.
        folder: The folder of the export.
        authority: The file of the authority that the emulator's certificate is from, if it has one.
    """

    operation: Literal["export", "import"]
    url: str
    api_key: str
    folder: Path
    authority: Path | None = None


@contextmanager
def start_transfer(transfer: Transfer) -> Iterator["subprocess.Popen[str]"]:
    """Start a transfer, and wait until it begins to make calls. At its end it prints its figures."""
    options = {
        "operation": transfer.operation,
        "url": transfer.url,
        "authtoken": AUTHTOKEN,
        "api_key": transfer.api_key,
        "folder": str(transfer.folder),
        "authority": transfer.authority and str(transfer.authority),
    }
    command = [sys.executable, "-m", "benchmarks.stack_load", json.dumps(options)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # an installed package has bytecode
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout
        process.stdout.readline()
        yield process


def run_transfer(transfer: Transfer) -> Figures:
    """Run a transfer to its end, and return its figures, with those of the whole process.

    Raises:
        RuntimeError: It failed, or something of the stack was not transferred.
    """
    started = time.perf_counter()
    with start_transfer(transfer) as process:
        assert process.stdout
        printed = process.stdout.read()
    wall = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"the {transfer.operation} ended with exit code {process.returncode}")
    figures: Figures = json.loads(printed)
    if figures["failed"]:
        raise RuntimeError(f"the {transfer.operation} had {figures['failed']:.0f} failures")
    return {**figures, "wall": wall}
