"""Processes, event loops and clients that share a pace."""

import asyncio
import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import anyio
import pytest
from redis import Redis

from contentstack_cma import AsyncClient, Client, Pace
from contentstack_cma_emulator import Emulator
from tests.redis.support.redis_server import RedisServer
from tests.redis.support.shared_pace import Process

PROCESSES, CREATES, RATE = 4, 40, 10

FORK = """
import os, sys
from tests.redis.support.shared_pace import Process
process = Process(sys.argv[1], rate=4)
process.depart()
for _ in range(3):
    child = os.fork()
    if child == 0:
        process.depart()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
wait = process.ask(process.turn())
assert wait and wait > 0.5, wait
"""

LEFT_OPEN = """
import sys
from contentstack_cma import Client, Pace
client = Client(authtoken="t", base_url="http://127.0.0.1:9", pace=Pace(shared=sys.argv[1]))
client._sender.settings.budgets._shared.sync_take(client._sender.settings.budgets.enter("reads", 1, 0.0))
"""

LAZY = """
import sys
import contentstack_cma
contentstack_cma.Client(authtoken="t", pace=contentstack_cma.Pace(name="x")).close()
assert "redis" not in sys.modules
"""


def connections(redis: RedisServer) -> int:
    with Redis.from_url(redis.url) as client:
        return len(client.client_list()) - 1


def has_no_connections(redis: RedisServer) -> bool:
    end = monotonic() + 30  # the server may take a moment to notice
    with Redis.from_url(redis.url) as client:
        while (others := len(client.client_list()) - 1) and monotonic() < end:
            sleep(0.01)
    return others == 0


def test_four_processes_stay_within_the_limit(redis: RedisServer, emulator: Emulator) -> None:
    emulator.forget_requests()
    command = [sys.executable, "-W", "error", "-m", "tests.redis.support.create_labels"]
    target = [redis.url, emulator.url, emulator.authtoken, emulator.stack.api_key]
    processes = [
        subprocess.Popen(
            [*command, *target, ",".join(f"label {number}" for number in range(first, CREATES, PROCESSES))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    started = monotonic()
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    results = [process.communicate()[0].split() for process in processes]
    assert monotonic() - started >= CREATES / RATE - 1
    assert [failed for failed, _ in results] == ["0"] * PROCESSES
    assert max(float(waited) for _, waited in results) < 1.5 * CREATES / RATE
    refused = sum(received.status == 429 for received in emulator.requests)
    assert refused <= PROCESSES


def test_a_child_process_opens_its_own_connections(redis: RedisServer) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", FORK, redis.url], check=True)


def test_connections_that_are_left_open_do_not_complain_at_exit(redis: RedisServer) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", LEFT_OPEN, redis.url], check=True, capture_output=True
    )
    assert b"redis" not in done.stderr.lower()


def test_redis_is_imported_only_for_a_shared_pace() -> None:
    subprocess.run([sys.executable, "-c", LAZY], check=True)


def test_event_loops_one_after_the_other_and_side_by_side(redis: RedisServer) -> None:
    process = Process(redis.url, "asyncio")
    for _ in range(2):
        assert process.depart()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: process.depart(), range(6)))
    gc.collect()
    assert has_no_connections(redis)


def test_many_tasks_use_few_connections(redis: RedisServer) -> None:
    process = Process(redis.url, "asyncio", rate=1000)

    async def main() -> int:
        try:
            await asyncio.gather(*(process.shared.async_take(process.turn()) for _ in range(200)))
            return await asyncio.to_thread(connections, redis)
        finally:
            await process.shared.async_close()

    assert asyncio.run(main()) <= 4


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_clients_share_connections_until_the_last_is_closed(
    redis: RedisServer, emulator: Emulator, backend: str
) -> None:
    async def main() -> None:
        one, other = (
            AsyncClient(
                authtoken=emulator.authtoken, base_url=emulator.url, pace=Pace(shared=redis.url, name="clients")
            )
            for _ in range(2)
        )
        for client in (one, other):
            await client.stack(emulator.stack.api_key).fetch()
        await one.aclose()
        await other.stack(emulator.stack.api_key).fetch()
        await other.aclose()

    anyio.run(main, backend=backend)
    assert has_no_connections(redis)


def test_closed_clients_leave_no_connections(redis: RedisServer, emulator: Emulator) -> None:
    pace = Pace(shared=redis.url, name="clients")
    for _ in range(2):
        with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=pace) as client:
            client.stack(emulator.stack.api_key).fetch()
            assert connections(redis) == 1
    assert has_no_connections(redis)


def test_a_cancelled_call_leaves_the_connection_in_order(redis: RedisServer) -> None:
    process = Process(redis.url, "asyncio", rate=1000)

    async def main() -> None:
        for delay in range(20):
            with anyio.move_on_after(delay / 10_000):
                await process.shared.async_take(process.turn())
        turn = process.turn()
        assert await process.shared.async_take(turn) is not None
        assert turn.place is not None
        await process.shared.async_close()

    asyncio.run(main())
