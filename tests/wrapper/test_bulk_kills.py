"""A load that is killed again and again, through a proxy that injects faults: each item is there once at the end."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.faulty_proxy import FaultyProxy
from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type

ITEMS = 300
KILLS = 4
KINDS = ("reset:before", "reset:after", "error:after", "close:now", "late")

LOAD = """
import sys
from contentstack_cma import Client, RetryPolicy
url, authtoken, api_key, checkpoint, count = sys.argv[1:]
with Client(authtoken=authtoken, base_url=url, retry=RetryPolicy(first_wait=0.05, max_retries=6)) as client:
    rows = ({"title": f"Book {number}", "isbn": str(number)} for number in range(int(count)))
    run = client.stack(api_key).entries("book").create_many(rows, key="isbn", checkpoint=checkpoint)
    print("begins", flush=True)
    report = run.finish()
    report.raise_for_failures()
    print(report.resumed + report.total)
"""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


def start(url: str, emulator: Emulator, checkpoint: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", LOAD, url, emulator.authtoken, emulator.stack.api_key, str(checkpoint), str(ITEMS)]
    environment = {**os.environ, "CONTENTSTACK_PACE": "off"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_each_item_is_there_once(emulator: Emulator, tmp_path: Path, how: signal.Signals) -> None:
    chance = random.Random(how)
    checkpoint = tmp_path / "load.jsonl"
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(build_book_type())
        with FaultyProxy(emulator.url, seed=1, kinds=KINDS, share=0.1, stall=0.1, lateness=0.5) as proxy:
            for _ in range(KILLS):
                with start(proxy.url, emulator, checkpoint) as process:
                    assert process.stdout is not None
                    process.stdout.readline()
                    time.sleep(chance.uniform(0.1, 0.5))
                    process.send_signal(how)
            with start(proxy.url, emulator, checkpoint) as process:
                output, errors = process.communicate(timeout=60)
        assert output.split() == ["begins", str(ITEMS)], errors
        found = Counter(entry["isbn"] for entry in stack.entries(UID).list())
    assert found == Counter(map(str, range(ITEMS)))
