"""What holds for every test: no credentials from outside, no connection that leaves this machine, and the order."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

RECORDS = "records"
TESTS = Path(__file__).parent

LONGEST = (
    "toolkit/transfer/test_interrupted_imports.py",
    "docs/test_search.py",
    "foreign/test_command_line_work.py",
    "foreign/test_command_line_copies.py",
    "wrapper/asynchronous/test_pace.py",
    "toolkit/transfer/test_import_failures.py",
    "toolkit/transfer/test_entry_imports.py",
    "toolkit/transfer/test_importing.py",
    "docs/test_pages.py",
    "wrapper/synchronous/test_pace.py",
    "generator/test_committed_client.py",
    "browser/test_admin_page_in_browser.py",
    "redis/test_outages.py",
    "emulator/test_properties.py",
    "packaging/test_imports.py",
    "generator/test_check.py",
    "typing/test_types.py",
    "wrapper/test_tasks.py",
    "testing/parity/test_whole_kit.py",
    "testing/parity/test_bad_input.py",
    "testing/test_plugin.py",
    "wrapper/asynchronous/test_snapshots.py",
    "wrapper/synchronous/test_snapshots.py",
    "emulator/test_known_responses.py",
    "packaging/test_wheel.py",
)
"""The files that take more than ten seconds. With one of them last, one process would work while the other is idle."""


settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How long random values take to make says something about the machine only."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker of tests that may speak to the real service, and set what random values may cost."""
    settings.load_profile("any machine")
    config.addinivalue_line("markers", f"{RECORDS}: speaks to the real service when it is told to record")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest files first."""
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker(RECORDS):
        return
    for name in [name for name in os.environ if name.startswith("CONTENTSTACK_")]:
        monkeypatch.delenv(name)
    connect = socket.socket.connect

    def connect_on_this_machine(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_on_this_machine)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
