"""Teams in version 4 of the API: the same teams with other parameters and statuses."""

import json
from collections.abc import Generator
from contextlib import contextmanager

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call, TextBody
from contentstack_cma_emulator.engine.documents import Document, omit, split_by_comma
from contentstack_cma_emulator.engine.errors import NOT_VALID, CmaError
from contentstack_cma_emulator.engine.listing import filter_typeahead
from contentstack_cma_emulator.engine.paging import Page, read_order, read_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.teams import TEAMS

PROJECT_DOMAINS = ("am",)
"""Products with projects in which a team can have roles."""

MAX_PAGE = 500

UNPROCESSABLE = 422
BAD_REQUEST = 400
NO_CONTENT = 204


@operation("list_teams_v4")
def list_teams(call: Call) -> ApiResponse:
    """Return a page of the teams with their total, or all of them without an envelope."""
    teams = TEAMS.find_all(call)
    if not teams:
        return ApiResponse(status=NO_CONTENT)
    order = read_order(call.get_text("asc"), call.get_text("desc"), TEAMS.order)
    found = order.sort([team for team in filter_typeahead(call, teams, ("name",)) if is_wanted(call, team)])
    if call.has_flag("skip_pagination"):
        return ApiResponse(text=TextBody(json.dumps([show(call, team) for team in found]), "application/json"))
    page = read_team_page(call)
    headers = {"x-total-results": str(len(found)), "x-skip": str(page.skip), "x-limit": str(page.limit)}
    teams = [show(call, team) for team in page.slice(found)]
    return ApiResponse({"count": len(found), "teams": teams}, headers=headers)


@operation("create_team_v4")
def create_team(call: Call) -> ApiResponse:
    """Create a team."""
    with convert_errors():
        check_projects(call.body, "creation")
        team = TEAMS.add(call, call.body | {"organizationUid": call.path["organization_uid"]})
    return ApiResponse(show(call, team), 201)


@operation("get_team_v4")
def get_team(call: Call) -> ApiResponse:
    """Return one team."""
    return ApiResponse(show(call, require_team(call)))


@operation("update_team_v4")
def update_team(call: Call) -> ApiResponse:
    """Update a team with the fields that were sent. A list replaces the stored one."""
    stored = require_team(call)
    with convert_errors():
        check_projects(call.body, "updation")
        team = TEAMS.change(call, stored, call.body)
    return ApiResponse(show(call, team))


@operation("delete_team_v4")
def delete_team(call: Call) -> ApiResponse:
    """Delete a team."""
    team = require_team(call)
    call.set_changed_document(show(call, team))
    TEAMS.remove(call, team)
    return ApiResponse({"notice": TEAMS.make_notice("deleted")})


def require_team(call: Call) -> Document:
    """Return the team of the path. Raises `CmaError` (404) if there is none."""
    uid = call.path["team_uid"]
    team = TEAMS.find_named(call, uid)
    if team is None:
        message = f"The Team '{uid}' was not found. Please try again."
        raise CmaError(404, 404, message, {"team_uid": [NOT_VALID]})
    return team


@contextmanager
def convert_errors() -> Generator[None]:
    """Turn a 422 into a 400, with the name that version 4 has for the roles in the organization."""
    try:
        yield
    except CmaError as error:
        if error.status != UNPROCESSABLE:
            raise
        fields = {"organizationRoles" if name == "organizationRole" else name: e for name, e in error.errors.items()}
        raise CmaError(BAD_REQUEST, error.code, error.message, fields) from error


def check_projects(sent: Document, action: str) -> None:
    """Raise `CmaError` (422/119) for roles in the projects of an unknown product."""
    domains = {item["domain"] for item in sent.get("projectRoles") or ()}
    if not domains <= set(PROJECT_DOMAINS):
        raise errors.action_failed("Team", action, {"projectRoles": [NOT_VALID]})


def is_wanted(call: Call, team: Document) -> bool:
    """Return whether a team matches the parameters `user_uid` and `stack_api_key`."""
    stacks = [mapping["stackApiKey"] for mapping in team["stackRoleMapping"]]
    has_user = has_any(team["users"], call.get_text("user_uid"))
    return has_user and has_any(stacks, call.get_text("stack_api_key"))


def has_any(held: list[str], wanted: str | None) -> bool:
    """Return whether `held` contains one of the comma-separated values. True if `wanted` is None."""
    return wanted is None or not set(held).isdisjoint(split_by_comma(wanted))


def read_team_page(call: Call) -> Page:
    """Return the page that the call requests. Default and maximum: 500 teams."""
    limit = call.get_integer("limit")
    read = read_page(call.get_integer("skip"), limit)
    return Page(read.skip, MAX_PAGE if limit is None else min(limit, MAX_PAGE))


def show(call: Call, team: Document) -> Document:
    """Return a team as version 4 shows it."""
    shown = omit(TEAMS.render(call, team), "organizationRole")
    return shown | ({"rolesByDomain": group_roles_by_domain(team)} if call.has_flag("group_roles_by_domain") else {})


def group_roles_by_domain(team: Document) -> Document:
    """Return the roles of a team in the organization, in stacks (`cms`), and in projects by product."""
    grouped: Document = {"organization": team["organizationRoles"], "cms": team["stackRoleMapping"]}
    for roles in team["projectRoles"]:
        grouped.setdefault(roles["domain"], []).append(roles)
    return grouped
