"""Who may do what, over HTTP: every error with its status and its code."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.users import Colleague, hire_colleague, join_organization

Ask = tuple[str, str, dict[str, Any] | None]

ROLE = {"role": {"name": "R", "rules": []}}
MAIN = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
WEB = {"module": "environment", "environments": ["web"], "acl": {"read": True}}
TOKEN = {"token": {"name": "T", "scope": [{"module": "content_type", "acl": {"read": True}}, MAIN]}}
SITE = {"token": {"name": "S", "scope": [WEB, MAIN]}}
SHARE: dict[str, Any] = {"emails": [], "roles": {}}
SETTINGS: dict[str, Any] = {"stack_settings": {}}

STACK_CALLS: dict[str, Ask] = {
    "read the stack": ("GET", "/v3/stacks", None),
    "rename the stack": ("PUT", "/v3/stacks", {"stack": {"name": "N"}}),
    "read settings": ("GET", "/v3/stacks/settings", None),
    "change settings": ("POST", "/v3/stacks/settings", SETTINGS),
    "reset settings": ("POST", "/v3/stacks/settings/reset", SETTINGS),
    "list people": ("GET", "/v3/stacks/users", None),
    "share": ("POST", "/v3/stacks/share", SHARE),
    "give roles": ("POST", "/v3/stacks/users/roles", {"users": {}}),
    "list roles": ("GET", "/v3/roles", None),
    "make a role": ("POST", "/v3/roles", ROLE),
    "list delivery tokens": ("GET", "/v3/stacks/delivery_tokens", None),
    "make a delivery token": ("POST", "/v3/stacks/delivery_tokens", SITE),
    "list management tokens": ("GET", "/v3/stacks/management_tokens", None),
    "make a management token": ("POST", "/v3/stacks/management_tokens", TOKEN),
    "read the log": ("GET", "/v3/audit-logs", None),
    "list environments": ("GET", "/v3/environments", None),
    "read an environment": ("GET", "/v3/environments/web", None),
    "make an environment": ("POST", "/v3/environments", {"environment": {"name": "e"}}),
    "list locales": ("GET", "/v3/locales", None),
    "make a locale": ("POST", "/v3/locales", {"locale": {"code": "de-de"}}),
    "list content types": ("GET", "/v3/content_types", None),
    "list assets": ("GET", "/v3/assets", None),
    "list tasks": ("GET", "/v3/user/assignments", None),
    "give the stack away": ("POST", "/v3/stacks/transfer_ownership", {"transfer_to": "x@example.com"}),
    "delete the stack": ("DELETE", "/v3/stacks", None),
}

OPEN = ("read the stack", "read settings", "list people", "list roles", "list tasks")
MANAGED = ("list content types", "list assets", "list environments", "list locales", "read an environment")
OWNERS = ("give the stack away", "delete the stack")
ADMINS = (
    "rename the stack",
    "change settings",
    "reset settings",
    "give roles",
    "list management tokens",
    "make a management token",
    *OWNERS,
)

MAY: dict[str, tuple[str, ...]] = {
    "": OPEN,
    "Content Manager": (*OPEN, *MANAGED),
    "Developer": tuple(name for name in STACK_CALLS if name not in ADMINS),
    "Admin": tuple(name for name in STACK_CALLS if name not in OWNERS),
}


def ask(client: httpx.Client, what: Ask) -> httpx.Response:
    method, path, body = what
    return client.request(method, path, json=body) if body else client.request(method, path)


def is_let_in(response: httpx.Response) -> bool:
    return response.status_code not in {401, 403} and "Environment 'web' was not found" not in response.text


@pytest.fixture
def colleague(emulator: Emulator, new_stack: httpx.Client) -> Iterator[Colleague]:
    new_stack.post("/v3/environments", json={"environment": {"name": "web"}})
    with hire_colleague(emulator, new_stack) as hired:
        yield hired


@pytest.mark.parametrize("role", MAY)
def test_roles_that_every_stack_has(colleague: Colleague, role: str) -> None:
    if role:
        colleague.take_built_in(role)
    responses = {name: ask(colleague.client, what) for name, what in STACK_CALLS.items()}
    assert {name for name, response in responses.items() if is_let_in(response)} == set(MAY[role])
    refused = {name: parse_error(response)[:2] for name, response in responses.items() if not is_let_in(response)}
    hidden = {"read an environment": (422, 141)} if "read an environment" in refused else {}
    assert refused == dict.fromkeys(refused, (403, 162)) | hidden


def test_the_owner_may_do_all(new_stack: httpx.Client) -> None:
    assert {name for name, what in STACK_CALLS.items() if not is_let_in(ask(new_stack, what))} == {
        "read an environment"
    }


def test_a_member_of_the_organization_who_does_not_work_on_the_stack(
    emulator: Emulator, new_stack: httpx.Client
) -> None:
    with join_organization(emulator, "admin") as outsider:
        outsider.headers["api_key"] = new_stack.headers["api_key"]
        for name, what in STACK_CALLS.items():
            assert parse_error(ask(outsider, what))[:2] == (403, 162), name


@pytest.mark.parametrize(("name", "what"), STACK_CALLS.items())
def test_calls_without_valid_credentials_are_rejected(emulator: Emulator, name: str, what: Ask) -> None:
    with connect(emulator, api_key=emulator.stack.api_key) as client:
        assert parse_error(ask(client, what)) == (401, 105, {"authtoken": ["is not valid."]}), name
        client.headers["authtoken"] = "blt0"
        assert parse_error(ask(client, what)) == (401, 105, {"authtoken": ["is not valid."]}), name


def test_somebody_taken_off_the_stack(colleague: Colleague) -> None:
    colleague.take_built_in("Admin")
    assert colleague.client.get("/v3/stacks").is_success
    colleague.owner.post("/v3/stacks/unshare", json={"email": colleague.email})
    assert parse_error(colleague.client.get("/v3/stacks"))[:2] == (403, 162)


ORGANIZATION_CALLS: dict[str, Ask] = {
    "read it": ("GET", "", None),
    "list stacks": ("GET", "/stacks", None),
    "list roles": ("GET", "/roles", None),
    "list people": ("GET", "/share", None),
    "search people": ("POST", "/share/search", {"emails": []}),
    "invite": ("POST", "/share", {"share": {"users": {}}}),
    "remove": ("DELETE", "/share", {"emails": []}),
    "send again": ("GET", "/share/blt0/resend_invitation", None),
    "read the log": ("GET", "/logs", None),
    "list teams": ("GET", "/teams", None),
    "make a team": ("POST", "/teams", {"name": ""}),
    "read a team": ("GET", "/teams/0", None),
    "change a team": ("PUT", "/teams/0", {"name": "x"}),
    "delete a team": ("DELETE", "/teams/0", None),
    "list members": ("GET", "/teams/0/users", None),
    "add members": ("POST", "/teams/0/users", {"emails": []}),
    "remove a member": ("DELETE", "/teams/0/users/0", None),
    "list stack roles": ("GET", "/teams/0/stack_role_mappings", None),
    "add stack roles": ("POST", "/teams/0/stack_role_mappings", {"stackApiKey": "0", "roles": []}),
    "set stack roles": ("PUT", "/teams/0/stack_role_mappings/0", {"roles": []}),
    "remove stack roles": ("DELETE", "/teams/0/stack_role_mappings/0", None),
    "give it away": ("POST", "/transfer-ownership", {"transfer_to": "nobody@example.com"}),
}


def in_organization(emulator: Emulator, what: Ask, uid: str = "") -> Ask:
    return what[0], f"/v3/organizations/{uid or emulator.organization_uid}{what[1]}", what[2]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("member", ("read it", "list stacks")),
        ("admin", tuple(name for name in ORGANIZATION_CALLS if name != "give it away")),
    ],
)
def test_roles_of_organizations(emulator: Emulator, role: str, may: tuple[str, ...]) -> None:
    with join_organization(emulator, role) as person:
        calls = {name: in_organization(emulator, what) for name, what in ORGANIZATION_CALLS.items()}
        responses = {name: ask(person, what) for name, what in calls.items()}
    assert {name for name, response in responses.items() if is_let_in(response)} == set(may)
    assert {parse_error(response)[:2] for response in responses.values() if not is_let_in(response)} == {(403, 162)}


def test_only_the_owner_gives_an_organization_away(emulator: Emulator, user: httpx.Client) -> None:
    response = ask(user, in_organization(emulator, ORGANIZATION_CALLS["give it away"]))
    assert parse_error(response) == (422, 141, {"email": ["is not valid."]})


@pytest.mark.parametrize("name", ORGANIZATION_CALLS)
def test_an_organization_of_others(emulator: Emulator, user: httpx.Client, name: str) -> None:
    response = ask(user, in_organization(emulator, ORGANIZATION_CALLS[name], "blt0"))
    assert parse_error(response) == (422, 141, {"organization_uid": ["is not valid."]})


def test_only_admins_make_stacks(emulator: Emulator) -> None:
    body = {"stack": {"name": "Mine", "master_locale": "en-us"}}
    headers = {"organization_uid": emulator.organization_uid}
    with join_organization(emulator, "member") as member:
        assert parse_error(member.post("/v3/stacks", json=body, headers=headers))[:2] == (403, 162)
    with join_organization(emulator, "admin") as admin:
        made = admin.post("/v3/stacks", json=body, headers=headers)
        assert made.status_code == 201
        assert admin.delete("/v3/stacks", headers={"api_key": made.json()["stack"]["api_key"]}).is_success


NO_SCOPE_KNOWN = ("change settings", "reset settings", "give the stack away")
"""Calls that an app may make, but no source says by which scope."""


def test_an_app_needs_the_scope_of_each_call(emulator: Emulator) -> None:
    token = emulator.grant_oauth(["cm.roles.management:read"]).access_token
    with connect(emulator, api_key=emulator.stack.api_key, authorization=f"Bearer {token}") as app:
        allowed = {name for name, what in STACK_CALLS.items() if is_let_in(ask(app, what))}
        assert allowed == {"list roles", *NO_SCOPE_KNOWN}
        assert parse_error(ask(app, STACK_CALLS["make a role"]))[:2] == (403, 162)


TOKEN_READS = ("list roles", "read the log", "list environments", "list locales", "list content types", "list assets")
TOKEN_WRITES = ("make a role", "make an environment", "make a locale")


def test_management_tokens_make_only_the_calls_of_their_scope(emulator: Emulator) -> None:
    tokens = {emulator.read_only_management_token: TOKEN_READS, emulator.management_token: TOKEN_READS + TOKEN_WRITES}
    for token, may in tokens.items():
        with connect(emulator, api_key=emulator.stack.api_key, authorization=token) as machine:
            responses = {name: ask(machine, what) for name, what in STACK_CALLS.items()}
        let_in = {name for name, response in responses.items() if is_let_in(response)}
        assert let_in == set(may)
        refused = {name: parse_error(response)[:2] for name, response in responses.items() if name not in let_in}
        forbidden = {name for name, found in refused.items() if found == (403, 162)}
        assert forbidden == set(TOKEN_WRITES) - let_in
        missing = {"read an environment": (422, 141)}
        assert {name: found for name, found in refused.items() if name not in forbidden} == {
            name: (401, 105) for name in refused if name not in forbidden
        } | missing
