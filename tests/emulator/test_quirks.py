"""Oddities of the API on which its clients rely, one by one, as far as no other test has them."""

from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.known.world import NESTED, World, make_uid, open_world
from tests.emulator.support.dates import LATER
from tests.emulator.support.error_responses import parse_error


@pytest.fixture(scope="module")
def alive(emulator: Emulator) -> Iterator[World]:
    """A stack in which every call makes sense, shared by the module."""
    with open_world(emulator) as made:
        yield made


def test_one_address_returns_a_stack_or_all_of_them(alive: World) -> None:
    assert alive.stack.get("/v3/stacks").json().keys() == {"stack"}
    assert alive.user.get("/v3/stacks").json().keys() == {"stacks"}
    assert alive.user.get("/v3/stacks", params={"query": '{"name": "none"}'}).json() == {"stacks": []}


def test_reading_enables_and_disables_a_workflow(alive: World) -> None:
    uid = alive.workflow(content_types=[alive.ruled])["uid"]
    path = f"/v3/workflows/{uid}"
    for action, enabled in (("enable", True), ("disable", False)):
        assert alive.stack.get(f"{path}/{action}").is_success
        assert alive.stack.get(path).json()["workflow"]["enabled"] is enabled


def test_searching_members_by_posting_changes_nothing(alive: World) -> None:
    email, _ = alive.invite()
    before = alive.user.get(f"{alive.organization}/share").json()
    (found,) = alive.user.post(f"{alive.organization}/share/search", json={"emails": [email]}).json()["shares"]
    assert found["email"] == email
    assert alive.user.get(f"{alive.organization}/share").json() == before


def test_a_call_of_a_webhook_is_repeated_by_its_uid_or_in_the_body(alive: World) -> None:
    webhook, execution = alive.create_execution()
    body = {"execution_uid": execution}
    for path, sent in ((execution, None), (execution, body), (webhook, body)):
        response = alive.stack.post(f"/v3/webhooks/{path}/retry", json=sent)
        assert response.json() == {"notice": "Webhook retry scheduled"}
    assert parse_error(alive.stack.post(f"/v3/webhooks/{webhook}/retry"))[:2] == (422, 141)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_roles_of_a_team_in_a_stack_are_changed_by_either_method(alive: World, method: str) -> None:
    path = f"{alive.team()}/stack_role_mappings/{alive.stack.headers['api_key']}"
    response = alive.user.request(method, path, json={"roles": [alive.developer]})
    assert response.json() == {"stackRoleMapping": alive.build_role_mapping()}


@pytest.mark.parametrize("place", ["headers", "params", "body"])
def test_what_a_bulk_call_skips_is_said_anywhere(alive: World, place: str) -> None:
    flags = {"skip_workflow_stage_check": "true", "approvals": "false"}
    sent: dict[str, Any] = {place: flags} if place != "body" else {}
    body = alive.build_bulk_body() | (
        {"skip_workflow_stage_check": True, "rules": {"approvals": False}} if not sent else {}
    )
    headers = NESTED | sent.pop("headers", {})
    assert alive.stack.post("/v3/bulk/publish", json=body, headers=headers, **sent).is_success


@pytest.mark.parametrize("is_nested", [True, False])
def test_a_stage_of_a_bulk_call_is_nested_or_not(alive: World, is_nested: bool) -> None:
    stage = {"uid": alive.stage, "comment": "x", "notify": False}
    body = {
        "entries": alive.build_bulk_body()["entries"],
        "workflow": {"workflow_stage": stage} if is_nested else stage,
    }
    assert alive.stack.post("/v3/bulk/workflow", json=body).is_success


@pytest.mark.parametrize("version", ["name", "entry"])
def test_a_version_is_named_in_two_forms(alive: World, version: str) -> None:
    path = f"{alive.notes.path}/{alive.create_note()['uid']}/versions"
    bodies: dict[str, Any] = {
        "name": {"version_name": {"name": "First"}},
        "entry": {"entry": {"_version_name": "First", "locale": "en-us", "force": True}},
    }
    assert alive.stack.post(f"{path}/1/name", json=bodies[version]).is_success
    (named,) = alive.stack.get(path).json()["versions"]
    assert named["_version_name"]["title"] == "First"


def test_the_time_of_a_deployment_is_written_in_two_ways(alive: World) -> None:
    moment = LATER
    for name in ("scheduled_at", "scheduledAt"):
        assert alive.deploy(alive.create_filled_release(), **{name: moment, "locales": ["en-us"]}).is_success
        assert alive.stack.get("/v3/publish-queue").json()["queue"][0]["scheduled_at"] == moment


def test_a_release_is_deleted_without_a_media_type(alive: World) -> None:
    path = f"/v3/releases/{alive.release()}"
    assert parse_error(alive.stack.delete(path, headers={"content-type": "application/json"}))[0] == 400
    assert alive.stack.delete(path).json() == {"notice": "Release deleted successfully."}


def test_environments_are_called_by_name_and_published_to_by_either(alive: World) -> None:
    environment = alive.environment
    assert parse_error(alive.stack.get(f"/v3/environments/{environment['uid']}"))[:2] == (422, 141)
    for called in (environment["name"], environment["uid"]):
        body = {"entry": {"environments": [called], "locales": ["en-us"]}}
        assert alive.notes.send(alive.create_note()["uid"], "publish", body).is_success


def test_folders_have_a_misspelt_media_type(alive: World) -> None:
    made = alive.add("/v3/assets/folders", "asset", {"name": make_uid("folder")})
    assert (made["content_type"], made["parent_uid"]) == ("application/vnd.contenstack.folder", None)


def test_a_header_in_another_spelling_does_no_harm(alive: World) -> None:
    assert alive.stack.get("/v3/content_types", headers={"apiKey": "blt0", "X-User-Agent": "x/1"}).is_success
