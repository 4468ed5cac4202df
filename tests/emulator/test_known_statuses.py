"""Recorded statuses and errors: see `known/statuses.py`."""

import json
from importlib import import_module
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.stores.provisioning import create_organization, create_stack
from tests.emulator.known.statuses import ROWS
from tests.emulator.support import workflows
from tests.emulator.support.entries import Entries, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

READING: dict[str, Any] = {"module": "content_type", "content_types": ["$all"], "acl": {"read": True}}
WEB = {"module": "environment", "environments": ["web"], "acl": {"read": True}}
BRANCH = {"module": "branch", "acl": {"read": True}}


@pytest.mark.parametrize("row", ROWS, ids=[row.known for row in ROWS])
def test_every_row_has_its_test(row: Any) -> None:
    assert callable(getattr(import_module(f"tests.emulator.{row.module}"), row.test))
    assert row.strength


def test_an_environment_that_does_not_exist(new_stack: httpx.Client) -> None:
    body = {"environment": {"name": "web"}}
    new_stack.post("/v3/environments", json=body)
    assert new_stack.delete("/v3/environments/web").is_success
    for method in ("GET", "PUT", "DELETE"):
        response = new_stack.request(method, "/v3/environments/web", json=body if method == "PUT" else None)
        assert parse_error(response) == (422, 141, {"uid": ["is not valid."]})


@pytest.mark.parametrize(
    ("path", "scope", "noun"),
    [("delivery_tokens", WEB, "Delivery Token"), ("management_tokens", READING, "Management Token")],
)
def test_a_token_needs_a_branch(new_stack: httpx.Client, path: str, scope: dict[str, Any], noun: str) -> None:
    new_stack.post("/v3/environments", json={"environment": {"name": "web"}})
    response = new_stack.post(f"/v3/stacks/{path}", json={"token": {"name": "T", "scope": [scope]}})
    assert parse_error(response) == (422, 141, {"scope.branch_or_alias": ["is a required field"]})
    assert response.json()["error_message"] == f"{noun} creation failed. Please try again."


def test_rules_need_a_branch(new_stack: httpx.Client) -> None:
    response = new_stack.post("/v3/roles", json={"role": {"name": "R", "rules": [READING]}})
    assert parse_error(response) == (422, 119, {"rules.branch": ["is a required field."]})


@pytest.mark.parametrize("rules", [{}, {"rules": None}, {"rules": []}])
def test_a_role_without_rules(new_stack: httpx.Client, rules: dict[str, Any]) -> None:
    response = new_stack.post("/v3/roles", json={"role": {"name": "R", **rules}})
    assert response.status_code == 201
    assert [(rule["module"], rule["branches"]) for rule in response.json()["role"]["rules"]] == [("branch", ["$all"])]


@pytest.mark.parametrize("branches", [[], ["none"]])
def test_a_rule_for_no_branch(new_stack: httpx.Client, branches: list[str]) -> None:
    rules = [READING, BRANCH | {"branches": branches}]
    response = new_stack.post("/v3/roles", json={"role": {"name": "R", "rules": rules}})
    assert response.json()["role"]["rules"][1]["branches"] == ["$all"]


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://127.0.0.1/", "http://", "http://[::1"])
def test_a_webhook_calls_http_and_https_only(new_stack: httpx.Client, url: str) -> None:
    webhook = {"name": "W", "destinations": [{"target_url": url}], "channels": ["assets.create"]}
    assert parse_error(new_stack.post("/v3/webhooks", json={"webhook": webhook}))[0] == 422
    file = {"webhook": ("webhook.json", json.dumps(webhook), "application/json")}
    assert parse_error(new_stack.post("/v3/webhooks/import", files=file))[0] == 422


def test_an_extension_that_does_not_exist(stack: httpx.Client) -> None:
    assert parse_error(stack.get("/v3/extensions/none"))[:2] == (404, 347)


