"""Teams, in both versions of the API. Those of the flows have no members, so that nobody is invited."""

from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome, describe_shape
from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import read_organization

NEEDS = (Need.ORGANIZATION, Need.TEAMS)


@flow("Teams", "A team without members.", calls=8, answers=["teams_api_version"], needs=NEEDS)
def update(steps: Steps) -> None:
    """Create a team, rename it and read it."""
    teams = f"/v3/organizations/{read_organization(steps)}/teams"
    created = steps.call("create", "POST", teams, json={"name": steps.name("team"), "users": []}, has_stack=False)
    team = f"{teams}/{created.require('uid')}"
    steps.later("DELETE", team)
    steps.call("get", "GET", team, has_stack=False)
    steps.call("rename", "PUT", team, json={"name": steps.name("renamed")}, has_stack=False)
    steps.call("members", "GET", f"{team}/users", has_stack=False)
    plain = steps.call("list", "GET", teams, query={"limit": 1}, has_stack=False)
    headers = {"api_version": "1.1"}
    newer = steps.call("list in version 1.1", "GET", teams, query={"limit": 1}, headers=headers, has_stack=False)
    shapes = [describe_shape(reply.find("teams")) for reply in (plain, newer)]
    steps.answer("teams_api_version", f"Without api_version it is {shapes[0]}; with 1.1 {shapes[1]}.")


@flow("Teams", "A team in version 4 of the API.", calls=6, needs=NEEDS)
def version_4(steps: Steps) -> None:
    """Create a team in version 4, and read it."""
    organization = read_organization(steps)
    headers = {"organization_uid": organization}
    sent: dict[str, Any] = {"name": steps.name("team"), "users": [], "stackRoleMapping": []}
    created = steps.call("create", "POST", "/v4/teams", json=sent, headers=headers, has_stack=False)
    uid = created.require("uid")
    steps.later("DELETE", f"/v3/organizations/{organization}/teams/{uid}")
    steps.call("get", "GET", f"/v4/teams/{uid}", headers=headers, has_stack=False)
    steps.call("list", "GET", "/v4/teams", query={"limit": 1}, headers=headers, has_stack=False)
    steps.call("delete", "DELETE", f"/v4/teams/{uid}", headers=headers, has_stack=False)


@flow(
    "Teams",
    "Which method updates the roles of a team in a stack: PUT, POST or both.",
    calls=8,
    needs=NEEDS,
    answers=["team_role_mapping_method"],
)
def stack_roles(steps: Steps) -> None:
    """Give a team without members the roles in the stack, and replace them in both ways."""
    stack = steps.call("get the stack", "GET", "/v3/stacks").require("stack")
    roles = [role["uid"] for role in steps.call("roles", "GET", "/v3/roles").require("roles")][:1]
    teams = f"/v3/organizations/{stack['org_uid']}/teams"
    created = steps.call("create", "POST", teams, json={"name": steps.name("team"), "users": []}, has_stack=False)
    team = f"{teams}/{created.require('uid')}"
    steps.later("DELETE", team)
    mappings = f"{team}/stack_role_mappings"
    sent = {"stackApiKey": stack["api_key"], "roles": roles}
    steps.call("add", "POST", mappings, json=sent, has_stack=False)
    put, post = (
        steps.call(
            f"update with {method}", method, f"{mappings}/{stack['api_key']}", json={"roles": roles}, has_stack=False
        )
        for method in ("PUT", "POST")
    )
    steps.call("list", "GET", mappings, has_stack=False)
    steps.answer("team_role_mapping_method", f"PUT is {describe_outcome(put)}; POST is {describe_outcome(post)}.")
