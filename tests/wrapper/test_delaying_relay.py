"""The relay that makes a server seem far away."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from benchmarks.relay import run_relay
from tests.wrapper.support.raw_server import sync_serve

ANSWER = (200, {"content-type": "text/plain"}, b"here")


def test_requests_and_responses_are_delayed_once_whatever_their_size() -> None:
    def measure(size: int) -> float:
        started = time.perf_counter()
        assert client.post("/", content=b"x" * size).content == b"here"
        return time.perf_counter() - started

    with sync_serve(ANSWER) as origin, run_relay(origin.url, 0.1, 0.0) as url, httpx.Client(base_url=url) as client:
        measure(1)
        small = measure(1)
        large = min(measure(300_000) for _ in range(3))
    assert [len(seen.body) for seen in origin.requests] == [1, 1, *[300_000] * 3]
    assert origin.connections == 1
    assert small >= 0.2
    assert 0.2 <= large < small + 0.1


def test_delays_are_independent() -> None:
    def call(_: int) -> float:
        started = time.perf_counter()
        assert httpx.get(url).content == b"here"
        return time.perf_counter() - started

    with sync_serve(ANSWER) as origin, run_relay(origin.url, 0.2, 0.1, seed=1) as url, ThreadPoolExecutor(8) as pool:
        times = list(pool.map(call, range(24)))
    assert min(times) >= 0.2
    assert max(times) - min(times) > 0.1


def test_a_connection_that_the_origin_closes_is_closed() -> None:
    with (
        sync_serve((0, {}, b"")) as origin,
        run_relay(origin.url, 0.01, 0.0) as url,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        httpx.get(url)


def test_a_missing_origin_breaks_the_connection() -> None:
    with sync_serve(ANSWER) as origin:
        pass
    with run_relay(origin.url) as url, pytest.raises(httpx.TransportError):
        httpx.get(url)
