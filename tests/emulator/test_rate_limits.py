"""Limits of calls per organization, on the emulator's clock."""

from collections.abc import Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator, RateLimit
from tests.emulator.conftest import connect

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


def limit_of(answer: httpx.Response) -> tuple[str | None, str | None]:
    return answer.headers.get("x-ratelimit-limit"), answer.headers.get("x-ratelimit-remaining")


def test_the_eleventh_read_in_a_second_is_refused(emulator: Emulator, stack: httpx.Client) -> None:
    answers = [stack.get(ENVIRONMENTS) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert limit_of(answers[0]) == ("10", "9")
    assert limit_of(answers[9]) == limit_of(answers[10]) == ("10", "0")
    assert answers[10].json() == {"error_message": "Too many requests", "error_code": 429}
    assert "retry-after" not in answers[10].headers
    emulator.clock.advance(0.999)
    assert stack.get(ENVIRONMENTS).status_code == 429
    emulator.clock.advance(0.001)
    assert stack.get(ENVIRONMENTS).status_code == 200


def test_writes_are_counted_apart_and_a_refused_one_is_not_done(emulator: Emulator, stack: httpx.Client) -> None:
    bodies = [{"environment": {"name": f"e{number}"}} for number in range(11)]
    assert [stack.post(ENVIRONMENTS, json=body).status_code for body in bodies] == [201] * 10 + [429]
    assert stack.get(f"{ENVIRONMENTS}/e9").status_code == 200
    assert stack.get(f"{ENVIRONMENTS}/e10").status_code == 401


def test_refused_calls_count_too(emulator: Emulator, stack: httpx.Client) -> None:
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


def test_what_speaks_of_no_organization_is_not_limited(emulator: Emulator, user: httpx.Client) -> None:
    answers = [user.get("/v3/user") for _ in range(15)]
    assert {answer.status_code for answer in answers} == {200}
    assert limit_of(answers[-1]) == (None, None)


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
            answers = [client.get(ENVIRONMENTS) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert limit_of(answers[0]) == (None, None)


def test_bulk_calls_have_a_limit_of_their_own() -> None:
    from contentstack_cma_emulator.dispatch import Head, Route
    from contentstack_cma_emulator.engine.call import Answer
    from contentstack_cma_emulator.spec import Operation

    operation = Operation("bulk_publish", "POST", "/v3/bulk/publish", "Bulk operations")
    rule = RateLimit().of(Head("POST", operation.path, {}, {}, ""), Route(operation, {}, lambda call: Answer()))
    assert (rule.name, rule.calls) == ("bulk", 1)


def test_the_plan_of_an_organization_tells_the_limits() -> None:
    limit = RateLimit(reads_per_second=50, writes_per_second=20, bulk_calls_per_second=3)
    with Emulator(demo=False, rate_limit=limit) as emulator, connect(emulator, authtoken=emulator.authtoken) as user:
        path = f"/v3/organizations/{emulator.organization_uid}"
        plan = user.get(path, params={"include_plan": "true"}).json()["organization"]["plan"]
    limits = {feature["uid"]: (feature["limit"], feature["max_limit"]) for feature in plan["features"]}
    assert limits == {"users": (100, 100), "limit": (20, 20), "getLimit": (50, 50), "bulkLimit": (3, 3)}
