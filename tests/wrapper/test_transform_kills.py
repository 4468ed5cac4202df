"""A transformation that is killed again and again, through a proxy that injects faults: no entry is changed twice."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.faulty_proxy import FaultyProxy
from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows

ITEMS = 200
KILLS = 4
KINDS = ("reset:before", "reset:after", "error:after", "close:now", "late")

TRANSFORM = """
import sys
from contentstack_cma import Client, RetryPolicy
url, authtoken, api_key, checkpoint = sys.argv[1:]

def mark(entry):
    entry.title = f"{entry.title}!"

with Client(authtoken=authtoken, base_url=url, retry=RetryPolicy(first_wait=0.05, max_retries=6)) as client:
    run = client.stack(api_key).transform(mark, content_types=["book"], republish=True, checkpoint=checkpoint)
    print("begins", flush=True)
    report = run.finish()
    report.raise_for_failures()
    print(report.resumed + report.total)
"""


def start(url: str, emulator: Emulator, checkpoint: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", TRANSFORM, url, emulator.authtoken, emulator.stack.api_key, str(checkpoint)]
    environment = {**os.environ, "CONTENTSTACK_PACE": "off"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_each_entry_is_changed_once_and_published_again(tmp_path: Path, how: signal.Signals) -> None:
    chance = random.Random(how)
    with Emulator(work_delay=0) as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(build_book_type())
        stack.entries(UID).create_many(build_rows(ITEMS)).finish()
        for entry in stack.entries(UID).snapshot():
            stack.entries(UID).publish(entry.uid, environments=["production"], locales=["en-us"])
        with FaultyProxy(emulator.url, seed=1, kinds=KINDS, share=0.1, stall=0.1, lateness=0.5) as proxy:
            for _ in range(KILLS):
                with start(proxy.url, emulator, tmp_path / "transform.jsonl") as process:
                    assert process.stdout is not None
                    process.stdout.readline()
                    time.sleep(chance.uniform(0.1, 0.5))
                    process.send_signal(how)
            with start(proxy.url, emulator, tmp_path / "transform.jsonl") as process:
                output, errors = process.communicate(timeout=60)
        assert output.split() == ["begins", str(ITEMS)], errors
        emulator.clock.advance(5)
        entries = list(stack.entries(UID).list(include_publish_details=True))
    assert {str(entry.title).count("!") for entry in entries} == {1}
    assert len(entries) == ITEMS
    published = [each["version"] for entry in entries for each in entry.to_dict()["publish_details"]]
    assert len(published) == ITEMS
    assert min(published) >= 2, "the change is published"
