"""Teams: members by email, roles in the organization and in stacks, and what members may do by them."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import find_organization_role, find_role, hire_colleague, join_organization

NOT_VALID = ["is not valid."]


@pytest.fixture
def path(emulator: Emulator) -> str:
    return f"/v3/organizations/{emulator.organization_uid}/teams"


@pytest.fixture
def made(user: httpx.Client, path: str) -> Iterator[list[str]]:
    """The uids of teams to delete after the test."""
    uids: list[str] = []
    yield uids
    for uid in uids:
        user.delete(f"{path}/{uid}")


@pytest.fixture
def team(user: httpx.Client, path: str, made: list[str]) -> str:
    """The path of a team without members."""
    uid = user.post(path, json={"name": "Writers"}).json()["uid"]
    made.append(uid)
    return f"{path}/{uid}"


def test_a_team_stands_bare(emulator: Emulator, user: httpx.Client, path: str, made: list[str]) -> None:
    me = user.get("/v3/user").json()["user"]
    admin = find_organization_role(user, emulator.organization_uid, "admin")
    body: dict[str, Any] = {"name": "Editors", "users": [me["uid"]], "stackRoleMapping": [], "organizationRole": admin}
    response = user.post(path, json=body)
    assert response.status_code == 201
    created = response.json()
    made.append(created["uid"])
    assert re.fullmatch("[0-9a-f]{24}", created["uid"])
    assert created == created | body | {
        "_id": created["uid"],
        "organizationUid": emulator.organization_uid,
        "organizationRoles": [admin],
        "description": "",
        "projectRoles": [],
        "__v": 0,
        "createdBy": me["uid"],
        "updatedByUserName": "Demo User",
    }
    assert user.get(f"{path}/{created['uid']}").json() == created
    assert user.delete(f"{path}/{created['uid']}").status_code == 204
    assert parse_error(user.get(f"{path}/{created['uid']}"))[:2] == (422, 141)


def test_without_a_role_its_members_are_plain_members(emulator: Emulator, user: httpx.Client, team: str) -> None:
    member = find_organization_role(user, emulator.organization_uid, "member")
    assert user.get(team).json()["organizationRole"] == member


def test_changing_a_team(emulator: Emulator, user: httpx.Client, team: str) -> None:
    read = user.get(team).json()
    admin = find_organization_role(user, emulator.organization_uid, "admin")
    body = read | {"name": "Authors", "users": [{"email": emulator.tfa_email}], "organizationRole": admin}
    changed = user.put(team, json=body)
    assert changed.status_code == 200
    assert changed.json()["name"] == "Authors"
    assert (changed.json()["organizationRole"], changed.json()["organizationRoles"]) == (admin, [admin])
    assert changed.json()["createdAt"] == read["createdAt"]
    detailed = user.get(team, params={"includeUserDetails": "true"}).json()["users"]
    assert [member["email"] for member in detailed] == [emulator.tfa_email]
    assert user.put(team, json={"description": "They write."}).json()["users"] == changed.json()["users"]


def test_invalid_teams_are_rejected(user: httpx.Client, path: str, team: str, new_stack: httpx.Client) -> None:
    def create(**fields: object) -> tuple[int, int | None, dict[str, Any]]:
        return parse_error(user.post(path, json={"name": "New", **fields}))

    def build_mapping(**fields: object) -> dict[str, object]:
        return {"stackApiKey": new_stack.headers["api_key"], "roles": [], **fields}

    assert user.get(team).is_success
    assert parse_error(user.post(path, json={})) == (422, 119, {"name": ["is a required field."]})
    assert create(name="Writers") == (422, 119, {"name": ["is not unique."]})
    assert create(name="x" * 201)[2].keys() == {"name"}
    assert create(description="x" * 256)[2].keys() == {"description"}
    assert create(users=["blt0"]) == (422, 119, {"users": NOT_VALID})
    assert create(users=[{"email": "nobody"}]) == (422, 119, {"email": NOT_VALID})
    assert create(organizationRole="blt0") == (422, 119, {"organizationRole": NOT_VALID})
    assert create(stackRoleMapping=[build_mapping(stackApiKey="blt0")]) == (422, 119, {"stackApiKey": NOT_VALID})
    assert create(stackRoleMapping=[build_mapping(roles=["blt0"])]) == (422, 119, {"roles": NOT_VALID})
    assert create(stackRoleMapping=[build_mapping(), build_mapping()]) == (
        422,
        119,
        {"stackRoleMapping": ["is not unique."]},
    )
    assert [item["name"] for item in user.get(path).json()["teams"]] == ["Writers"]


def test_teams_are_listed_and_searched(emulator: Emulator, user: httpx.Client, path: str, made: list[str]) -> None:
    me = user.get("/v3/user").json()["user"]["uid"]
    for name, users in (("Anna", []), ("Berta", [me]), ("Bernd", [])):
        made.append(user.post(path, json={"name": name, "users": users}).json()["uid"])

    def names(**params: str) -> list[str]:
        response = user.get(path, params=params, headers={"api_version": "1.1"})
        return [item["name"] for item in response.json()["teams"]]

    assert names() == ["Bernd", "Berta", "Anna"]
    assert names(asc="name") == ["Anna", "Bernd", "Berta"]
    assert names(asc="name", skip="1", limit="1") == ["Bernd"]
    assert names(typeahead="ber", desc="name") == ["Berta", "Bernd"]
    assert names(user_uid=f"blt0,{me}") == ["Berta"]
    detailed = user.get(path, params={"includeUserDetails": "true", "user_uid": me}).json()["teams"][0]["users"]
    assert detailed[0]["email"] == emulator.email
    assert detailed[0]["orgInvitationStatus"] == "accepted"


def test_members_are_added_paged_and_removed(emulator: Emulator, user: httpx.Client, team: str) -> None:
    emails = [emulator.email, emulator.tfa_email]
    added = user.post(f"{team}/users", json={"emails": emails})
    assert added.status_code == 201
    uids = user.get(f"{team}/users").json()["users"]
    assert added.json()["users"] == uids == user.get(team).json()["users"]
    assert user.post(f"{team}/users", json={"emails": emails[:1]}).json()["users"] == uids
    page = user.get(f"{team}/users", params={"include_count": "true", "skip": "1", "limit": "1"}).json()
    assert page == {"users": uids[1:], "count": 2}
    detailed = user.get(f"{team}/users", params={"includeUserDetails": "true"}).json()["users"]
    assert [(member["email"], member["active"]) for member in detailed] == [(email, True) for email in emails]
    removed = user.delete(f"{team}/users/{uids[0]}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert user.get(f"{team}/users").json() == {"users": uids[1:]}
    assert parse_error(user.delete(f"{team}/users/{uids[0]}")) == (422, 141, {"user_uid": NOT_VALID})


def test_somebody_new_is_invited(emulator: Emulator, user: httpx.Client, team: str) -> None:
    email = "team-guest@example.com"
    user.post(f"{team}/users", json={"emails": [email]})
    assert {(m.kind, m.to) for m in emulator.messages} >= {("activation", email), ("invitation", email)}
    share = f"/v3/organizations/{emulator.organization_uid}/share"
    found = {item["email"]: item for item in user.get(share).json()["shares"]}
    assert found[email]["status"] == "pending"
    detailed = user.get(f"{team}/users", params={"includeUserDetails": "true"}).json()["users"]
    assert (detailed[0]["active"], detailed[0]["orgInvitationStatus"]) == (False, "pending")
    user.request("DELETE", share, json={"emails": [email]})
    assert user.get(f"{team}/users").json() == {"users": []}


def test_roles_in_stacks(user: httpx.Client, team: str, new_stack: httpx.Client) -> None:
    api_key, path = new_stack.headers["api_key"], f"{team}/stack_role_mappings"
    developer, manager = (find_role(new_stack, name) for name in ("Developer", "Content Manager"))
    body = {"stackApiKey": api_key, "roles": [developer]}
    added = user.post(path, json=body)
    assert (added.status_code, added.json()) == (201, {"stackRoleMapping": body})
    assert user.get(path).json() == {"stackRoleMappings": [body]}
    assert parse_error(user.post(path, json=body)) == (422, 119, {"stackRoleMapping": ["is not unique."]})
    for method, roles in (("PUT", [manager]), ("POST", [developer, manager])):
        changed = user.request(method, f"{path}/{api_key}", json={"roles": roles})
        assert changed.status_code == 200
        assert changed.json() == {"stackRoleMapping": {"stackApiKey": api_key, "roles": roles}}
    assert parse_error(user.put(f"{path}/{api_key}", json={"roles": ["blt0"]})) == (422, 119, {"roles": NOT_VALID})
    assert parse_error(user.put(f"{path}/blt0", json={"roles": []})) == (422, 141, {"stackApiKey": NOT_VALID})
    removed = user.delete(f"{path}/{api_key}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert user.get(team).json()["stackRoleMapping"] == []
    assert parse_error(user.delete(f"{path}/{api_key}"))[:2] == (422, 141)


def test_members_have_the_roles_of_the_team(emulator: Emulator, new_stack: httpx.Client, team: str) -> None:
    with hire_colleague(emulator, new_stack) as colleague:
        client, body = colleague.client, {"label": {"name": "x"}, "locale": {"code": "de-de"}}
        assert client.post("/v3/locales", json=body).status_code == 403
        mapping = {"stackApiKey": colleague.api_key, "roles": [find_role(new_stack, "Developer")]}
        new_stack.post(f"{team}/users", json={"emails": [colleague.email]})
        new_stack.post(f"{team}/stack_role_mappings", json=mapping)
        assert client.post("/v3/locales", json=body).status_code == 201
        new_stack.delete(f"{team}/users/{colleague.uid}")
        assert client.delete("/v3/locales/de-de").status_code == 403


def test_members_see_the_stacks_of_the_team(emulator: Emulator, new_stack: httpx.Client, team: str, path: str) -> None:
    api_key = new_stack.headers["api_key"]
    with join_organization(emulator, "member") as member:
        stacks = f"{path.removesuffix('/teams')}/stacks"
        assert member.get(stacks).json() == member.get("/v3/stacks").json() == {"stacks": []}
        uid = member.get("/v3/user").json()["user"]["uid"]
        mapping = {"stackApiKey": api_key, "roles": [find_role(new_stack, "Developer")]}
        new_stack.put(team, json={"users": [uid], "stackRoleMapping": [mapping]})
        for listed in (member.get(stacks), member.get("/v3/stacks")):
            assert [stack["api_key"] for stack in listed.json()["stacks"]] == [api_key]
        roles = member.get("/v3/user", params={"include_stack_roles": "true"}).json()["user"]["roles"]
        assert [role["name"] for role in roles] == ["Developer"]


def test_members_have_the_role_of_the_team_in_the_organization(
    emulator: Emulator, user: httpx.Client, team: str, path: str
) -> None:
    with join_organization(emulator, "member") as member:
        assert parse_error(member.get(path))[:2] == (403, 162)
        assert parse_error(member.post(path, json={"name": "Mine"}))[:2] == (403, 162)
        uid = member.get("/v3/user").json()["user"]["uid"]
        admin = find_organization_role(user, emulator.organization_uid, "admin")
        user.put(team, json={"users": [uid], "organizationRole": admin})
        held = member.get("/v3/user", params={"include_orgs_roles": "true"}).json()["user"]["organizations"][0]
        assert [role["name"] for role in held["org_roles"]] == ["admin", "member"]
        made = member.post(path, json={"name": "Mine"})
        assert made.status_code == 201
        user.delete(team)
        assert member.delete(f"{path}/{made.json()['uid']}").status_code == 403
        user.delete(f"{path}/{made.json()['uid']}")


def test_what_goes_with_a_role_and_a_stack(emulator: Emulator, user: httpx.Client, team: str) -> None:
    headers = {"organization_uid": emulator.organization_uid}
    body = {"stack": {"name": "Short-lived", "master_locale": "en-us"}}
    api_key = user.post("/v3/stacks", json=body, headers=headers).json()["stack"]["api_key"]
    key = {"api_key": api_key}
    role = user.post("/v3/roles", json={"role": {"name": "Gone soon", "rules": []}}, headers=key).json()["role"]["uid"]
    user.post(f"{team}/stack_role_mappings", json={"stackApiKey": api_key, "roles": [role]})
    user.delete(f"/v3/roles/{role}", headers=key)
    assert user.get(team).json()["stackRoleMapping"] == [{"stackApiKey": api_key, "roles": []}]
    user.delete("/v3/stacks", headers=key)
    assert user.get(team).json()["stackRoleMapping"] == []


def test_changes_are_written_into_the_log_of_the_organization(user: httpx.Client, team: str, path: str) -> None:
    user.put(team, json={"description": "New"})
    newest, before = user.get(f"{path.removesuffix('/teams')}/logs").json()["logs"][:2]
    assert [(log["module"], log["event_type"]) for log in (newest, before)] == [("team", "update"), ("team", "create")]
    assert newest["metadata"]["title"] == "Writers"


def test_teams_of_an_organization_that_is_not_ones_own(user: httpx.Client) -> None:
    assert parse_error(user.get("/v3/organizations/blt0/teams"))[:2] == (422, 141)
