"""What holds for every test: no credentials from outside, and no connection that leaves this machine."""

import ipaddress
import os
import socket
from typing import Any

import pytest

RECORDS = "records"


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker of tests that may speak to the real service."""
    config.addinivalue_line("markers", f"{RECORDS}: speaks to the real service when it is told to record")


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
