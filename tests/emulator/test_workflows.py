"""Workflows over HTTP: their stages, who may have which content type, and putting them into force."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import find_role
from tests.emulator.support.workflows import RULES, WORKFLOWS, add, build_stage, create


def names(client: httpx.Client, **params: str) -> list[str]:
    return [workflow["name"] for workflow in client.get(WORKFLOWS, params=params).json()["workflows"]]


def test_the_life_of_a_workflow(emulator: Emulator, new_stack: httpx.Client) -> None:
    response = create(
        new_stack,
        name="  Four eyes ",
        workflow_stages=[build_stage(" Draft "), build_stage("Done", entry_lock="$none")],
    )
    assert response.status_code == 201
    assert response.json()["notice"] == "Workflow created successfully."
    workflow = response.json()["workflow"]
    assert (workflow["name"], workflow["enabled"], workflow["deleted_at"]) == ("Four eyes", True, False)
    assert workflow["api_key"] == new_stack.headers["api_key"]
    assert workflow["org_uid"] == emulator.organization_uid
    assert workflow["admin_users"] == {"users": [], "roles": [find_role(new_stack, "Admin")]}
    assert not {"updated_at", "ACL", "_version"} & workflow.keys()
    draft, done = workflow["workflow_stages"]
    assert (draft["name"], done["name"]) == ("Draft", "Done")
    assert draft["uid"].startswith("blt")
    assert draft["SYS_ACL"] == {
        "others": {"read": True, "write": True, "transit": False},
        "users": {"uids": ["$all"], "read": True, "write": True, "transit": True},
        "roles": {"uids": [], "read": True, "write": True, "transit": True},
    }
    assert set(done) == {"name", "uid", "color", "SYS_ACL", "next_available_stages"}
    path = f"{WORKFLOWS}/{workflow['uid']}"
    assert new_stack.get(path).json() == {"workflow": workflow}

    changed = workflow | {"name": "Two eyes", "description": "Shorter"}
    response = new_stack.put(path, json={"workflow": changed})
    assert response.json()["notice"] == "Workflow updated successfully."
    updated = response.json()["workflow"]
    assert updated["workflow_stages"] == workflow["workflow_stages"]
    assert (updated["name"], updated["description"]) == ("Two eyes", "Shorter")
    assert updated["created_at"] == workflow["created_at"]
    assert updated["updated_by"] == workflow["created_by"]

    gone = new_stack.delete(path).json()
    assert gone["notice"] == "Workflow deleted successfully."
    assert gone["workflow"]["uid"] == workflow["uid"]
    assert gone["workflow"]["deleted_by"] == workflow["created_by"]
    assert parse_error(new_stack.get(path))[:2] == (404, 141)


def test_an_update_keeps_what_is_left_out(new_stack: httpx.Client) -> None:
    workflow = add(new_stack, description="Old")
    first = workflow["workflow_stages"][0]
    body = {"name": "New", "content_types": ["$all"], "workflow_stages": [first, build_stage("Other")]}
    updated = new_stack.put(f"{WORKFLOWS}/{workflow['uid']}", json={"workflow": body}).json()["workflow"]
    unchanged = ("description", "enabled", "branches", "admin_users")
    assert [updated[name] for name in unchanged] == [workflow[name] for name in unchanged]
    assert updated["description"] == "Old"
    kept, fresh = updated["workflow_stages"]
    assert kept == first
    assert fresh["uid"] not in {stage["uid"] for stage in workflow["workflow_stages"]}
    address = f"{WORKFLOWS}/{workflow['uid']}"
    again = new_stack.put(address, json={"workflow": {"description": "Newer"}}).json()["workflow"]
    assert {**again, "updated_at": updated["updated_at"]} == updated | {"description": "Newer"}


@pytest.mark.parametrize("number", [0, 1, 21])
def test_a_workflow_has_two_to_twenty_stages(new_stack: httpx.Client, number: int) -> None:
    stages = [build_stage(f"Stage {index}") for index in range(number)]
    status, code, errors = parse_error(create(new_stack, workflow_stages=stages))
    assert (status, code, list(errors)) == (422, 119, ["workflow_stages"])
    assert create(new_stack, workflow_stages=[build_stage(f"Stage {index}") for index in range(20)]).status_code == 201


def test_names_of_workflows_and_stages_are_required_and_unique(new_stack: httpx.Client) -> None:
    add(new_stack, name="Editing", content_types=["blog"])
    for name in ("Editing", " Editing "):
        status, _, errors = parse_error(create(new_stack, name=name, content_types=["page"]))
        assert (status, errors) == (422, {"name": ["is not unique."]})
    for name in ("", "  "):
        assert parse_error(create(new_stack, name=name))[2] == {"name": ["is a required field."]}
    stages = [build_stage("Draft"), build_stage(" ")]
    wrong = parse_error(create(new_stack, name="Other", content_types=["page"], workflow_stages=stages))
    assert wrong[2] == {"workflow_stages.1.name": ["is a required field."]}


def test_what_is_not_checked(new_stack: httpx.Client) -> None:
    stages = [build_stage("Draft", color="no colour"), build_stage("Done", color="")]
    workflow = add(new_stack, branches=["nowhere"], workflow_stages=stages, purpose="none")
    assert workflow["branches"] == ["nowhere"]
    assert [stage["color"] for stage in workflow["workflow_stages"]] == ["no colour", ""]


def test_people_a_stage_names_must_be_on_the_stack(new_stack: httpx.Client) -> None:
    for part in ("users", "roles"):
        closed = build_stage("Done", SYS_ACL={part: {"uids": ["blt0000000000000000"]}})
        wrong = parse_error(create(new_stack, workflow_stages=[build_stage("Draft"), closed]))
        assert wrong[2] == {"workflow_stages.1.users": ["is not valid."]}
    admin = find_role(new_stack, "Admin")
    closed = build_stage("Done", SYS_ACL={"users": {"uids": []}, "roles": {"uids": [admin]}}, entry_lock="$others")
    access = add(new_stack, workflow_stages=[build_stage("Draft"), closed])["workflow_stages"][1]["SYS_ACL"]
    assert access["roles"] == {"uids": [admin], "read": True, "write": True, "transit": True}
    assert access["others"] == {"read": True, "write": False, "transit": False}


def test_stages_that_refer_to_each_other_by_uids_of_the_client(new_stack: httpx.Client) -> None:
    stages = [
        build_stage("A", uid="a", next_available_stages=["b"]),
        build_stage("B", uid="b", next_available_stages=["a"]),
    ]
    first, second = add(new_stack, workflow_stages=stages)["workflow_stages"]
    assert first["next_available_stages"] == [second["uid"]]
    assert second["next_available_stages"] == [first["uid"]]


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"content_types": ["blog"]}, True),
        ({"content_types": ["$all"]}, True),
        ({"content_types": ["page", "blog"], "branches": ["main", "next"]}, True),
        ({"content_types": ["page"]}, False),
        ({"content_types": ["blog"], "branches": ["next"]}, False),
        ({"content_types": ["blog"], "enabled": False}, False),
    ],
)
def test_a_content_type_has_one_workflow_in_a_branch(
    new_stack: httpx.Client, fields: dict[str, Any], taken: bool
) -> None:
    add(new_stack, content_types=["blog", "post"])
    response = create(new_stack, **fields)
    if taken:
        assert parse_error(response)[:2] == (422, 119)
        assert list(response.json()["errors"]) == ["content_types"]
    else:
        assert response.status_code == 201


def test_enabling_and_disabling(new_stack: httpx.Client) -> None:
    first, second = add(new_stack), add(new_stack, enabled=False)
    path = f"{WORKFLOWS}/{second['uid']}"
    assert parse_error(new_stack.get(f"{path}/enable"))[:2] == (422, 119)
    off = new_stack.get(f"{WORKFLOWS}/{first['uid']}/disable").json()
    assert off["notice"] == "Workflow disabled successfully."
    assert off["workflow"]["enabled"] is False
    on = new_stack.get(f"{path}/enable").json()
    assert (on["notice"], on["workflow"]["enabled"]) == ("Workflow enabled successfully.", True)
    assert new_stack.get(path).json()["workflow"]["enabled"] is True
    assert parse_error(new_stack.get(f"{WORKFLOWS}/blt0/enable"))[:2] == (404, 141)


def test_one_in_force_that_publish_rules_use_is_not_deleted(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/environments", json={"environment": {"name": "live"}})
    workflow = add(new_stack)
    body = {
        "workflow": workflow["uid"],
        "environment": "live",
        "actions": [],
        "content_types": ["$all"],
        "locales": ["en-us"],
    }
    assert new_stack.post(RULES, json={"publishing_rule": body}).status_code == 201
    path = f"{WORKFLOWS}/{workflow['uid']}"
    assert new_stack.delete(path).status_code == 409
    new_stack.get(f"{path}/disable")
    assert new_stack.delete(path).status_code == 200
    assert new_stack.get(RULES).json()["publishing_rules"] == []


def test_a_role_that_is_gone_is_named_no_more(new_stack: httpx.Client) -> None:
    role = new_stack.post("/v3/roles", json={"role": {"name": "Editors", "rules": []}}).json()["role"]["uid"]
    draft = build_stage("Draft", SYS_ACL={"roles": {"uids": [role]}})
    workflow = add(new_stack, workflow_stages=[draft, build_stage("Done")], admin_users={"roles": [role]})
    assert new_stack.delete(f"/v3/roles/{role}").is_success
    left = new_stack.get(f"{WORKFLOWS}/{workflow['uid']}").json()["workflow"]
    assert left["admin_users"]["roles"] == []
    assert left["workflow_stages"][0]["SYS_ACL"]["roles"]["uids"] == []


def test_sorting_and_paging(new_stack: httpx.Client) -> None:
    for name in ("b", "a", "c"):
        add(new_stack, name=name, content_types=[name])
    assert names(new_stack) == ["c", "a", "b"]
    assert names(new_stack, asc="name", skip="1", limit="1") == ["b"]
    assert new_stack.get(WORKFLOWS, params={"include_count": "true", "limit": "1"}).json()["count"] == 3
    assert names(new_stack, include_rules="true", include_permissions="true") == ["c", "a", "b"]


def test_every_branch_sees_all_workflows(new_stack: httpx.Client) -> None:
    workflow = add(new_stack)
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    found = new_stack.get(WORKFLOWS, headers={"branch": "next"}).json()["workflows"]
    assert [item["uid"] for item in found] == [workflow["uid"]]
