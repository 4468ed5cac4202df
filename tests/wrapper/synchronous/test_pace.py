# Derived from asynchronous/test_pace.py by generator/unasync.py: edit that, not this.
"""Paced calls against an emulator that rejects what exceeds its rate limit."""

import time
from collections import Counter
from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest

from contentstack_cma import Client, ContentstackError, Login, Pace, RateLimitError, RetryPolicy
from contentstack_cma_emulator import Emulator, RateLimit
from tests.wrapper.support.concurrency import sync_list, sync_run_together, sync_spread_over_workers
from tests.wrapper.support.raw_server import RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environment,
    build_environments,
    build_login,
    build_response,
    build_unauthorized,
)

JSON = {"content-type": "application/json"}
LISTED = b'{"environments":[]}'


@pytest.fixture(autouse=True)
def paced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTENTSTACK_PACE")


@pytest.fixture(params=["first-call", "clock"])
def limited(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with Emulator(rate_limit=RateLimit(20, 20, 4, window=request.param), work_delay=0) as emulator:
        yield emulator


def client_of(emulator: Emulator, **options: Any) -> Client:
    return Client(authtoken=emulator.authtoken, base_url=emulator.url, **options)


def count_rejected(emulator: Emulator) -> int:
    return sum(received.status == 429 for received in emulator.requests)


@pytest.mark.parametrize("workers", [8, 20])
def test_many_writes_at_once_stay_within_the_limit(limited: Emulator, workers: int, real_waits: list[float]) -> None:
    with client_of(limited) as client:
        labels = client.stack(limited.stack.api_key).labels

        def create(number: int) -> None:
            labels.create({"name": f"Label {number}"})

        sync_spread_over_workers(create, range(60), workers)
    assert count_rejected(limited) <= 1
    assert sum(real_waits) / workers < 5


def test_a_default_client_survives_the_documented_limit() -> None:
    with Emulator(rate_limit=10, work_delay=0) as emulator:
        with client_of(emulator) as client:
            labels = client.stack(emulator.stack.api_key).labels
            for number in range(30):
                labels.create({"name": f"Label {number}"})
        assert count_rejected(emulator) <= 1


def test_budgets_do_not_slow_each_other_down(limited: Emulator, real_waits: list[float]) -> None:
    """Reads, writes and bulk calls at once get through as fast as each of them alone."""
    done: Counter[str] = Counter()
    with client_of(limited) as client:
        stack = client.stack(limited.stack.api_key)

        def call(kind: str) -> None:
            if kind == "read":
                stack.environments.list()
            elif kind == "write":
                stack.labels.create({"name": f"Label {done['write']} {time.monotonic()}"})
            else:
                stack.request("GET", "/v3/bulk/jobs/none")
            done[kind] += 1

        def tolerant(kind: str) -> None:
            if kind == "bulk":
                with pytest.raises(ContentstackError):
                    call(kind)
            else:
                call(kind)

        sync_spread_over_workers(tolerant, ["read", "write"] * 20 + ["bulk"] * 4, 44)
    assert max(real_waits) < 2
    assert done == {"read": 20, "write": 20}
    assert count_rejected(limited) <= 1


def test_clients_with_the_same_credentials_share_a_pace(limited: Emulator) -> None:
    with client_of(limited) as one, client_of(limited) as other:

        def call(number: int) -> None:
            client = one if number % 2 else other
            client.stack(limited.stack.api_key).environments.list()

        sync_spread_over_workers(call, range(50), 16)
    assert count_rejected(limited) <= 1


def test_a_token_with_a_lower_rate_has_a_pace_of_its_own(limited: Emulator, real_waits: list[float]) -> None:
    """It gets its own pace; calls with other credentials go on at theirs."""
    limited.limit_token(limited.management_token, reads_per_second=4)
    finished: dict[str, float] = {}
    with (
        client_of(limited) as user,
        Client(management_token=limited.management_token, base_url=limited.url) as token,
    ):
        clients = {"user": user, "token": token}
        for client in clients.values():
            client.stack(limited.stack.api_key).environments.list()
        begin = time.monotonic()

        def call(name: str) -> None:
            clients[name].stack(limited.stack.api_key).environments.list()
            finished[name] = time.monotonic() - begin

        sync_run_together(call, ["token"] * 8 + ["user"] * 30)
    assert count_rejected(limited) <= 1
    assert finished["user"] < finished["token"]
    assert finished["token"] > 0.9
    assert max(real_waits) < 4


def test_the_pace_can_be_turned_off(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    def call_four_times(client: Client) -> None:
        for _ in range(4):
            client.stack("key").environments.list()

    def responses() -> Scripted:
        return Scripted(*(build_response(200, {"x-ratelimit-limit": "2"}, environments=[]) for _ in range(4)))

    with Client(authtoken="t", transport=responses().transport, pace=None) as client:
        call_four_times(client)
    assert waits == []
    with Client(authtoken="t", transport=responses().transport) as client:
        call_four_times(client)
    assert sum(waits) > 0.8
    waits.clear()
    monkeypatch.setenv("CONTENTSTACK_PACE", "off")
    with Client(authtoken="t", transport=responses().transport) as client:
        call_four_times(client)
    assert waits == []


def test_a_limit_that_appears_and_disappears_on_loopback(waits: list[float]) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return 200, {**JSON, **({"x-ratelimit-limit": "5"} if 10 < number <= 20 else {})}, LISTED

    with sync_serve(serve) as server, Client(authtoken="t", base_url=server.url) as client:
        stack, waited = client.stack("key"), list[float]()
        for count in (10, 10, 20):
            before = sum(waits)
            for _ in range(count):
                stack.environments.list()
            waited.append(sum(waits) - before)
    assert waited[0] == 0
    assert waited[1] > 0.8
    assert waited[2] < 2.5


def test_a_refusal_is_no_retry(waits: list[float]) -> None:
    server = Scripted(*(build_response(429) for _ in range(6)), build_environment())
    with Client(authtoken="t", transport=server.transport, max_retries=0) as client:
        client.stack("key").environments.create({"name": "production"})
    assert len(server.requests) == 7
    assert sum(waits) < 120


def test_refusals_end_and_say_how_long_they_took(waits: list[float]) -> None:
    server = Scripted(*(build_response(429) for _ in range(30)))
    with Client(authtoken="t", transport=server.transport, max_rate_limit_wait=10) as client:
        stack = client.stack("key")
        with pytest.raises(RateLimitError, match=r"waited \d+\.\d s for the rate limit") as caught:
            stack.environments.create({"name": "production"})
    assert caught.value.outcome == "rejected"
    assert caught.value.attempts == len(server.requests) > 3
    assert 2 < caught.value.waited <= 10
    assert sum(waits) <= 10


def test_no_wait_that_ends_too_late_begins(waits: list[float]) -> None:
    """A stack may be created once a minute; who would not wait so long hears of it at once."""
    server = Scripted(build_response(429))
    with Client(authtoken="t", transport=server.transport, max_rate_limit_wait=5) as client:
        with pytest.raises(RateLimitError):
            client.request("POST", "/v3/stacks", json={"stack": {"name": "a"}})
    assert waits == []


@pytest.mark.parametrize("header", ["0", "-1", "abc", "1e9", "9" * 5000])
def test_a_header_without_a_sensible_number(header: str) -> None:
    headers = {**JSON, "x-ratelimit-limit": header, "x-ratelimit-remaining": header}
    with (
        sync_serve((200, headers, LISTED)) as server,
        Client(authtoken="t", base_url=server.url, pace=Pace()) as client,
    ):
        assert (client.stack("key").environments.list()).items == []


def test_refusals_and_a_new_sign_in() -> None:
    """An expired token, and a 429 before and after it: every request has a turn of its own."""
    server = Scripted(
        build_login("a"),
        build_response(429),
        build_unauthorized(),
        build_response(429),
        build_login("b"),
        build_response(429),
        build_environments("production"),
    )
    retry = RetryPolicy(first_wait=0.01)
    login = Login("e", "p", keep_session=True)
    with Client(auth=login, transport=server.transport, pace=Pace(reads=50, writes=50), retry=retry) as client:
        found = client.stack("key").environments.list()
    assert [each.name for each in found.items] == ["production"]
    assert [request.method for request in server.requests] == ["POST", "GET", "GET", "POST", "POST", "GET", "GET"]


def test_a_download_from_elsewhere_is_not_paced(waits: list[float]) -> None:
    with sync_serve((200, {"content-type": "image/png"}, b"bytes")) as elsewhere:
        server = Scripted(*(build_environments() for _ in range(2)))
        with Client(authtoken="t", transport=server.transport, pace=Pace(reads=0.01)) as paced:
            paced.stack("key").environments.list()
        with Client(authtoken="t", base_url="http://localhost.invalid", pace=Pace(reads=0.01), deadline=5) as client:
            for _ in range(20):
                asset: Any = type("Asset", (), {"uid": "a", "url": f"{elsewhere.url}/a.png"})()
                with client.stack("key").assets.stream(asset) as chunks:
                    assert sync_list(chunks) == [b"bytes"]
    assert waits == []


def test_a_call_that_fails_keeps_no_place(real_waits: list[float]) -> None:
    """A full budget, many calls that give up while they wait, and then a full budget within a window."""
    with (
        sync_serve((200, JSON, LISTED)) as server,
        Client(authtoken="t", base_url=server.url, pace=Pace(reads=20), max_retries=0) as client,
    ):
        stack = client.stack("key")

        def succeed(_: int) -> None:
            stack.environments.list()

        def fail(_: int) -> None:
            with pytest.raises(ContentstackError):
                stack.with_options(deadline=0.05).environments.list()

        sync_run_together(succeed, range(20))
        sync_run_together(fail, range(50))
        sleep(1.1)
        real_waits.clear()
        sync_run_together(succeed, range(20))
    assert max(real_waits) < 1
