"""Stacks, their settings and the people who work on them."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import hire_colleague

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
    assert parse_error(user.get(STACKS, headers={"api_key": "blt0"}))[:2] == (412, 109)


@pytest.mark.usefixtures("new_stack")
def test_the_list_can_be_narrowed(user: httpx.Client) -> None:
    assert user.get(STACKS, headers={"organization_uid": "blt0"}).json() == {"stacks": []}
    params = {"query": '{"name": {"$regex": "^Test"}}'}
    assert [item["name"] for item in user.get(STACKS, params=params).json()["stacks"]] == ["Test stack"]
    assert user.get(STACKS, params={"query": "{"}).status_code == 422


def test_a_stack_can_include_more(stack: httpx.Client) -> None:
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


def test_a_stack_as_a_client_read_it_can_be_written_back(new_stack: httpx.Client) -> None:
    read = new_stack.get(STACKS, params={"include_collaborators": "true"}).json()["stack"]
    response = new_stack.put(STACKS, json={"stack": read | {"name": "Renamed", "owner_uid": "blt0"}})
    assert response.json()["notice"] == "Stack updated successfully."
    after = new_stack.get(STACKS).json()["stack"]
    assert after["name"] == "Renamed"
    assert "collaborators" not in after
    assert after["owner_uid"] == read["owner_uid"]


def test_who_may_do_what_with_a_stack_stands_on_it(new_stack: httpx.Client) -> None:
    access = new_stack.get(STACKS).json()["stack"]["SYS_ACL"]
    assert not access["others"]["invite"]
    assert {role["name"]: role["invite"] for role in access["roles"]} == {"Admin": True, "Developer": True}


@pytest.mark.parametrize(
    ("stack", "field"),
    [({"name": "", "master_locale": "en-us"}, "name"), ({"name": "New", "master_locale": "e!"}, "master_locale")],
)
def test_invalid_stacks_are_rejected(emulator: Emulator, user: httpx.Client, stack: dict[str, str], field: str) -> None:
    headers = {"organization_uid": emulator.organization_uid}
    response = user.post(STACKS, json={"stack": stack}, headers=headers)
    assert parse_error(response)[:2] == (422, 119)
    assert list(parse_error(response)[2]) == [field]


def test_a_stack_keeps_its_name(new_stack: httpx.Client) -> None:
    response = new_stack.put(STACKS, json={"stack": {"name": ""}})
    assert parse_error(response) == (422, 119, {"name": ["is a required field."]})


def test_a_stack_needs_its_organization(emulator: Emulator, user: httpx.Client) -> None:
    body = {"stack": {"name": "New", "master_locale": "en-us"}}
    assert parse_error(user.post(STACKS, json=body))[2] == {"organization_uid": ["is a required field."]}
    assert "org_uid" in parse_error(user.post(STACKS, json=body, params={"organization_uid": "blt0"}))[2]
    made = user.post(STACKS, json=body, params={"organization_uid": emulator.organization_uid})
    assert made.json()["stack"]["org_uid"] == emulator.organization_uid
    assert "org_uid" in parse_error(user.post(STACKS, json=body, headers={"organization_uid": "blt0"}))[2]


def test_written_settings_are_read_again(new_stack: httpx.Client) -> None:
    path = f"{STACKS}/settings"
    fresh = new_stack.get(path).json()["stack_settings"]
    assert fresh["stack_variables"] == {}
    sent = {"stack_variables": {"enforce_unique_urls": True}, "rte": {"cs_only_breakline": True}}
    written = new_stack.post(path, json={"stack_settings": sent}).json()["stack_settings"]
    assert written == fresh | sent
    assert new_stack.get(path).json()["stack_settings"] == written
    response = new_stack.post(f"{path}/reset", json={"stack_settings": {}})
    assert response.json()["stack_settings"] == fresh


def test_the_system_keeps_its_own_variables(new_stack: httpx.Client) -> None:
    path = f"{STACKS}/settings"
    secret = new_stack.get(STACKS).json()["stack"]["settings"]["discrete_variables"]["secret_key"]
    sent: dict[str, Any] = {"stack_settings": {"discrete_variables": {}, "stack_variables": {}}}
    written = new_stack.post(path, json=sent).json()["stack_settings"]
    assert written["discrete_variables"] == {"cms": True, "_version": 3}
    new_stack.post(f"{path}/reset", json={"stack_settings": {}})
    assert new_stack.get(STACKS).json()["stack"]["settings"]["discrete_variables"]["secret_key"] == secret


def test_whoever_is_invited_to_a_stack_joins_its_organization(emulator: Emulator, new_stack: httpx.Client) -> None:
    with hire_colleague(emulator, new_stack) as colleague:
        account = colleague.client.get("/v3/user", params={"include_orgs_roles": "true"}).json()["user"]
        assert account["shared_org_uid"] == [emulator.organization_uid]
        assert [role["name"] for role in account["organizations"][0]["org_roles"]] == ["member"]
        assert colleague.client.get("/v3/organizations").json()["organizations"][0]["uid"] == emulator.organization_uid


def test_the_people_of_a_stack(emulator: Emulator, new_stack: httpx.Client) -> None:
    with hire_colleague(emulator, new_stack) as colleague:
        colleague.take_built_in("Developer")
        found = {person["email"]: person for person in new_stack.get(f"{STACKS}/users").json()["users"]}
        assert found[emulator.email]["is_owner"] is True
        assert found[colleague.email]["is_owner"] is False
        assert found[colleague.email]["roles"][0]["users"] == [colleague.uid]
        response = new_stack.post(f"{STACKS}/users/roles", json={"users": {colleague.uid: []}})
        assert response.json()["users"] == [{"uid": colleague.uid, "roles": []}]


def test_sharing_with_what_is_no_address(new_stack: httpx.Client) -> None:
    body = {"emails": ["nobody"], "roles": {}}
    assert parse_error(new_stack.post(f"{STACKS}/share", json=body)) == (422, 119, {"email": ["is not valid."]})


def test_a_stack_is_shared_and_unshared(emulator: Emulator, new_stack: httpx.Client) -> None:
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
    assert "roles" in parse_error(new_stack.post(f"{STACKS}/share", json=body))[2]
    assert "x@example.com" not in people(new_stack)


def test_roles_can_be_replaced(emulator: Emulator, new_stack: httpx.Client) -> None:
    email = emulator.tfa_email
    known = roles(new_stack)
    new_stack.post(f"{STACKS}/share", json={"emails": [email], "roles": {email: [known["Developer"]]}})
    listed = new_stack.get(f"{STACKS}/users").json()["users"]
    uid = next(person["uid"] for person in listed if person["email"] == email)
    response = new_stack.post(f"{STACKS}/users/roles", json={"users": {uid: [known["Admin"]]}})
    assert response.is_success
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
    assert bare.get(path, params={"uid": uids[1], "api_key": emulator.stack.api_key}).status_code == 422
    api_key = new_stack.headers["api_key"]
    assert bare.get(path, params={"uid": uids[1], "api_key": api_key}).is_success
    assert bare.get(path, params={"uid": uids[1]}).status_code == 422
    assert parse_error(new_stack.get(STACKS))[:2] == (403, 162)
    assert parse_error(new_stack.delete(STACKS))[:2] == (403, 162)
