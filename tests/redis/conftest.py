"""A Redis server, and turns that share their pace in it."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import contentstack_cma.pace
from contentstack_cma_emulator import Emulator, RateLimit
from tests.redis.support.find_redis import LEFT_OUT, MISSING, find_redis
from tests.redis.support.redis_server import RedisServer
from tests.redis.support.shared_pace import Process


@pytest.fixture(scope="session")
def program() -> str:
    if os.environ.get(LEFT_OUT):
        pytest.skip(f"{LEFT_OUT} is set")
    found = find_redis()
    if found is None:
        pytest.fail(MISSING)
    return found


@pytest.fixture
def redis(program: str, tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(program, tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sync", "asyncio", "trio"])
def process(request: pytest.FixtureRequest, redis: RedisServer) -> Callable[[], Process]:
    """Each call gives what another process would have."""
    return partial(Process, redis.url, request.param)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, rate_limit=RateLimit(window="clock")) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contentstack_cma.pace, "_registry", {})
