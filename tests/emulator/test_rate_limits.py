"""Limits of calls per organization, on the emulator's clock."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator, RateLimit
from contentstack_cma_emulator.dispatch.admission import Route
from contentstack_cma_emulator.engine.call import ApiResponse
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.registry import Endpoint
from contentstack_cma_emulator.http.rate_limit import classify_call
from tests.emulator.support.http_clients import connect
from tests.emulator.support.webhook_receiver import wait_until

ENVIRONMENTS = "/v3/environments"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Its clock stands still, so that a window ends when the test says so."""
    with Emulator(rate_limit=RateLimit()) as running:
        running.clock.stop()
        yield running


@pytest.fixture(autouse=True)
def new_window(emulator: Emulator) -> None:
    emulator.clock.advance(60)


def limit_of(response: httpx.Response) -> tuple[str | None, str | None]:
    return response.headers.get("x-ratelimit-limit"), response.headers.get("x-ratelimit-remaining")


def test_the_eleventh_read_in_a_second_is_rejected(emulator: Emulator, stack: httpx.Client) -> None:
    responses = [stack.get(ENVIRONMENTS) for _ in range(11)]
    assert [response.status_code for response in responses] == [200] * 10 + [429]
    assert limit_of(responses[0]) == ("10", "9")
    assert limit_of(responses[9]) == limit_of(responses[10]) == ("10", "0")
    assert responses[10].json() == {"error_message": "Too many requests", "error_code": 429}
    assert "retry-after" not in responses[10].headers
    emulator.clock.advance(0.999)
    assert stack.get(ENVIRONMENTS).status_code == 429
    emulator.clock.advance(0.001)
    assert stack.get(ENVIRONMENTS).status_code == 200


def test_writes_are_counted_apart_and_a_rejected_one_is_not_done(emulator: Emulator, stack: httpx.Client) -> None:
    bodies = [{"environment": {"name": f"e{number}"}} for number in range(11)]
    assert [stack.post(ENVIRONMENTS, json=body).status_code for body in bodies] == [201] * 10 + [429]
    assert stack.get(f"{ENVIRONMENTS}/e9").status_code == 200
    assert stack.get(f"{ENVIRONMENTS}/e10").status_code == 422


def test_rejected_calls_count_too(emulator: Emulator, stack: httpx.Client) -> None:
    bad = {"authtoken": "wrong"}
    assert [stack.get(ENVIRONMENTS, headers=bad).status_code for _ in range(10)] == [401] * 10
    assert stack.get(ENVIRONMENTS).status_code == 429


