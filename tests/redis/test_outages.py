"""What becomes of calls while the Redis server is away, and what is said about it."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from redis import Redis

import contentstack_cma.pace.redis_server
import contentstack_cma.sending._sync.transport
from contentstack_cma import AsyncClient, Client, DeadlineExceededError, Pace
from contentstack_cma.pace.shared import SharedPace
from contentstack_cma_emulator import Emulator
from tests.redis.support.redis_server import RedisServer
from tests.redis.support.shared_pace import Process

PASSWORD = "s3cr3t-w0rd"
LOG = "contentstack_cma"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contentstack_cma.pace.redis_server, "_RETRY_AFTER", 0.2)


@pytest.fixture
def locked(program: str, tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(program, tmp_path, PASSWORD)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the Redis server was asked to do from threads."""
    orders: list[object] = []
    run = contentstack_cma.pace.redis_server.SyncServer.run

    def run_and_note(self: contentstack_cma.pace.redis_server.SyncServer, order: Any) -> list[int]:
        orders.append(order)
        return run(self, order)

    monkeypatch.setattr(contentstack_cma.pace.redis_server.SyncServer, "run", run_and_note)
    return orders


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in caplog.records if record.name == LOG]


def levels(caplog: pytest.LogCaptureFixture) -> list[int]:
    return [level for level, text in lines(caplog) if "Redis" in text]


def test_calls_go_on_through_an_outage(
    redis: RedisServer, emulator: Emulator, caplog: pytest.LogCaptureFixture, soon: None
) -> None:
    caplog.set_level(logging.INFO, LOG)
    pace = Pace(shared=redis.url, name="outage")
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=pace) as client:
        labels = client.stack(emulator.stack.api_key).labels
        labels.create({"name": "before"})
        redis.stop()
        for number in range(3):
            labels.create({"name": f"meanwhile {number}"})
        assert levels(caplog) == [logging.WARNING]
        redis.start()
        sleep(0.3)
        labels.create({"name": "after"})
        labels.create({"name": "later"})
    assert levels(caplog) == [logging.WARNING, logging.INFO]
    assert f"redis://127.0.0.1:{redis.port}/0 is unavailable" in caplog.text
    with Redis.from_url(redis.url, decode_responses=True) as server:
        assert [int(server.hget(key, "last") or 0) for key in server.keys("*:writes:state")] == [2]


@pytest.mark.anyio
async def test_async_calls_go_on_through_an_outage(
    redis: RedisServer, emulator: Emulator, caplog: pytest.LogCaptureFixture, soon: None
) -> None:
    caplog.set_level(logging.INFO, LOG)
    pace = Pace(shared=redis.url, name="outage")
    async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url, pace=pace) as client:
        stack = client.stack(emulator.stack.api_key)
        await stack.fetch()
        redis.stop()
        for _ in range(3):
            await stack.fetch()
        assert levels(caplog) == [logging.WARNING]
        redis.start()
        sleep(0.3)  # noqa: ASYNC251 - nothing else runs
        await stack.fetch()
    assert levels(caplog) == [logging.WARNING, logging.INFO]


def test_a_server_that_is_not_there_costs_no_time(
    process: Callable[[], Process],
    redis: RedisServer,
    caplog: pytest.LogCaptureFixture,
    orders: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contentstack_cma.pace.redis_server, "_RETRY_AFTER", 600)
    one = process()
    redis.stop()
    assert one.ask(one.turn()) is None
    assert levels(caplog) == [logging.WARNING]
    orders.clear()
    for _ in range(20):
        assert one.shared.sync_take(one.turn()) is None
    assert orders == []
    assert levels(caplog) == [logging.WARNING]


