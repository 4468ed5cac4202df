"""Members of teams, and their roles in stacks."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import NO_CONTENT
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import read_call_page, slice_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.teams import TEAMS, show_members
from contentstack_cma_emulator.resources.users import invite_user


@operation("list_team_users")
def list_team_users(call: Call) -> ApiResponse:
    """List the members."""
    team = TEAMS.find(call)
    uids, count = slice_page(call, team["users"])
    return ApiResponse({"users": show_members(call, uids, team["organizationUid"])} | count)


@operation("add_team_users")
def add_team_users(call: Call) -> ApiResponse:
    """Add members by email address. Existing members are kept."""
    team = TEAMS.find(call)
    added = [invite_user(call, email)["uid"] for email in call.body["emails"]]
    changed = TEAMS.change(call, team, {"users": [*team["users"], *added]})
    call.set_changed_document(changed)
    return ApiResponse({"notice": "Users added to the team successfully.", "users": changed["users"]}, 201)


@operation("remove_team_user")
def remove_team_user(call: Call) -> ApiResponse:
    """Remove a member from the team. It stays in the organization."""
    team, uid = TEAMS.find(call), call.path["user_uid"]
    if uid not in team["users"]:
        raise build_not_found("User", uid, "user_uid")
    changed = TEAMS.change(call, team, {"users": [member for member in team["users"] if member != uid]})
    call.set_changed_document(changed)
    return ApiResponse(status=NO_CONTENT)


@operation("list_team_stack_roles")
def list_team_stack_roles(call: Call) -> ApiResponse:
    """List the stacks in which the team has roles, with the roles."""
    page = read_call_page(call)
    return ApiResponse({"stackRoleMappings": page.slice(TEAMS.find(call)["stackRoleMapping"])})


@operation("add_team_stack_roles")
def add_team_stack_roles(call: Call) -> ApiResponse:
    """Give the team roles in another stack."""
    team = TEAMS.find(call)
    mapping = {"stackApiKey": call.body["stackApiKey"], "roles": call.body["roles"]}
    return write_mappings(call, team, [*team["stackRoleMapping"], mapping], mapping, 201)


@operation("update_team_stack_roles")
@operation("update_team_stack_roles_with_post")
def update_team_stack_roles(call: Call) -> ApiResponse:
    """Replace the roles of the team in a stack."""
    team = TEAMS.find(call)
    mapping = require_mapping(call, team) | {"roles": call.body["roles"]}
    mappings = [mapping if is_for_path_stack(call, item) else item for item in team["stackRoleMapping"]]
    return write_mappings(call, team, mappings, mapping, 200)


@operation("remove_team_stack_roles")
def remove_team_stack_roles(call: Call) -> ApiResponse:
    """Revoke the roles of the team in a stack."""
    team = TEAMS.find(call)
    require_mapping(call, team)
    left = [item for item in team["stackRoleMapping"] if not is_for_path_stack(call, item)]
    write_mappings(call, team, left, {}, 200)
    return ApiResponse(status=NO_CONTENT)


def write_mappings(call: Call, team: Document, mappings: list[Document], mapping: Document, status: int) -> ApiResponse:
    """Store the roles in stacks and return those in one of them."""
    call.set_changed_document(TEAMS.change(call, team, {"stackRoleMapping": mappings}))
    return ApiResponse({"stackRoleMapping": mapping}, status)


def require_mapping(call: Call, team: Document) -> Document:
    """Return the roles in the stack of the path. Raises `CmaError` (422/141) if the team has none there."""
    found: list[Document] = [mapping for mapping in team["stackRoleMapping"] if is_for_path_stack(call, mapping)]
    if not found:
        raise build_not_found("Stack", call.path["stack_api_key"], "stackApiKey")
    return found[0]


def is_for_path_stack(call: Call, mapping: Document) -> bool:
    """Return whether the roles are for the stack of the path."""
    return bool(mapping["stackApiKey"] == call.path["stack_api_key"])


def build_not_found(noun: str, name: str, field: str) -> errors.CmaError:
    """Build the error (422/141) for a user or stack that the team does not have."""
    return errors.not_found(141, f"The {noun} '{name}' is not part of the team.", field)
