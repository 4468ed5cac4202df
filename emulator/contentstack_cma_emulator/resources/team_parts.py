"""Teams, continued: their members, and their roles in stacks, one by one."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import NO_CONTENT
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.teams import TEAMS, shown_users
from contentstack_cma_emulator.resources.users import invite_user


@operation("list_team_users")
def list_team_users(call: Call) -> Answer:
    """Answer a page of the members."""
    team = TEAMS.find(call)
    page = read_page(call.number("skip"), call.number("limit"))
    uids = team["users"][page.skip : page.skip + page.limit]
    count = {"count": len(team["users"])} if call.flag("include_count") else {}
    return Answer({"users": shown_users(call, uids, team["organizationUid"])} | count)


@operation("add_team_users")
def add_team_users(call: Call) -> Answer:
    """Add members by their email addresses; who is one already stays one."""
    team = TEAMS.find(call)
    added = [invite_user(call, email)["uid"] for email in call.body["emails"]]
    changed = TEAMS.change(call, team, {"users": [*team["users"], *added]})
    call.speaks_of(changed)
    return Answer({"notice": "Users added to the team successfully.", "users": changed["users"]}, 201)


@operation("remove_team_user")
def remove_team_user(call: Call) -> Answer:
    """Take a member out of the team; it stays in the organization."""
    team, uid = TEAMS.find(call), call.path["user_uid"]
    if uid not in team["users"]:
        raise not_part("User", uid, "user_uid")
    changed = TEAMS.change(call, team, {"users": [member for member in team["users"] if member != uid]})
    call.speaks_of(changed)
    return Answer(status=NO_CONTENT)


@operation("list_team_stack_roles")
def list_team_stack_roles(call: Call) -> Answer:
    """Answer a page of the stacks that the team has roles in, with the roles."""
    page = read_page(call.number("skip"), call.number("limit"))
    return Answer({"stackRoleMappings": page.of(TEAMS.find(call)["stackRoleMapping"])})


@operation("add_team_stack_roles")
def add_team_stack_roles(call: Call) -> Answer:
    """Give the team roles in one more stack."""
    team = TEAMS.find(call)
    mapping = {"stackApiKey": call.body["stackApiKey"], "roles": call.body["roles"]}
    return write_mappings(call, team, [*team["stackRoleMapping"], mapping], mapping, 201)


@operation("update_team_stack_roles")
@operation("update_team_stack_roles_with_post")
def update_team_stack_roles(call: Call) -> Answer:
    """Replace the roles of the team in a stack."""
    team = TEAMS.find(call)
    mapping = find_mapping(call, team) | {"roles": call.body["roles"]}
    mappings = [mapping if is_named(call, item) else item for item in team["stackRoleMapping"]]
    return write_mappings(call, team, mappings, mapping, 200)


@operation("remove_team_stack_roles")
def remove_team_stack_roles(call: Call) -> Answer:
    """Take a stack away from the team."""
    team = TEAMS.find(call)
    find_mapping(call, team)
    write_mappings(call, team, [item for item in team["stackRoleMapping"] if not is_named(call, item)], {}, 200)
    return Answer(status=NO_CONTENT)


def write_mappings(call: Call, team: Document, mappings: list[Document], mapping: Document, status: int) -> Answer:
    """Store the roles in stacks and answer those in one of them."""
    call.speaks_of(TEAMS.change(call, team, {"stackRoleMapping": mappings}))
    return Answer({"stackRoleMapping": mapping}, status)


def find_mapping(call: Call, team: Document) -> Document:
    """Answer the roles in the stack of the path. Raises `CmaError` (422/141) if the team has none there."""
    found: list[Document] = [mapping for mapping in team["stackRoleMapping"] if is_named(call, mapping)]
    if not found:
        raise not_part("Stack", call.path["stack_api_key"], "stackApiKey")
    return found[0]


def is_named(call: Call, mapping: Document) -> bool:
    """Answer whether the path speaks of the stack of these roles."""
    return bool(mapping["stackApiKey"] == call.path["stack_api_key"])


def not_part(noun: str, name: str, field: str) -> errors.CmaError:
    """422/141: something is no part of the team."""
    return errors.not_found(141, f"The {noun} '{name}' is not part of the team.", field)
