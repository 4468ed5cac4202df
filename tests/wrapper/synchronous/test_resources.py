# Derived from asynchronous/test_resources.py by generator/unasync.py: edit that, not this.
"""Resources that are generated whole, reached from clients and stacks."""

from typing import Any

import httpx
import pytest

from contentstack_cma import AuthMethodError, Client, ContentstackError
from contentstack_cma.models import (
    DeliveryTokenEnvironmentScope,
    DeliveryTokenScopeInputDict,
    OtherRoleRule,
    RoleFieldRule,
    TeamUser,
)
from tests.wrapper.support.scripted_transport import Scripted, build_response

TEAM = "/v3/organizations/org/teams/t1"


def client_of(server: Scripted, **options: Any) -> Client:
    return Client(**(options or {"authtoken": "t"}), transport=server.transport)


def test_teams_of_an_organization() -> None:
    member = {"uid": "u1", "firstName": "Ada"}
    server = Scripted(
        build_response(uid="t1", users=["u1"]),
        build_response(users=[member]),
        build_response(stackRoleMapping={"roles": ["r"]}),
    )
    with client_of(server) as client:
        team = client.teams("org").create(name="Writers")
        members = client.team_users("org", team.uid).list(include_user_details=True)
        mapping = client.team_stack_roles("org", team.uid).update("key", ["r"])
    assert team.users == ["u1"]
    assert members.items == [TeamUser.from_dict(member)]
    assert mapping.roles == ["r"]
    assert server.calls == [
        "POST /v3/organizations/org/teams",
        f"GET {TEAM}/users",
        f"PUT {TEAM}/stack_role_mappings/key",
    ]
    assert server.header_values("api_key") == [None, None, None]


def test_responses_without_a_body() -> None:
    server = Scripted(*(httpx.Response(204) for _ in range(3)))
    with client_of(server) as client:
        client.team_users("org", "t1").remove("u1")
        client.teams("org").delete("t1")
        left = client.teams("org").list()
    assert left.items == []
    assert server.calls == [f"DELETE {TEAM}/users/u1", f"DELETE {TEAM}", "GET /v3/organizations/org/teams"]


def test_tasks_of_every_stack_and_of_one() -> None:
    server = Scripted(build_response(assignments=[]), build_response(assignments=[{"type": "workflow_stage"}]))
    with client_of(server) as client:
        everywhere = client.tasks.list()
        found = client.stack("key").tasks.list(query={"type": "workflow_stage"})
    assert everywhere.items == []
    assert [task.type_ for task in found.items] == ["workflow_stage"]
    assert server.header_values("api_key") == [None, "key"]


def test_a_machine_to_machine_app_is_named_where_it_may_call() -> None:
    with client_of(Scripted(), management_token="cs1") as client:
        with pytest.raises(AuthMethodError, match=r"use an authtoken, `Login`, `OAuth` or `ClientCredentials`$"):
            client.organizations.get("org")
        with pytest.raises(AuthMethodError, match=r"use an authtoken, `Login` or `OAuth`$"):
            client.stack("key").fetch()


def test_a_management_token_makes_no_tokens() -> None:
    server = Scripted(build_response(token={"uid": "d1", "preview_token": "cs2"}))
    with client_of(server, management_token="cs1") as client:
        stack = client.stack("key")
        with pytest.raises(AuthMethodError, match=r"stack\.delivery_tokens\.list"):
            stack.delivery_tokens.list()
        made = stack.preview_tokens.create("d1")
    assert made.preview_token == "cs2"
    assert "cs2" not in repr(made)
    assert server.calls == ["POST /v3/stacks/delivery_tokens/d1/preview_token"]


def test_a_scope_is_written_with_names_and_read_with_environments() -> None:
    read = {"module": "environment", "environments": [{"uid": "e1", "name": "production"}], "acl": {"read": True}}
    server = Scripted(build_response(token={"uid": "d1", "scope": [read]}))
    written: DeliveryTokenScopeInputDict = {
        "module": "environment",
        "environments": ["production"],
        "acl": {"read": True},
    }
    with client_of(server) as client:
        tokens = client.stack("key").delivery_tokens
        made = tokens.create({"name": "site", "scope": [written]})
        wrong: Any = {"module": "environment"}
        with pytest.raises(ValueError, match=r"token\.scope\[0\] lacks the required key 'environments'"):
            tokens.create({"name": "site", "scope": [wrong]})
    assert made.scope is not None
    (scope,) = made.scope
    assert isinstance(scope, DeliveryTokenEnvironmentScope)
    assert scope.environments is not None
    assert [environment.name for environment in scope.environments] == ["production"]


def test_rules_of_every_kind() -> None:
    field = {"module": "field", "content_type": "page", "fields": ["image"], "acl": {"update": False}, "restrict": True}
    server = Scripted(build_response(role={"uid": "r1", "rules": [field, {"module": "hologram", "depth": 3}]}))
    with client_of(server) as client:
        role = client.stack("key").roles.get("r1", include_rules=True)
    assert role.rules is not None
    known, unknown = role.rules
    assert isinstance(known, RoleFieldRule)
    assert (known.fields, known.restrict) == (["image"], True)
    assert isinstance(unknown, OtherRoleRule)
    assert unknown["depth"] == 3


@pytest.mark.parametrize("key", ["log", "logs"])
def test_an_item_of_the_audit_log(key: str) -> None:
    found: dict[str, Any] = {key: {"uid": "l1", "request": {"http_basic_password": "hunter2"}}}
    server = Scripted(build_response(**found))
    with client_of(server) as client:
        item = client.stack("key").audit_logs.get("l1")
    assert item.request == {"http_basic_password": "hunter2"}
    assert "hunter2" not in repr(item)


def test_a_response_without_the_item() -> None:
    with (
        client_of(Scripted(build_response(notice="none"))) as client,
        pytest.raises(
            ContentstackError, match=r"stack\.audit_logs\.get\(\): cannot read the response .*: it lacks 'log'"
        ),
    ):
        client.stack("key").audit_logs.get("l1")
