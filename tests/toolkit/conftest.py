import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from tests.toolkit.support.command_line import CommandLine


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable, profile or keyring of the one who runs the tests gets into them."""
    for name in [name for name in os.environ if name.startswith("CONTENTSTACK_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CONTENTSTACK_PACE", "off")
    monkeypatch.setenv("CONTENTSTACK_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def command_line() -> CommandLine:
    """The command line, signed in to nothing."""
    return CommandLine()


@pytest.fixture
def signed_in(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, command_line: CommandLine) -> CommandLine:
    """The command line, with an account and a stack in the environment."""
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", emulator.url)
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", emulator.authtoken)
    monkeypatch.setenv("CONTENTSTACK_API_KEY", emulator.stack.api_key)
    return command_line


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    """The same stack, without the command line."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)
