"""Teams in version 4: the organization in a header, roles in projects, and statuses of their own."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.users import find_organization_role

PATH = "/v4/teams"
NOT_VALID = ["is not valid."]
PROJECT = {"projectUid": "blt1", "domain": "am", "roles": ["blt2"]}
EMPTY: dict[str, Any] = {"users": [], "stackRoleMapping": []}


@pytest.fixture
def teams(emulator: Emulator) -> Iterator[httpx.Client]:
    """The owner of the organization, who leaves no team behind."""
    headers = {"authtoken": emulator.authtoken, "organization_uid": emulator.organization_uid}
    with connect(emulator, **headers) as client:
        yield client
        for team in client.get(PATH, params={"skip_pagination": "true"}).json() if count(client) else ():
            client.delete(f"{PATH}/{team['uid']}")


def count(client: httpx.Client) -> int:
    return 0 if client.get(PATH).status_code == 204 else int(client.get(PATH).json()["count"])


def add_team(teams: httpx.Client, name: str = "Writers", **more: Any) -> dict[str, Any]:
    response = teams.post(PATH, json=EMPTY | {"name": name} | more)
    assert response.status_code == 201, response.text
    team: dict[str, Any] = response.json()
    return team


def test_the_life_of_a_team(emulator: Emulator, teams: httpx.Client) -> None:
    admin = find_organization_role(teams, emulator.organization_uid, "admin")
    users = [{"email": emulator.email}]
    team = add_team(teams, users=users, organizationRoles=[admin], projectRoles=[PROJECT])
    assert (team["organizationRoles"], team["projectRoles"]) == ([admin], [PROJECT])
    assert "organizationRole" not in team
    path = f"{PATH}/{team['uid']}"
    assert teams.get(path).json() == team
    assert teams.get(path, params={"include_user_details": "true"}).json()["users"][0]["email"] == emulator.email
    changed = teams.put(path, json={"name": "Authors", "users": []}).json()
    assert (changed["name"], changed["users"], changed["projectRoles"]) == ("Authors", [], [PROJECT])
    assert teams.put(path, json={"projectRoles": []}).json()["projectRoles"] == []
    assert teams.get(f"/v3/organizations/{emulator.organization_uid}/teams/{team['uid']}").status_code == 200
    assert teams.delete(path).status_code == 200
    for response in (teams.get(path), teams.put(path, json={"name": "x"}), teams.delete(path)):
        assert parse_error(response) == (404, 404, {"team_uid": NOT_VALID})


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"users": ["nobody"]}, "users"),
        ({"organizationRoles": ["blt0"]}, "organizationRoles"),
        ({"stackRoleMapping": [{"stackApiKey": "blt0", "roles": []}]}, "stackApiKey"),
        ({"projectRoles": [PROJECT | {"domain": "xx"}]}, "projectRoles"),
        ({"projectRoles": [{"domain": "am"}]}, "0.projectUid"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Taken"}, "name"),
    ],
)
def test_bad_input_is_a_bad_request(teams: httpx.Client, more: dict[str, Any], field: str) -> None:
    add_team(teams, "Taken")
    status, code, wrong = parse_error(teams.post(PATH, json=EMPTY | {"name": "Other"} | more))
    assert (status, code) == (400, 119)
    assert field in wrong


@pytest.mark.parametrize("missing", ["name", "users", "stackRoleMapping"])
def test_a_new_team_needs_its_required_fields(teams: httpx.Client, missing: str) -> None:
    body = {name: value for name, value in (EMPTY | {"name": "A"}).items() if name != missing}
    assert parse_error(teams.post(PATH, json=body)) == (400, 119, {missing: ["is a required field."]})


def test_a_list_of_none_has_no_body(teams: httpx.Client) -> None:
    response = teams.get(PATH)
    assert (response.status_code, response.content) == (204, b"")


def test_teams_are_listed_and_filtered(emulator: Emulator, teams: httpx.Client) -> None:
    role = teams.get("/v3/roles", headers={"api_key": emulator.stack.api_key}).json()["roles"][0]["uid"]
    mapping = [{"stackApiKey": emulator.stack.api_key, "roles": [role]}]
    me = teams.get("/v3/user").json()["user"]["uid"]
    add_team(teams, "Alpha", stackRoleMapping=mapping)
    add_team(teams, "Beta", users=[me], projectRoles=[PROJECT])
    add_team(teams, "Gamma")

    def names(**params: str) -> list[str]:
        return [team["name"] for team in teams.get(PATH, params=params).json()["teams"]]

    assert names(asc="name") == ["Alpha", "Beta", "Gamma"]
    assert names(desc="name", skip="1", limit="1") == ["Beta"]
    assert names(typeahead="amm") == ["Gamma"]
    assert names(stack_api_key=f"blt0, {emulator.stack.api_key}") == ["Alpha"]
    assert names(user_uid=me) == ["Beta"]
    assert names(typeahead="none") == []
    whole = teams.get(PATH, params={"skip_pagination": "true", "asc": "name", "group_roles_by_domain": "true"}).json()
    assert [team["rolesByDomain"].get("am") for team in whole] == [None, [PROJECT], None]
    assert whole[0]["rolesByDomain"]["cms"] == mapping
    response = teams.get(PATH, params={"skip": "1", "limit": "9999"})
    told = [response.headers[name] for name in ("x-total-results", "x-skip", "x-limit")]
    assert (told, response.json()["count"]) == (["3", "1", "500"], 3)
    assert teams.get(PATH, params={"limit": "0"}).status_code == 422


def test_the_organization_is_a_header(emulator: Emulator, user: httpx.Client) -> None:
    assert parse_error(user.get(PATH))[2] == {"organization_uid": ["is a required field."]}
    assert parse_error(user.get(PATH, headers={"organization_uid": "blt0"}))[0] == 422
    assert httpx.get(f"{emulator.url}{PATH}", headers={"organization_uid": "blt0"}).status_code == 401


def test_changes_are_in_the_log_of_the_organization(emulator: Emulator, teams: httpx.Client) -> None:
    add_team(teams, "Logged")
    logs = teams.get(f"/v3/organizations/{emulator.organization_uid}/logs").json()["logs"]
    assert "Logged" in [log["metadata"]["title"] for log in logs]
