"""The audit log as it is read: newest first, with conditions, sorting, pages and counts."""

from collections.abc import Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import create_model
from tests.emulator.support.error_responses import parse_error

PATH = "/v3/audit-logs"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Of its own for the module, because its clock is moved."""
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture
def busy(new_stack: httpx.Client) -> httpx.Client:
    """A stack in which three things were done."""
    for name in ("a", "b"):
        new_stack.post("/v3/environments", json={"environment": {"name": name}})
    new_stack.delete("/v3/environments/a")
    return new_stack


def titles(stack: httpx.Client, **params: str) -> list[str]:
    logs = stack.get(PATH, params=params).json()["logs"]
    return [f"{log['event_type']} {log['metadata']['title']}" for log in logs]


def test_the_newest_comes_first(busy: httpx.Client) -> None:
    assert titles(busy) == ["delete a", "create b", "create a"]
    assert titles(busy, asc="created_at") == ["create a", "create b", "delete a"]
    assert titles(busy, desc="created_at", skip="1", limit="1") == ["create b"]
    assert titles(busy, query='{"event_type": "create"}') == ["create b", "create a"]
    assert titles(busy, query='{"$and": [{"metadata.title": {"$in": ["a"]}}, {"module": "environment"}]}') == [
        "delete a",
        "create a",
    ]
    counted = busy.get(PATH, params={"include_count": "true", "limit": "1", "query": '{"event_type": "create"}'})
    assert counted.json()["count"] == 2


def test_a_record_can_be_fetched_by_its_uid(busy: httpx.Client) -> None:
    newest = busy.get(PATH).json()["logs"][0]
    record = busy.get(f"{PATH}/{newest['uid']}").json()["log"]
    assert record == newest | {"_id": newest["uid"]}
    assert "_branch" not in record
    assert busy.get(f"{PATH}/{newest['uid']}", params={"include_branch": "true"}).json()["log"]["_branch"] == "main"
    assert busy.get(PATH, params={"include_branch": "true"}).json()["logs"][0]["_branch"] == "main"
    assert parse_error(busy.get(f"{PATH}/blt0"))[:2] == (422, 141)


def test_a_management_token_may_read_it(emulator: Emulator, stack: httpx.Client, bare: httpx.Client) -> None:
    headers = {"api_key": emulator.stack.api_key, "authorization": emulator.read_only_management_token}
    stack.post("/v3/environments", json={"environment": {"name": "audited"}})
    assert bare.get(PATH, headers=headers).json() == stack.get(PATH).json()


def test_a_record_is_kept_for_30_days(emulator: Emulator, busy: httpx.Client) -> None:
    emulator.clock.advance(29 * 24 * 60 * 60)
    busy.delete("/v3/environments/b")
    assert len(titles(busy)) == 4
    emulator.clock.advance(2 * 24 * 60 * 60)
    assert titles(busy) == ["delete b"]


def test_the_log_says_more_of_some_things(new_stack: httpx.Client) -> None:
    notes = create_model(new_stack)
    notes.add({"title": "Note"})
    roles = {"name": "Readers", "description": "They read.", "rules": []}
    new_stack.post("/v3/roles", json={"role": roles})
    logs = new_stack.get("/v3/audit-logs").json()["logs"]
    found = {log["module"]: log["metadata"] for log in logs if log["event_type"] == "create"}
    assert (found["entry"]["content_type"], found["entry"]["locale"]) == (notes.content_type, "en-us")
    assert found["role"]["description"] == "They read."
