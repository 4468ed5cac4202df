"""Teams in version 4 of the API: the same teams, with other parameters and with statuses of their own."""

import json
from collections.abc import Generator
from contextlib import contextmanager

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call, TextBody
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, CmaError
from contentstack_cma_emulator.engine.paging import Page, read_order, read_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.teams import TEAMS

PROJECT_DOMAINS = ("am",)
"""Products with projects whose roles a team may hold."""

MAX_PAGE = 500

UNPROCESSABLE = 422
BAD_REQUEST = 400
NO_CONTENT = 204


@operation("list_teams_v4")
def list_teams(call: Call) -> Answer:
    """Return a page of the teams with their number, or all of them without an envelope."""
    teams = TEAMS.all(call)
    if not teams:
        return Answer(status=NO_CONTENT)
    order = read_order(call.text("asc"), call.text("desc"), TEAMS.order)
    found = order.of([team for team in teams if is_wanted(call, team)])
    if call.flag("skip_pagination"):
        return Answer(text=TextBody(json.dumps([shown(call, team) for team in found]), "application/json"))
    page = page_of(call)
    headers = {"x-total-results": str(len(found)), "x-skip": str(page.skip), "x-limit": str(page.limit)}
    return Answer({"count": len(found), "teams": [shown(call, team) for team in page.of(found)]}, headers=headers)


@operation("create_team_v4")
def create_team(call: Call) -> Answer:
    """Store a new team."""
    with bad_requests():
        check_projects(call.body, "creation")
        team = TEAMS.add(call, call.body | {"organizationUid": call.path["organization_uid"]})
    return Answer(shown(call, team), 201)


@operation("get_team_v4")
def get_team(call: Call) -> Answer:
    """Return one team."""
    return Answer(shown(call, find_team(call)))


@operation("update_team_v4")
def update_team(call: Call) -> Answer:
    """Write what was sent over a team; a list replaces the one it has."""
    stored = find_team(call)
    with bad_requests():
        check_projects(call.body, "updation")
        team = TEAMS.change(call, stored, call.body)
    return Answer(shown(call, team))


@operation("delete_team_v4")
def delete_team(call: Call) -> Answer:
    """Remove a team."""
    team = find_team(call)
    call.speaks_of(shown(call, team))
    TEAMS.remove(call, team)
    return Answer({"notice": TEAMS.notice("deleted")})


def find_team(call: Call) -> Document:
    """Return the team of the path. Raises `CmaError` (404) if there is none."""
    uid = call.path["team_uid"]
    team = TEAMS.named(call, uid)
    if team is None:
        message = f"The Team '{uid}' was not found. Please try again."
        raise CmaError(404, 404, message, {"team_uid": [NOT_VALID]})
    return team


@contextmanager
def bad_requests() -> Generator[None]:
    """Reject what cannot be stored with status 400, and call the roles in the organization as version 4 does."""
    try:
        yield
    except CmaError as error:
        if error.status != UNPROCESSABLE:
            raise
        fields = {"organizationRoles" if name == "organizationRole" else name: e for name, e in error.errors.items()}
        raise CmaError(BAD_REQUEST, error.code, error.message, fields) from error


def check_projects(sent: Document, action: str) -> None:
    """Reject roles in projects of a product that has none."""
    domains = {item["domain"] for item in sent.get("projectRoles") or ()}
    if not domains <= set(PROJECT_DOMAINS):
        raise errors.refused("Team", action, {"projectRoles": [NOT_VALID]})


def is_wanted(call: Call, team: Document) -> bool:
    """Return whether a team is one of those that the call asks for."""
    text = (call.text("typeahead") or "").lower()
    stacks = [mapping["stackApiKey"] for mapping in team["stackRoleMapping"]]
    return (
        text in team["name"].lower()
        and has_one(team["users"], call.text("user_uid"))
        and has_one(stacks, call.text("stack_api_key"))
    )


def has_one(held: list[str], wanted: str | None) -> bool:
    """Return whether a team holds one of several values, which commas separate. None wants nothing."""
    return wanted is None or not set(held).isdisjoint(name.strip() for name in wanted.split(","))


def page_of(call: Call) -> Page:
    """Return which part of the list to send: up to 500 teams, by default all of these."""
    limit = call.number("limit")
    read = read_page(call.number("skip"), limit)
    return Page(read.skip, MAX_PAGE if limit is None else min(limit, MAX_PAGE))


def shown(call: Call, team: Document) -> Document:
    """Return a team as version 4 shows it."""
    seen = {name: value for name, value in TEAMS.shown(call, team).items() if name != "organizationRole"}
    return seen | ({"rolesByDomain": roles_by_domain(team)} if call.flag("group_roles_by_domain") else {})


def roles_by_domain(team: Document) -> Document:
    """Return the roles of a team in the organization, in stacks (`cms`), and in projects by their product."""
    grouped: Document = {"organization": team["organizationRoles"], "cms": team["stackRoleMapping"]}
    for roles in team["projectRoles"]:
        grouped.setdefault(roles["domain"], []).append(roles)
    return grouped
