"""A process that is killed in the middle of its writes loses none that it acknowledged."""

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import httpx

from contentstack_cma_emulator import Emulator
from tests.emulator.support.http_clients import connect

PROGRAM = """
import sys, threading
from contentstack_cma_emulator import Emulator
with Emulator(data=sys.argv[1]) as emulator:
    print(emulator.url, emulator.authtoken, emulator.stack.api_key, flush=True)
    threading.Event().wait()
"""

WRITES = 1000
PATH = "/v3/content_types/blog_post/entries"


def write(client: httpx.Client, acknowledged: list[str], enough: threading.Event) -> None:
    """Create entries until the server is gone; note those it acknowledged."""
    for number in range(WRITES):
        try:
            response = client.post(PATH, json={"entry": {"title": f"Entry {number}"}})
        except httpx.TransportError:
            return
        assert response.status_code == 201
        acknowledged.append(response.json()["entry"]["uid"])
        if len(acknowledged) >= WRITES // 4:
            enough.set()


def test_killed_in_the_middle_of_writing(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    enough = threading.Event()
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url, authtoken, api_key = process.stdout.readline().split()
        headers = {"authtoken": authtoken, "api_key": api_key}
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
            writer = threading.Thread(target=write, args=(client, acknowledged, enough))
            writer.start()
            assert enough.wait(120)
            process.send_signal(signal.SIGKILL)
            writer.join()
    assert WRITES // 4 <= len(acknowledged) < WRITES
    with sqlite3.connect(tmp_path / "state.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Emulator(data=tmp_path) as emulator, connect(emulator, **headers) as client:
        counted = client.get(PATH, params={"count": "true"}).json()["entries"]
        assert counted in (len(acknowledged), len(acknowledged) + 1)
        for uid in acknowledged:
            assert client.get(f"{PATH}/{uid}").status_code == 200
        found = client.get(PATH, params={"query": '{"title": "Entry 7"}'}).json()["entries"]
        assert [entry["uid"] for entry in found] == [acknowledged[7]]
