"""Stopping: requests that have begun get their response, and nothing is left behind."""

import json
import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.webhook_receiver import wait_until

BODY = json.dumps({"environment": {"name": "late", "urls": []}}).encode()


def send_half(emulator: Emulator) -> socket.socket:
    """Open a connection and send a request, but the second half of its body."""
    address = urlsplit(emulator.url)
    connection = socket.create_connection((address.hostname, address.port), timeout=10)
    head = (
        f"POST /v3/environments HTTP/1.1\r\nHost: {address.netloc}\r\nauthtoken: {emulator.authtoken}\r\n"
        f"api_key: {emulator.stack.api_key}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    connection.sendall(head.encode() + BODY[:20])
    return connection


def receive(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_request_that_was_begun_is_answered(tmp_path: Path) -> None:
    emulator = Emulator(data=tmp_path)
    emulator.start()
    with send_half(emulator) as connection:
        address = urlsplit(emulator.url)
        httpx.get(emulator.url)  # By now the server has the first half.
        stopping = threading.Thread(target=emulator.stop)
        stopping.start()
        wait_until(lambda: refuses(address.hostname or "", address.port or 0))
        connection.sendall(BODY[20:])
        response = receive(connection)
        stopping.join()
    assert response.startswith(b"HTTP/1.1 201 ")
    with Emulator(data=tmp_path) as again:
        headers = {"authtoken": again.authtoken, "api_key": again.stack.api_key}
        assert httpx.get(f"{again.url}/v3/environments/late", headers=headers).status_code == 200


def refuses(host: str, port: int) -> bool:
    """Return whether nobody listens any more."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return True
    return False


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not list open files there")
def test_nothing_is_left_open(tmp_path: Path) -> None:
    def run(data: Path | None) -> None:
        with Emulator(data=data) as emulator, httpx.Client(base_url=emulator.url) as client:
            headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
            client.post("/v3/assets", headers=headers, files={"asset[upload]": ("a.txt", b"hello")}).raise_for_status()
            client.post(
                "/v3/stacks/branches", headers=headers, json={"branch": {"uid": "next", "source": "main"}}
            ).raise_for_status()

    run(None)  # What is loaded for the first time may stay open.
    before = (len(list(Path("/proc/self/fd").iterdir())), threading.enumerate())
    for data in (None, tmp_path / "kept", None):
        run(data)
    assert (len(list(Path("/proc/self/fd").iterdir())), threading.enumerate()) == before


def test_a_start_that_fails_leaves_nothing_open(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text("[")
    before = threading.enumerate()
    emulator = Emulator(seed=seed)
    with pytest.raises(ValueError, match="JSON"):
        emulator.start()
    assert threading.enumerate() == before
    emulator.stop()
    assert repr(emulator) == "<Emulator, not started>"
