"""Upgrades as processes of their own, which can be killed."""

import subprocess
import sys
from time import monotonic, sleep

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator

_PROGRAM = """
import sys
from contentstack_cma import Client
from contentstack_cma_toolkit.migrations import MigrationLockedError, upgrade
url, authtoken, api_key, lease = sys.argv[1:]
with Client(authtoken=authtoken, base_url=url, pace=None) as client:
    try:
        print(*upgrade(client.stack(api_key), lease=float(lease)).names, sep=",")
    except MigrationLockedError:
        print("locked")
"""


def start_upgrade(emulator: Emulator, stack: Stack, lease: float = 60.0) -> "subprocess.Popen[str]":
    """Start an upgrade, which prints the names of the migrations that it has run, or that it was locked."""
    arguments = (emulator.url, emulator.authtoken, stack.api_key, str(lease))
    return subprocess.Popen([sys.executable, "-c", _PROGRAM, *arguments], stdout=subprocess.PIPE, text=True)


def kill_after_writes(emulator: Emulator, process: "subprocess.Popen[str]", path: str, number: int) -> None:
    """Kill a process with SIGKILL when it has written entries."""
    end = monotonic() + 20
    while _count_writes(emulator, path) < number:
        assert process.poll() is None, "the process ended before it was killed"
        assert monotonic() < end, "the process writes nothing"
        sleep(0.002)
    process.kill()
    process.communicate()


def _count_writes(emulator: Emulator, path: str) -> int:
    return sum(request.method == "PUT" and path in request.path for request in emulator.requests)
