"""Imports that lose responses, or are killed: nothing is lost, and nothing is there twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from benchmarks.faulty_proxy import FaultyProxy
from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import export_stack
from tests.foreign.command_line.reading import Contents
from tests.toolkit.support.rich_stack import create_empty, fill
from tests.toolkit.transfer.support.imports import compare_stacks, import_async, import_sync, read_contents

KINDS = ("reset:before", "reset:after", "error:after", "close:now", "late")
KILLS = {"Client": 10, "AsyncClient": 4}

CREATES = (
    "/v3/locales",
    "/v3/environments",
    "/v3/assets/folders",
    "/v3/assets",
    "/v3/taxonomies",
    "/v3/taxonomies/*/terms",
    "/v3/extensions",
    "/v3/global_fields",
    "/v3/content_types",
    "/v3/roles",
    "/v3/workflows",
    "/v3/workflows/publishing_rules",
    "/v3/content_types/*/entries",
    "/v3/variant_groups",
    "/v3/variant_groups/*/variants",
    "/v3/labels",
    "/v3/webhooks",
    "/v3/releases",
    "/v3/releases/*/items",
)
"""Paths of the requests that create something of each module."""

IMPORT = {
    "Client": """
import sys
from contentstack_cma import Client, RetryPolicy
from contentstack_cma_toolkit.transfer import import_stack
url, authtoken, api_key, folder = sys.argv[1:]
with Client(authtoken=authtoken, base_url=url, retry=RetryPolicy(first_wait=0.05, max_retries=6)) as client:
    print("begins", flush=True)
    import_stack(folder, client.stack(api_key), concurrency=8).raise_for_failures()
    print("ends", flush=True)
""",
    "AsyncClient": """
import asyncio
import sys
from contentstack_cma import AsyncClient, RetryPolicy
from contentstack_cma_toolkit.transfer import import_stack
url, authtoken, api_key, folder = sys.argv[1:]
async def run():
    retry = RetryPolicy(first_wait=0.05, max_retries=6)
    async with AsyncClient(authtoken=authtoken, base_url=url, retry=retry) as client:
        print("begins", flush=True)
        report = await import_stack(folder, client.stack(api_key), concurrency=8)
        report.raise_for_failures()
        print("ends", flush=True)
asyncio.run(run())
""",
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False) as running:
        yield running


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture(scope="module")
def source(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Kitchen")
    fill(stack)
    return stack


@pytest.fixture(scope="module")
def contents(emulator: Emulator, source: Stack) -> Contents:
    return read_contents(emulator, source)


@pytest.fixture(scope="module")
def exported(source: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export_stack(source, folder).raise_for_failures()
    return folder


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    return Path(copytree(exported, tmp_path / "export"))


@pytest.fixture
def target(emulator: Emulator, client: Client) -> Iterator[Stack]:
    yield create_empty(emulator, client, "Copy")
    emulator.clear_faults()


def drop_after(emulator: Emulator, path: str) -> None:
    emulator.drop_next(when="after", method="POST", path=path)


def drop_before(emulator: Emulator, path: str) -> None:
    emulator.drop_next(when="before", method="POST", path=path)


def fail_after(emulator: Emulator, path: str) -> None:
    emulator.fail_next(status=502, when="after", method="POST", path=path)


LOSSES = {
    "drop after, sync": (drop_after, import_sync),
    "drop before, sync": (drop_before, import_sync),
    "fail after, async": (fail_after, import_async),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_lost_response_of_each_module(
    emulator: Emulator, contents: Contents, folder: Path, target: Stack, loss: str
) -> None:
    inject, run = LOSSES[loss]
    for path in CREATES:
        inject(emulator, path)
    run(emulator, folder, target).raise_for_failures()
    assert compare_stacks(contents, read_contents(emulator, target)) == []


def start(way: str, url: str, emulator: Emulator, stack: Stack, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", IMPORT[way], url, emulator.authtoken, stack.api_key, str(folder)]
    environment = {**os.environ, "CONTENTSTACK_PACE": "off"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize("way", ["Client", "AsyncClient"])
def test_killed_imports_go_on(emulator: Emulator, contents: Contents, folder: Path, target: Stack, way: str) -> None:
    chance = random.Random(way)
    with FaultyProxy(emulator.url, seed=1, kinds=KINDS, share=0.03, stall=0.1, lateness=0.3) as proxy:
        for _ in range(KILLS[way]):
            with start(way, proxy.url, emulator, target, folder) as process:
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(chance.uniform(0.2, 1.5))
                process.kill()
        with start(way, proxy.url, emulator, target, folder) as process:
            output, errors = process.communicate(timeout=120)
    assert output.split() == ["begins", "ends"], errors
    assert compare_stacks(contents, read_contents(emulator, target, proxy.url)) == []


@pytest.mark.parametrize("way", ["Client", "AsyncClient"])
def test_interrupted_import_goes_on(
    emulator: Emulator, contents: Contents, folder: Path, target: Stack, way: str
) -> None:
    with start(way, emulator.url, emulator, target, folder) as process:
        assert process.stdout is not None
        process.stdout.readline()
        wait_for_entries(target)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    run = import_sync if way == "Client" else import_async
    report = run(emulator, folder, target)
    report.raise_for_failures()
    assert report.resumed["content_types"] > 0
    assert compare_stacks(contents, read_contents(emulator, target)) == []


def wait_for_entries(stack: Stack) -> None:
    """Wait until an import is in the middle of the entries."""
    while not any(
        content_type.uid == "recipe" and list(stack.entries("recipe").list())
        for content_type in stack.content_types.list()
    ):
        time.sleep(0.05)
