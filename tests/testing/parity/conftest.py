"""An emulator in place of the service, whose credentials are in the environment, and the kit as a command."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity.opening import open_emulator

PLAIN = [f"-pno:{name}" for name in ("cacheprovider", "schemathesis", "hypothesispytest", "xdist", "anyio")]
"""Leaves out the plugins of others that are installed here, most of which take long to load."""

COMMAND = [sys.executable, "-m", "pytest", "-q", "-W", "error", *PLAIN, "--pyargs", "contentstack_cma_testing.parity"]

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Emulator]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.chdir(tmp_path)
    with open_emulator(request_log=1_000) as emulator:
        monkeypatch.setenv("CONTENTSTACK_BASE_URL", emulator.url)
        monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", emulator.authtoken)
        yield emulator


@pytest.fixture
def command(emulator: Emulator) -> Command:
    """Run the kit as readers of the guide do."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=60)

    return run


def list_stacks(emulator: Emulator) -> list[str]:
    """Return the names of all stacks."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        return [str(stack.name) for stack in client.stacks.list()]


def create_stack(emulator: Emulator, name: str = "Mine") -> str:
    """Create an empty stack, and return its key."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = {"name": name, "master_locale": "en-us"}
        return str(client.stacks.create(stack, organization_uid=emulator.organization_uid).api_key)  # type: ignore[arg-type]