def test_one_stack_a_minute(emulator: Emulator, user: httpx.Client) -> None:
    headers = {"organization_uid": emulator.organization_uid}
    body = {"stack": {"name": "New", "master_locale": "en-us"}}
    first, second = (user.post("/v3/stacks", headers=headers, json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 429)
    emulator.clock.advance(59)
    assert user.post("/v3/stacks", headers=headers, json=body).status_code == 429
    emulator.clock.advance(1)
    assert user.post("/v3/stacks", headers=headers, json=body).status_code == 201


def test_calls_without_an_organization_are_not_limited(emulator: Emulator, user: httpx.Client) -> None:
    responses = [user.get("/v3/user") for _ in range(15)]
    assert {response.status_code for response in responses} == {200}
    assert limit_of(responses[-1]) == (None, None)


def test_files_are_not_limited(emulator: Emulator, stack: httpx.Client) -> None:
    url = stack.post("/v3/assets", files={"asset[upload]": ("a.txt", b"a")}).json()["asset"]["url"]
    assert {httpx.get(url).status_code for _ in range(15)} == {200}


def test_reset_begins_anew(emulator: Emulator, stack: httpx.Client) -> None:
    for _ in range(11):
        stack.get(ENVIRONMENTS)
    emulator.reset()
    assert stack.get(ENVIRONMENTS).status_code == 200


def test_without_a_limit_there_are_no_headers() -> None:
    with Emulator() as unlimited:
        headers = {"authtoken": unlimited.authtoken, "api_key": unlimited.stack.api_key}
        with connect(unlimited, **headers) as client:
            responses = [client.get(ENVIRONMENTS) for _ in range(12)]
    assert {response.status_code for response in responses} == {200}
    assert limit_of(responses[0]) == (None, None)


@pytest.mark.parametrize(
    ("name", "method", "path", "kind"),
    [
        ("publish_entries", "POST", "/v3/bulk/publish", "bulk"),
        ("create_stack", "POST", "/v3/stacks", "stacks"),
        ("list_entries", "HEAD", "/v3/entries", "reads"),
    ],
)
def test_each_call_counts_in_one_budget(name: str, method: str, path: str, kind: str) -> None:
    operation = Operation(name, method, path, "Tag")
    assert classify_call(method, Route(operation, {}, Endpoint(lambda call: ApiResponse()))) == kind


def test_the_plan_of_an_organization_tells_the_limits() -> None:
    limit = RateLimit(reads_per_second=50, writes_per_second=20, bulk_calls_per_second=3)
    with Emulator(demo=False, rate_limit=limit) as emulator, connect(emulator, authtoken=emulator.authtoken) as user:
        path = f"/v3/organizations/{emulator.organization_uid}"
        plan = user.get(path, params={"include_plan": "true"}).json()["organization"]["plan"]
    limits = {feature["uid"]: (feature["limit"], feature["max_limit"]) for feature in plan["features"]}
    assert limits == {"users": (100, 100), "limit": (20, 20), "getLimit": (50, 50), "bulkLimit": (3, 3)}


class Machine:
    """A clock of the machine that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 12, 0, 30, tzinfo=UTC)

    def read(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


Start = Callable[[RateLimit | int], Emulator]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def running(machine: Machine) -> Iterator[Start]:
    """Start an emulator whose clock is that of `machine`."""
    started: list[Emulator] = []

    def start(limit: RateLimit | int) -> Emulator:
        started.append(Emulator(rate_limit=limit, clock=Clock(machine.read)))
        started[0].start()
        return started[0]

    yield start
    for emulator in started:
        emulator.stop()


def as_user(emulator: Emulator) -> httpx.Client:
    return connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key)


def as_token(emulator: Emulator, token: str) -> httpx.Client:
    return connect(emulator, authorization=token, api_key=emulator.stack.api_key)


def reads(client: httpx.Client, calls: int) -> list[int]:
    return [client.get(ENVIRONMENTS).status_code for _ in range(calls)]


def test_a_window_of_the_clock_ends_with_the_second(machine: Machine, running: Start) -> None:
    machine.move(0.9)
    with as_user(running(RateLimit(reads_per_second=2, window="clock"))) as client:
        assert reads(client, 3) == [200, 200, 429]
        machine.move(0.099)
        assert reads(client, 1) == [429]
        machine.move(0.001)
        assert reads(client, 3) == [200, 200, 429]
        machine.move(0.999)
        assert reads(client, 1) == [429]


def test_a_window_of_the_first_call_ends_a_second_after_it(machine: Machine, running: Start) -> None:
    machine.move(0.9)
    with as_user(running(RateLimit(reads_per_second=2))) as client:
        assert reads(client, 1) == [200]
        machine.move(0.999)
        assert reads(client, 2) == [200, 429]
        machine.move(0.001)
        assert reads(client, 3) == [200, 200, 429]


def test_new_stacks_have_whole_minutes_of_the_clock(machine: Machine, running: Start) -> None:
    emulator = running(RateLimit(window="clock"))
    headers = {"organization_uid": emulator.organization_uid}
    body = {"stack": {"name": "New", "master_locale": "en-us"}}

    def create() -> int:
        return user.post("/v3/stacks", headers=headers, json=body).status_code

    with connect(emulator, authtoken=emulator.authtoken) as user:
        assert [create(), create()] == [201, 429]
        machine.move(29.999)
        assert create() == 429
        machine.move(0.001)
        assert [create(), create()] == [201, 429]


@pytest.mark.parametrize("window", ["first-call", "clock"])
def test_nobody_waits_for_a_clock_that_was_set_back(window: Any, machine: Machine, running: Start) -> None:
    with as_user(running(RateLimit(reads_per_second=1, window=window))) as client:
        assert reads(client, 2) == [200, 429]
        machine.move(-3600)
        assert reads(client, 2) == [200, 429]


def test_an_int_is_that_many_reads_and_writes(running: Start) -> None:
    with as_user(running(3)) as client:
        assert reads(client, 4) == [200] * 3 + [429]
        bodies = [{"environment": {"name": f"e{number}"}} for number in range(4)]
        assert [client.post(ENVIRONMENTS, json=body).status_code for body in bodies] == [201] * 3 + [429]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one(limit: int) -> None:
    with pytest.raises(ValueError, match=f"rate_limit must be at least 1, not {limit}"):
        Emulator(rate_limit=limit)
    with pytest.raises(ValueError, match=f"writes_per_second must be at least 1, not {limit}"):
        RateLimit(writes_per_second=limit)


@pytest.mark.parametrize("limit", [True, "10", 2.5])
def test_a_limit_of_another_type(limit: Any) -> None:
    with pytest.raises(TypeError, match="rate_limit must be a RateLimit, an int or None, not"):
        Emulator(rate_limit=limit)
    with pytest.raises(TypeError, match="bulk_calls_per_second must be an int, not"):
        RateLimit(bulk_calls_per_second=limit)


def test_an_unknown_window() -> None:
    window: Any = "sliding"
    with pytest.raises(ValueError, match="window must be one of 'first-call', 'clock', not 'sliding'"):
        RateLimit(window=window)


def test_a_token_with_a_lower_limit(machine: Machine, running: Start) -> None:
    emulator = running(4)
    token = emulator.management_token
    emulator.limit_token(token, reads_per_second=2)
    with as_token(emulator, token) as limited, as_user(emulator) as client:
        responses = [limited.get(ENVIRONMENTS) for _ in range(3)]
        assert [response.status_code for response in responses] == [200, 200, 429]
        assert [limit_of(response) for response in responses] == [("2", "1"), ("2", "0"), ("2", "0")]
        assert limit_of(client.get(ENVIRONMENTS)) == ("4", "0")
        assert reads(client, 1) == [429]
        assert limit_of(limited.post(ENVIRONMENTS, json={"environment": {"name": "one"}})) == ("4", "3")
        machine.move(1)
        assert limit_of(client.get(ENVIRONMENTS)) == ("4", "3")
        assert reads(client, 2) == [200, 200]
        assert limit_of(limited.get(ENVIRONMENTS)) == ("2", "0")
        assert reads(limited, 1) == [429]


def test_a_token_has_the_limit_of_its_organization_again() -> None:
    with Emulator(rate_limit=3) as emulator:
        emulator.clock.stop()
        token = emulator.management_token
        with as_token(emulator, token) as client:
            emulator.limit_token(token, reads_per_second=1, writes_per_second=1)
            assert limit_of(client.get(ENVIRONMENTS)) == ("1", "0")
            emulator.limit_token(token)
            assert limit_of(client.get(ENVIRONMENTS)) == ("3", "1")
            emulator.limit_token(token, reads_per_second=1)
            emulator.reset()
            assert limit_of(client.get(ENVIRONMENTS)) == ("3", "2")


def test_a_token_is_limited_where_nobody_else_is() -> None:
    with Emulator() as emulator:
        emulator.clock.stop()
        emulator.limit_token(emulator.management_token, reads_per_second=1)
        with as_token(emulator, emulator.management_token) as client, as_user(emulator) as user:
            assert reads(client, 2) == [200, 429]
            assert limit_of(user.get(ENVIRONMENTS)) == (None, None)


def test_limits_of_tokens_that_make_no_sense(emulator: Emulator) -> None:
    with pytest.raises(KeyError, match="no stack has this management token"):
        emulator.limit_token("cs_unknown", reads_per_second=1)
    with pytest.raises(ValueError, match="reads_per_second must be at least 1, not 0"):
        emulator.limit_token(emulator.management_token, reads_per_second=0)
    float_limit: Any = 1.5
    with pytest.raises(TypeError, match=r"writes_per_second must be an int, not 1\.5"):
        emulator.limit_token(emulator.management_token, writes_per_second=float_limit)


def test_a_call_is_counted_when_it_arrives(machine: Machine, running: Start) -> None:
    """The first call is processed in the second after, and counts in the second in which its head came."""
    emulator = running(RateLimit(writes_per_second=1, window="clock"))
    emulator.delay_next(0.3, method="POST")
    with as_user(emulator) as client, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.post, ENVIRONMENTS, json={"environment": {"name": "slow"}})
        wait_until(lambda: not httpx.get(f"{emulator.url}/__emulator__/faults").json()["faults"])
        machine.move(1)
        with as_user(emulator) as other:
            response = other.post(ENVIRONMENTS, json={"environment": {"name": "quick"}})
        assert limit_of(response) == limit_of(slow.result()) == ("1", "0")
    assert sorted(received.time[17:19] for received in emulator.requests) == ["30", "31"]


def test_a_call_is_counted_before_its_body_has_come(machine: Machine, running: Start) -> None:
    emulator = running(RateLimit(writes_per_second=1, window="clock"))

    def slow_body() -> Iterator[bytes]:
        yield b'{"environment": '
        with as_user(emulator) as other:
            refused = other.post(ENVIRONMENTS, json={"environment": {"name": "quick"}})
        assert refused.status_code == 429
        machine.move(1)
        yield b'{"name": "slow"}}'

    with as_user(emulator) as client:
        response = client.post(ENVIRONMENTS, content=slow_body(), headers={"content-type": "application/json"})
        assert (response.status_code, limit_of(response)) == (201, ("1", "0"))
        assert client.post(ENVIRONMENTS, json={"environment": {"name": "next"}}).status_code == 201
