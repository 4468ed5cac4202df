"""Tasks: what workflow stages gave to whoever asks, in one stack or in all."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.kinds import ASSIGNMENT
from contentstack_cma_emulator.engine.store import Key
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import hire_colleague

PATH = "/v3/user/assignments"


@pytest.fixture
def tasks(emulator: Emulator, new_stack: httpx.Client, user: httpx.Client) -> Iterator[None]:
    """Two tasks of the demo user in a new stack, one in the demo stack, and one of somebody else."""
    me = user.get("/v3/user").json()["user"]["uid"]
    store, new = emulator._state.store, new_stack.headers["api_key"]
    given = [
        ("one", new, "2026-01-01", [me, "blt0"]),
        ("two", new, "2026-01-02", [me]),
        ("three", emulator.stack.api_key, "2026-01-03", [me]),
        ("four", new, "2026-01-04", ["blt0"]),
    ]
    keys: list[Key] = []
    for name, api_key, day, people in given:
        task: dict[str, Any] = {
            "type": "workflow_stage",
            "content_type": "blog_post",
            "entry": name,
            "entry_uid": name,
            "api_key": api_key,
            "version": len(name),
            "assigned_to": people,
            "assigned_at": f"{day}T00:00:00.000Z",
            "job": {"workflow_stage": {"uid": "s", "title": "Review"}},
        }
        keys.append(Key(ASSIGNMENT, name, api_key, "main"))
        store.put(keys[-1], task)
    yield
    for key in keys:
        store.delete(key)


def entries(client: httpx.Client, **params: str) -> list[str]:
    return [task["entry_uid"] for task in client.get(PATH, params=params).json()["assignments"]]


@pytest.mark.usefixtures("tasks")
def test_tasks_of_every_stack_and_of_one(user: httpx.Client, new_stack: httpx.Client) -> None:
    assert entries(user) == ["three", "two", "one"]
    assert entries(new_stack) == ["two", "one"]


@pytest.mark.usefixtures("tasks")
def test_conditions_order_and_pages(user: httpx.Client) -> None:
    assert entries(user, query='{"type": "publishing_rule"}') == []
    assert entries(user, query='{"job.workflow_stage.title": "Review"}', limit="1", skip="1") == ["two"]
    assert entries(user, sort='{"assigned_at": "asc"}') == ["one", "two", "three"]
    assert entries(user, sort='{"version": "desc", "assigned_at": "asc"}') == ["three", "one", "two"]
    assert entries(user, sort='{"type": "desc", "assigned_at": "desc"}') == ["three", "two", "one"]


def test_tasks_in_a_stack_that_one_is_out_of(emulator: Emulator, new_stack: httpx.Client) -> None:
    with hire_colleague(emulator, new_stack) as colleague:
        colleague.take_built_in("Content Manager")
        about = {"content_type": "blog_post", "entry": "left", "entry_uid": "left"}
        task = {**about, "assigned_to": [colleague.uid], "assigned_at": "2026-01-01T00:00:00.000Z"}
        emulator._state.store.put(Key(ASSIGNMENT, "left", colleague.api_key, "main"), task)
        del colleague.client.headers["api_key"]
        assert entries(colleague.client) == ["left"]
        new_stack.post("/v3/stacks/unshare", json={"email": colleague.email})
        assert entries(colleague.client) == []


@pytest.mark.parametrize("sort", ["{", "[]", "{}", '{"a": "up"}'])
def test_an_order_that_is_none(user: httpx.Client, sort: str) -> None:
    assert parse_error(user.get(PATH, params={"sort": sort}))[:2] == (422, 141)


def test_tasks_need_a_signed_in_user(bare: httpx.Client) -> None:
    assert parse_error(bare.get(PATH)) == (401, 105, {"authtoken": ["is not valid."]})


def test_a_stack_that_does_not_exist(user: httpx.Client) -> None:
    assert parse_error(user.get(PATH, headers={"api_key": "blt0"}))[:2] == (412, 109)