def test_a_token_moves_entries_to_open_stages_only(emulator: Emulator, stack: httpx.Client) -> None:
    notes = create_model(stack)
    owner = stack.get("/v3/user").json()["user"]["uid"]
    closed = {"roles": {"uids": []}, "users": {"uids": [owner]}, "others": {}}
    stages = [
        workflows.build_stage("Open"),
        workflows.build_stage("Closed", SYS_ACL=closed),
        workflows.build_stage("Also open"),
    ]
    workflow = workflows.add(stack, content_types=[notes.content_type], workflow_stages=stages)
    uid = notes.add({"title": "N"})["uid"]

    def move(client: httpx.Client, number: int) -> httpx.Response:
        body = {"workflow": {"workflow_stage": {"uid": workflow["workflow_stages"][number]["uid"]}}}
        return Entries(client, notes.content_type).send(uid, "workflow", body)

    with connect(emulator, authorization=emulator.management_token, api_key=emulator.stack.api_key) as token:
        assert parse_error(move(token, 1))[:2] == (422, 141)
        assert move(token, 2).is_success
    assert move(stack, 1).is_success
    stack.delete(f"{workflows.WORKFLOWS}/{workflow['uid']}")


@pytest.mark.parametrize("query", [{"$and": [{}, {}]}, {"$or": []}, {"$and": []}])
def test_alternatives_that_say_nothing(notes: Entries, query: dict[str, Any]) -> None:
    response = notes.list(query)
    assert parse_error(response) == (422, 141, {"uid": ["is not valid."]})


def test_live_preview_needs_an_environment(new_stack: httpx.Client) -> None:
    def write(live_preview: dict[str, Any]) -> httpx.Response:
        return new_stack.post("/v3/stacks/settings", json={"stack_settings": {"live_preview": live_preview}})

    assert parse_error(write({"enabled": True}))[:2] == (422, 150)
    assert parse_error(write({"enabled": True}))[2].keys() == {"settings.live_preview"}
    assert write({"enabled": True, "default-env": "blt0"}).status_code == 201
    assert write({"enabled": False}).status_code == 201


def test_a_refresh_that_is_rejected(emulator: Emulator, hub: httpx.Client) -> None:
    app, tokens = emulator.oauth, emulator.grant_oauth()
    form = {"grant_type": "refresh_token", "client_id": app.client_id, "refresh_token": tokens.refresh_token}
    dead = hub.post("/token", data=form | {"redirect_uri": app.redirect_uri, "refresh_token": "dead"})
    assert (dead.status_code, dead.json()) == (400, {"message": ["invalid refresh_token"]})
    assert hub.post("/token", data=form).is_success


def test_a_token_of_another_organization(emulator: Emulator, user: httpx.Client) -> None:
    state, uid = emulator._state, user.get("/v3/user").json()["user"]["uid"]
    owner = state.store.get(Key("user", uid)) or {}
    with state.store.transaction():
        other = create_organization(state, owner, "Other")
        stack = create_stack(state, uid, other["uid"], {"name": "Other", "master_locale": "en-us"})
    bearer = f"Bearer {emulator.grant_oauth().access_token}"
    response = user.get("/v3/content_types", headers={"authorization": bearer, "api_key": stack["api_key"]})
    assert parse_error(response)[:2] == (403, 316)


def test_nothing_to_merge(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "same", "source": "main"}})
    assert new_stack.get("/v3/stacks/branches/same").is_success
    params = {"base_branch": "main", "compare_branch": "same", "default_merge_strategy": "merge_prefer_base"}
    params["merge_comment"] = "Nothing."
    job = new_stack.post("/v3/stacks/branches_merge", params=params, json={})
    assert job.is_success, job.text
    queue = new_stack.get(f"/v3/stacks/branches_queue/{job.json()['uid']}").json()["queue"]
    assert (queue[0]["merge_details"]["status"], queue[0]["errors"]) == ("failed", ["No items available for merge"])