@pytest.mark.timeout(20)
def test_a_server_that_hangs_is_waited_for_once(
    process: Callable[[], Process], redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    one = process()
    redis.stall()
    started = monotonic()
    assert one.ask(one.turn()) is None
    asked = monotonic()
    assert one.ask(one.turn()) is None
    assert monotonic() - asked < asked - started
    assert levels(caplog) == [logging.WARNING]


def test_the_turn_of_a_call_that_waited_is_served_locally(redis: RedisServer) -> None:
    one = Process(redis.url, rate=1)
    one.depart()
    turn = one.turn()
    assert one.ask(turn)
    redis.stop()
    assert one.ask(turn) is None
    assert 0 < turn.wait(monotonic()) < 1.1  # the local pace knows what this process sent


def test_a_key_of_another_kind_is_an_outage(redis: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    one = Process(redis.url)
    with Redis.from_url(redis.url) as client:
        client.set("contentstack-cma:{test}:writes:slots", "something else")
    assert one.ask(one.turn()) is None
    assert "WRONGTYPE" in caplog.text


@pytest.mark.parametrize("mode", ["sync", "asyncio"])
@pytest.mark.parametrize("credentials", [":wr0ng-w0rd", "wr0ng-w0rd:wr0ng-w0rd", ""])
def test_a_wrong_password_is_shown_nowhere(
    locked: RedisServer, caplog: pytest.LogCaptureFixture, credentials: str, mode: str
) -> None:
    url = locked.url.replace("//", f"//{credentials}@") if credentials else locked.url
    one = Process(url, "sync" if mode == "sync" else "asyncio")
    assert one.ask(one.turn()) is None
    assert levels(caplog) == [logging.WARNING]
    shown = f"{caplog.text} {one.shared!r} {one.shared.address!r} {Pace(shared=url)!r}"
    assert "wr0ng" not in shown
    assert "AuthenticationError" in caplog.text


def test_the_right_password_is_accepted_and_not_shown(locked: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    one = Process(locked.url.replace("//", f"//:{PASSWORD}@"))
    assert one.ask(one.turn()) == 0
    assert PASSWORD not in f"{one.shared!r} {one.shared.address!r}"


def test_credentials_tell_addresses_apart() -> None:
    one, same = SharedPace("redis://h:6379", "n"), SharedPace("redis://h:6379", "n")
    assert one.address == same.address
    others = [
        SharedPace("redis://:x@h:6379", "n"),
        SharedPace("redis://h:6380", "n"),
        SharedPace("redis://h:6379", "m"),
    ]
    assert all(other.address != one.address for other in others)


@pytest.mark.parametrize(
    "url",
    [
        "http://:s3cr3t@localhost",
        "redis://",
        "redis://:s3cr3t@",
        "redis://user:s3cr3t#more@localhost",
        "redis://user:s3cr3t/more@localhost",
        "redis://user:12/s3cr3t@localhost",
        "redis://:s3cr3t@localhost:port",
        "redis://:s3cr3t@localhost/database",
        "redis://:s3cr3t@localhost:99999999",
        "redis://:s3cr3t@[::1",
        "unix://",
        "s3cr3t",
    ],
)
def test_invalid_urls_are_rejected_without_showing_them(url: str) -> None:
    for make in (lambda: Pace(shared=url), lambda: SharedPace(url, "n")):
        with pytest.raises(ValueError, match="shared must be the URL of a Redis server") as caught:
            make()
        assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("option", ["unheard_of=1", "socket_timeout=long", "connection_class=x", "retry=1"])
def test_options_that_redis_does_not_know(option: str) -> None:
    with pytest.raises(ValueError, match="options") as caught:
        SharedPace(f"redis://:s3cr3t@localhost?{option}", "n")
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://h",
        "rediss://u:p@h:1/2?ssl_cert_reqs=none",
        "unix:///run/redis.sock?db=1",
        "redis://[::1]:1/",
        "redis://h?db=3",
    ],
)
def test_valid_urls_name_a_server(url: str) -> None:
    assert SharedPace(url, "n").address.server


def test_a_shared_pace_needs_redis_py(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    pace = Pace(shared="redis://localhost")
    with pytest.raises(ImportError, match=r"install contentstack-cma\[redis\]"):
        Client(authtoken="t", pace=pace)


def test_a_deadline_that_the_pace_exceeds_is_raised_without_a_wait(
    redis: RedisServer, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    pace = Pace(shared=redis.url, name="deadline")
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=pace, deadline=0.6) as client:
        stack = client.stack(emulator.stack.api_key)
        for _ in range(10):
            stack.fetch()
        monkeypatch.setattr(contentstack_cma.sending._sync.transport, "sleep", waits.append)
        with pytest.raises(DeadlineExceededError):
            stack.fetch()
    assert waits == []
