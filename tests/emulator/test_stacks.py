"""Stacks, their settings and the people who work on them."""

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.answers import refusal

STACKS = "/v3/stacks"


def roles(stack: httpx.Client) -> dict[str, str]:
    params = {"include_stack_roles": "true"}
    uid = stack.get(STACKS).json()["stack"]["org_uid"]
    api_key = stack.headers["api_key"]
    found = stack.get(f"/v3/organizations/{uid}/roles", params=params).json()["roles"]
    return {role["name"]: role["uid"] for role in found if role.get("api_key") == api_key}


def people(stack: httpx.Client) -> dict[str, list[str]]:
    params = {"include_collaborators": "true"}
    found = stack.get(STACKS, params=params).json()["stack"]["collaborators"]
    return {person["email"]: [role["name"] for role in person["roles"]] for person in found}


def test_one_call_reads_one_stack_or_lists_all(emulator: Emulator, user: httpx.Client, stack: httpx.Client) -> None:
    assert stack.get(STACKS).json()["stack"]["api_key"] == emulator.stack.api_key
    listed = user.get(STACKS, params={"include_count": "true"}).json()
    assert emulator.stack.api_key in [item["api_key"] for item in listed["stacks"]]
    assert listed["count"] == len(listed["stacks"])
    assert refusal(user.get(STACKS, headers={"api_key": "blt0"}))[:2] == (412, 109)


@pytest.mark.usefixtures("new_stack")
def test_the_list_can_be_narrowed(user: httpx.Client) -> None:
    assert user.get(STACKS, headers={"organization_uid": "blt0"}).json() == {"stacks": []}
    params = {"query": '{"name": {"$regex": "^Test"}}'}
    assert [item["name"] for item in user.get(STACKS, params=params).json()["stacks"]] == ["Test stack"]
    assert user.get(STACKS, params={"query": "{"}).status_code == 422


def test_what_a_stack_includes(stack: httpx.Client) -> None:
    flags = {"include_stack_variables": "true", "include_discrete_variables": "true"}
    assert {"stack_variables", "discrete_variables"} <= stack.get(STACKS, params=flags).json()["stack"].keys()
    assert "stack_variables" not in stack.get(STACKS).json()["stack"]


def test_the_life_of_a_stack(emulator: Emulator, user: httpx.Client) -> None:
    body = {"stack": {"name": "New", "description": "Fresh", "master_locale": "de-de"}}
    headers = {"organization_uid": emulator.organization_uid}
    created = user.post(STACKS, json=body, headers=headers)
    assert created.status_code == 201
    made = created.json()["stack"]
    assert (made["name"], made["master_locale"], made["org_uid"]) == ("New", "de-de", emulator.organization_uid)
    key = {"api_key": made["api_key"]}
    update = {"stack": {"name": "Newer", "master_locale": "en-us", "api_key": "blt0"}}
    updated = user.put(STACKS, json=update, headers=key).json()["stack"]
    assert (updated["name"], updated["master_locale"], updated["api_key"]) == ("Newer", "de-de", made["api_key"])
    assert user.get("/v3/locales", headers=key).json()["locales"][0]["code"] == "de-de"
    assert user.delete(STACKS, headers=key).json() == {"notice": "Stack deleted successfully."}
    assert user.get(STACKS, headers=key).status_code == 412


def test_a_stack_needs_its_organization(user: httpx.Client) -> None:
    body = {"stack": {"name": "New", "master_locale": "en-us"}}
    assert "organization_uid" in refusal(user.post(STACKS, json=body))[2]
    assert "org_uid" in refusal(user.post(STACKS, json=body, headers={"organization_uid": "blt0"}))[2]


def test_settings(new_stack: httpx.Client) -> None:
    path = f"{STACKS}/settings"
    fresh = new_stack.get(path).json()["stack_settings"]
    assert fresh["stack_variables"] == {}
    sent = {"stack_variables": {"enforce_unique_urls": True}, "rte": {"cs_only_breakline": True}}
    written = new_stack.post(path, json={"stack_settings": sent}).json()["stack_settings"]
    assert written == fresh | sent
    assert new_stack.get(path).json()["stack_settings"] == written
    answer = new_stack.post(f"{path}/reset", json={"stack_settings": {}})
    assert answer.json()["stack_settings"] == fresh


def test_sharing(emulator: Emulator, new_stack: httpx.Client) -> None:
    email = "editor@example.com"
    body = {"emails": [email], "roles": {email: [roles(new_stack)["Content Manager"]]}}
    assert new_stack.post(f"{STACKS}/share", json=body).is_success
    assert people(new_stack)[email] == ["Content Manager"]
    assert email in [message.to for message in emulator.messages]
    assert new_stack.post(f"{STACKS}/unshare", json={"email": email}).is_success
    assert email not in people(new_stack)
    assert new_stack.post(f"{STACKS}/unshare", json={"email": email}).status_code == 422
    assert new_stack.post(f"{STACKS}/unshare", json={"email": emulator.email}).status_code == 422


def test_sharing_with_a_role_that_does_not_exist(new_stack: httpx.Client) -> None:
    body = {"emails": ["x@example.com"], "roles": {"x@example.com": ["blt0"]}}
    assert "roles" in refusal(new_stack.post(f"{STACKS}/share", json=body))[2]
    assert "x@example.com" not in people(new_stack)


def test_roles_can_be_replaced(emulator: Emulator, new_stack: httpx.Client) -> None:
    email = emulator.tfa_email
    known = roles(new_stack)
    new_stack.post(f"{STACKS}/share", json={"emails": [email], "roles": {email: [known["Developer"]]}})
    listed = new_stack.get(f"{STACKS}/users").json()["users"]
    uid = next(person["uid"] for person in listed if person["email"] == email)
    answer = new_stack.post(f"{STACKS}/users/roles", json={"users": {uid: [known["Admin"]]}})
    assert answer.is_success
    assert people(new_stack)[email] == ["Admin"]
    assert new_stack.post(f"{STACKS}/users/roles", json={"users": {"blt0": []}}).status_code == 422


def test_a_stack_changes_hands(emulator: Emulator, new_stack: httpx.Client, bare: httpx.Client) -> None:
    email = emulator.tfa_email
    assert new_stack.post(f"{STACKS}/transfer_ownership", json={"transfer_to": email}).status_code == 422
    new_stack.post(f"{STACKS}/share", json={"emails": [email], "roles": {email: []}})
    assert new_stack.post(f"{STACKS}/transfer_ownership", json={"transfer_to": email}).is_success
    token = emulator.messages[-1].token
    uids = new_stack.get(STACKS).json()["stack"]["user_uids"]
    path = f"{STACKS}/accept_ownership/{token}"
    assert bare.get(path, params={"uid": "blt0"}).status_code == 422
    assert bare.get(path, params={"uid": uids[1]}).is_success
    assert bare.get(path, params={"uid": uids[1]}).status_code == 422
    assert new_stack.get(STACKS).json()["stack"]["owner_uid"] == uids[1]
    assert new_stack.delete(STACKS).status_code == 403
