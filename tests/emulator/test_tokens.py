"""Delivery tokens, preview tokens and management tokens, and what the latter open."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

DELIVERY = "/v3/stacks/delivery_tokens"
MANAGEMENT = "/v3/stacks/management_tokens"

NOT_VALID = ["is not valid."]
MAIN: dict[str, Any] = {"module": "branch", "branches": ["main"], "acl": {"read": True}}


@pytest.fixture
def web(new_stack: httpx.Client) -> httpx.Client:
    """A stack with an environment `web`."""
    new_stack.post("/v3/environments", json={"environment": {"name": "web", "urls": []}})
    return new_stack


def environments(*names: str) -> dict[str, Any]:
    return {"module": "environment", "environments": list(names), "acl": {"read": True}}


def make(stack: httpx.Client, *scope: dict[str, Any], name: str = "Site", **params: str) -> httpx.Response:
    """Create a delivery token, on the main branch if its scope names none."""
    return stack.post(DELIVERY, json={"token": {"name": name, "scope": on_a_branch(scope)}}, params=params)


def manage(stack: httpx.Client, *scope: dict[str, Any], name: str = "Import", **fields: Any) -> httpx.Response:
    """Create a management token, on the main branch if its scope names none."""
    return stack.post(MANAGEMENT, json={"token": {"name": name, "scope": on_a_branch(scope), **fields}})


def on_a_branch(scope: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    named = {item["module"] for item in scope} & {"branch", "branch_alias"}
    return [*scope] if named else [*scope, MAIN]


def rights(module: str = "content_type", **acl: bool) -> dict[str, Any]:
    return {"module": module, "acl": {"read": True, **acl}}


def test_a_delivery_token_is_read_with_whole_environments(web: httpx.Client) -> None:
    response = make(web, environments("web"), MAIN)
    assert response.status_code == 201
    assert response.json()["notice"] == "Delivery Token created successfully."
    token = response.json()["token"]
    environment = web.get("/v3/environments/web").json()["environment"]
    internal = {"app_user_object_uid": "system", "tags": []}
    assert token["scope"][0]["environments"] == [environment | internal]
    assert token["scope"][1] == MAIN | {"_metadata": token["scope"][1]["_metadata"]}
    assert token["type"] == "delivery"
    assert token["token"].startswith("cs")
    assert "preview_token" not in token
    assert web.get(f"{DELIVERY}/{token['uid']}").json() == {"token": token}
    assert web.get(DELIVERY).json() == {"tokens": [token]}


def test_changing_and_deleting_a_delivery_token(web: httpx.Client) -> None:
    made = make(web, environments("web")).json()["token"]
    path = f"{DELIVERY}/{made['uid']}"
    response = web.put(path, json={"token": {"description": "Reads.", "token": "mine"}})
    assert response.json()["notice"] == "Delivery Token updated successfully."
    changed = response.json()["token"]
    assert (changed["description"], changed["token"], changed["scope"]) == ("Reads.", made["token"], made["scope"])
    web.post("/v3/environments", json={"environment": {"name": "app"}})
    scope = web.put(path, json={"token": {"scope": [environments("app")]}}).json()["token"]["scope"]
    assert [item["name"] for item in scope[0]["environments"]] == ["app"]
    assert scope[1]["branches"] == ["main"]  # An update that names no branch keeps those it has.
    response = web.delete(path, params={"force": "true"})
    assert response.json() == {"notice": "Delivery Token deleted successfully."}
    assert parse_error(web.get(path))[:2] == (422, 141)


def test_invalid_delivery_tokens_are_rejected(web: httpx.Client) -> None:
    make(web, environments("web"))
    assert parse_error(make(web, environments("web"))) == (422, 119, {"name": ["is not unique."]})
    assert parse_error(make(web, name="New")) == (422, 119, {"scope": ["is a required field."]})
    assert parse_error(make(web, MAIN, name="New")) == (422, 119, {"scope": ["is a required field."]})
    wrong = parse_error(make(web, environments("none"), name="New"))
    assert wrong == (422, 119, {"scope.environments": NOT_VALID})
    other = MAIN | {"branches": ["none"]}
    assert parse_error(make(web, environments("web"), other, name="New")) == (422, 119, {"scope.branches": NOT_VALID})
    alias = {"module": "branch_alias", "branch_aliases": ["none"], "acl": {"read": True}}
    wrong = parse_error(make(web, environments("web"), alias, name="New"))
    assert wrong == (422, 119, {"scope.branch_aliases": NOT_VALID})
    assert len(web.get(DELIVERY).json()["tokens"]) == 1


def test_an_environment_may_change_its_name_or_go(web: httpx.Client) -> None:
    path = f"{DELIVERY}/{make(web, environments('web')).json()['token']['uid']}"

    def names() -> list[str]:
        scope = web.get(path).json()["token"]["scope"][0]
        return [item["name"] for item in scope["environments"]]

    web.put("/v3/environments/web", json={"environment": {"name": "site"}})
    assert names() == ["site"]
    web.delete("/v3/environments/site")
    assert names() == []
    assert web.put(path, json={"token": {"name": "Renamed"}}).is_success


def test_a_preview_token_stands_on_its_delivery_token(web: httpx.Client) -> None:
    path = f"{DELIVERY}/{make(web, environments('web')).json()['token']['uid']}"
    response = web.post(f"{path}/preview_token")
    assert response.status_code == 201
    secret = response.json()["token"]["preview_token"]
    assert web.get(path).json()["token"]["preview_token"] == secret
    assert web.put(path, json={"token": {"description": "New"}}).json()["token"]["preview_token"] == secret
    assert parse_error(web.post(f"{path}/preview_token"))[:2] == (422, 119)
    assert web.delete(f"{path}/preview_token").json()["notice"].startswith("Preview token deleted")
    assert "preview_token" not in web.get(path).json()["token"]
    assert parse_error(web.delete(f"{path}/preview_token"))[:2] == (422, 141)
    assert parse_error(web.post(f"{DELIVERY}/blt0/preview_token"))[:2] == (422, 141)


def test_a_preview_token_made_along_with_it(web: httpx.Client) -> None:
    token = make(web, environments("web"), create_with_preview_token="true").json()["token"]
    assert token["preview_token"] not in ("", token["token"])
    assert web.get(f"{DELIVERY}/{token['uid']}").json()["token"]["preview_token"] == token["preview_token"]


def test_the_secret_of_a_management_token_is_told_once(emulator: Emulator, new_stack: httpx.Client) -> None:
    fields: dict[str, Any] = {
        "description": "Nightly",
        "expires_on": "2099-12-31",
        "is_email_notification_enabled": True,
    }
    response = manage(new_stack, rights(write=True), MAIN, **fields)
    assert response.status_code == 201
    assert response.json()["notice"] == "Management Token created successfully."
    made = response.json()["token"]
    assert made["token"].startswith("cs")
    read = {name: value for name, value in made.items() if name != "token"}
    assert read == read | fields | {"name": "Import", "scope": [rights(write=True), MAIN]}
    path = f"{MANAGEMENT}/{made['uid']}"
    assert new_stack.get(path).json() == {"token": read}
    assert new_stack.get(MANAGEMENT).json() == {"tokens": [read]}
    changed = new_stack.put(path, json={"token": {"name": "Other", "token": "mine"}}).json()
    assert changed["notice"] == "Management Token updated successfully."
    assert changed["token"] == read | {"name": "Other", "updated_at": changed["token"]["updated_at"]}
    log = new_stack.get("/v3/audit-logs").json()["logs"]
    assert made["token"] not in str(log)


def test_invalid_management_tokens_are_rejected(new_stack: httpx.Client) -> None:
    manage(new_stack, rights())
    assert parse_error(manage(new_stack, rights())) == (422, 119, {"name": ["is not unique."]})
    assert parse_error(manage(new_stack, MAIN, name="New")) == (422, 119, {"scope": ["is a required field."]})
    wrong = parse_error(manage(new_stack, rights(), MAIN | {"branches": ["none"]}, name="New"))
    assert wrong == (422, 119, {"scope.branches": NOT_VALID})
    wrong = parse_error(manage(new_stack, rights(), name="New", expires_on="soon"))
    assert wrong == (422, 119, {"expires_on": NOT_VALID})
    assert len(new_stack.get(MANAGEMENT).json()["tokens"]) == 1


@contextmanager
def machine(emulator: Emulator, stack: httpx.Client, *scope: dict[str, Any], **fields: Any) -> Generator[httpx.Client]:
    """A client that calls with a new management token of the stack; its uid is in the header `x-uid`."""
    token = manage(stack, *scope, **fields).json()["token"]
    headers = {"api_key": stack.headers["api_key"], "authorization": token["token"], "x-uid": token["uid"]}
    with connect(emulator, **headers) as client:
        yield client


def new_environment(client: httpx.Client, name: str, **headers: str) -> httpx.Response:
    return client.post("/v3/environments", json={"environment": {"name": name}}, headers=headers)


def test_a_token_to_read_and_one_to_write(emulator: Emulator, new_stack: httpx.Client) -> None:
    with (
        machine(emulator, new_stack, rights()) as reader,
        machine(emulator, new_stack, rights(write=True), name="Writer") as writer,
    ):
        assert parse_error(new_environment(reader, "a"))[:2] == (403, 162)
        assert new_environment(writer, "a").status_code == 201
        assert reader.get("/v3/environments/a").json() == writer.get("/v3/environments/a").json()
        made = reader.get("/v3/environments/a").json()["environment"]
        assert made["created_by"] == writer.headers["x-uid"]


def test_a_change_of_the_scope_counts_at_once(emulator: Emulator, new_stack: httpx.Client) -> None:
    with machine(emulator, new_stack, rights("$all")) as client:
        assert new_environment(client, "a").status_code == 403
        body = {"token": {"scope": [rights("$all", write=True)]}}
        new_stack.put(f"{MANAGEMENT}/{client.headers['x-uid']}", json=body)
        assert new_environment(client, "a").status_code == 201


def test_a_token_for_one_branch(emulator: Emulator, new_stack: httpx.Client) -> None:
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    assert new_stack.get("/v3/stacks/branches/next").is_success
    with machine(emulator, new_stack, rights(), MAIN | {"branches": ["next"]}) as client:
        assert client.get("/v3/content_types", headers={"branch": "next"}).is_success
        assert parse_error(client.get("/v3/content_types"))[:2] == (403, 162)


def test_a_token_ends_with_its_date_or_its_deletion(emulator: Emulator, new_stack: httpx.Client) -> None:
    refused = (401, 105, {"authorization": NOT_VALID})
    with machine(emulator, new_stack, rights()) as client:
        path = f"{MANAGEMENT}/{client.headers['x-uid']}"
        assert client.get("/v3/environments").is_success
        new_stack.put(path, json={"token": {"expires_on": "2020-12-31"}})
        assert parse_error(client.get("/v3/environments")) == refused
        new_stack.put(path, json={"token": {"expires_on": None}})
        assert client.get("/v3/environments").is_success
        assert new_stack.delete(path).json() == {"notice": "Management Token deleted successfully."}
        assert parse_error(client.get("/v3/environments")) == refused


def test_a_token_cannot_look_at_tokens(emulator: Emulator, new_stack: httpx.Client) -> None:
    with machine(emulator, new_stack, rights("$all", write=True)) as client:
        for path in (MANAGEMENT, DELIVERY, "/v3/stacks/users"):
            assert parse_error(client.get(path)) == (401, 105, {"authtoken": NOT_VALID})
