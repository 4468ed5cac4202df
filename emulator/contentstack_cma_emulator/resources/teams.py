"""Teams: users of an organization who share roles. Bodies are camelCase and have no envelope."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import NO_CONTENT, Rejection, Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import NOT_UNIQUE, NOT_VALID, Errors
from contentstack_cma_emulator.engine.field_rules import require
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, ROLE, SHARE, STACK, TEAM, USER
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import PER_ORGANIZATION
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import SystemFields
from contentstack_cma_emulator.resources.users import invite_user
from contentstack_cma_emulator.stores.provisioning import create_share

DEFAULT_ROLE = "member"

COMPUTED = ("_id", "__v", "organizationRole", "createdByUserName", "updatedByUserName")
"""Fields that are computed when a team is read."""


def make_uid(call: Call, _sent: Document) -> str:
    """Make a uid of 24 hexadecimal digits."""
    return call.state.clock.make_uid("") + call.state.clock.make_uid("")[:8]


def prepare(call: Call, sent: Document, _stored: Document) -> Document:
    """Return a team as it is stored: members by uid, and its roles in the organization as a list."""
    stored = omit(sent, *COMPUTED)
    role = sent.get("organizationRole")
    if role and role not in sent.get("organizationRoles", ()):
        stored["organizationRoles"] = [role]
    if "users" in sent:
        stored["users"] = list(dict.fromkeys(resolve_member(call, member) for member in sent["users"]))
    return stored


def resolve_member(call: Call, member: object) -> str:
    """Return the uid of a member given by uid or email address. Creates an account for an unknown address."""
    if not isinstance(member, dict):
        return str(member)
    named = cast("Document", member)
    email = named.get("email")
    return str(invite_user(call, str(email))["uid"] if email else named.get("uid") or "")


def check_users(call: Call, team: Document) -> Errors:
    """Check that all members exist."""
    known = all(call.store.get(Key(USER, uid)) for uid in team["users"])
    return {} if known else {"users": [NOT_VALID]}


def check_organization_roles(call: Call, team: Document) -> Errors:
    """Check that the organization has the roles."""
    known = {role["uid"] for role in list_assignable_roles(call)}
    return {} if known.issuperset(team["organizationRoles"]) else {"organizationRole": [NOT_VALID]}


def check_stack_roles(call: Call, team: Document) -> Errors:
    """Check that each stack occurs once, belongs to the organization and has the roles."""
    mappings = team["stackRoleMapping"]
    keys = [mapping["stackApiKey"] for mapping in mappings]
    if len(set(keys)) < len(keys):
        return {"stackRoleMapping": [NOT_UNIQUE]}
    wrong: Errors = {}
    for mapping in mappings:
        wrong |= check_mapping(call, mapping)
    return wrong


def check_mapping(call: Call, mapping: Document) -> Errors:
    """Check the roles in one stack."""
    stack = call.store.get(Key(STACK, mapping["stackApiKey"]))
    if stack is None or stack["org_uid"] != call.path["organization_uid"]:
        return {"stackApiKey": [NOT_VALID]}
    known = {role["uid"] for role in call.store.find(Scope(ROLE, stack["api_key"]))}
    return {} if known.issuperset(mapping["roles"]) else {"roles": [NOT_VALID]}


def invite_members(call: Call, team: Document) -> None:
    """Invite the members who do not belong to the organization yet."""
    organization = call.store.get(Key(ORGANIZATION, team["organizationUid"])) or {}
    known = {share["user_uid"] for share in call.store.find(Scope(SHARE, parent=organization["uid"]))}
    for uid in team["users"]:
        if uid not in known:
            user = call.store.get(Key(USER, uid)) or {}
            roles = team["organizationRoles"] or [find_default_role(call)]
            create_share(call.state, organization, user, roles, call.actor)
            outbox.send_message(call.state, "invitation", user["email"])


def show(call: Call, team: Document) -> Document:
    """Return a team as responses show it, with the details of its members if requested."""
    roles = team["organizationRoles"]
    users = show_members(call, team["users"], team["organizationUid"])
    return {
        "_id": team["uid"],
        **team,
        "createdByUserName": get_full_name(call, team["createdBy"]),
        "updatedByUserName": get_full_name(call, team["updatedBy"]),
        "organizationRole": roles[0] if roles else None,
        "users": users,
    }


def show_members(call: Call, uids: Sequence[str], organization_uid: str) -> Sequence[str | Document]:
    """Return the uids of members, or their details if requested."""
    if not (call.has_flag("includeUserDetails") or call.has_flag("include_user_details")):
        return uids
    shares = call.store.find(Scope(SHARE, parent=organization_uid))
    statuses = {share["user_uid"]: share["status"] for share in shares}
    return [show_member(call, uid, statuses.get(uid)) for uid in uids]


def show_member(call: Call, uid: str, status: str | None) -> Document:
    """Return the details of a member."""
    user = call.store.get(Key(USER, uid)) or {}
    return {
        "uid": uid,
        "username": user.get("username"),
        "email": user.get("email"),
        "firstName": user.get("first_name"),
        "lastName": user.get("last_name"),
        "active": user.get("active"),
        "orgInvitationStatus": status,
    }


def get_full_name(call: Call, uid: str) -> str:
    """Return the full name of a user, or the email address if there is none."""
    user = call.store.get(Key(USER, uid)) or {}
    full = f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
    return full or str(user.get("email", ""))


def list_assignable_roles(call: Call) -> list[Document]:
    """Return the roles of the organization of the path."""
    return call.store.find(Scope(ORGANIZATION_ROLE, parent=call.path["organization_uid"]))


def find_default_role(call: Call) -> str:
    """Return the uid of the role of plain members."""
    return next(str(role["uid"]) for role in list_assignable_roles(call) if role["name"] == DEFAULT_ROLE)


TEAMS = Resource(
    kind=TEAM,
    key=None,
    plural="teams",
    noun="Team",
    address="team_uid",
    operations=("team", "teams"),
    place=PER_ORGANIZATION,
    make_uid=make_uid,
    system=SystemFields(
        acl=None, versioned=False, created=("createdAt", "createdBy"), updated=("updatedAt", "updatedBy")
    ),
    defaults={
        "description": "",
        "users": [],
        "organizationRoles": [],
        "stackRoleMapping": [],
        "projectRoles": [],
        "__v": 0,
    },
    prepare=prepare,
    fixed=("organizationUid",),
    unique=("name",),
    duplicate=Rejection(text=NOT_UNIQUE),
    rules=(require("name"), check_users, check_organization_roles, check_stack_roles),
    after_write=invite_members,
    show=show,
    order=Order("updatedAt"),
    typeahead=("name",),
    missing=report_missing("Team", name="team_uid"),
    deleted_status=NO_CONTENT,
    notices={"created": "", "updated": ""},
)
TEAMS.register_all_but("list", "create")


@operation("list_teams")
def list_teams(call: Call) -> ApiResponse:
    """List the teams, or only those of the users in the comma-separated `user_uid`."""
    users = call.get_text("user_uid")
    if users is None:
        return TEAMS.list_page(call)
    conditions = call.get_json("query") | {"users": {"$in": users.split(",")}}
    return TEAMS.list_page(replace(call, query={**call.query, "query": (json.dumps(conditions),)}))


@operation("create_team")
def create_team(call: Call) -> ApiResponse:
    """Create a team. By default, its members are plain members of the organization."""
    given = {"organizationRole": call.body.get("organizationRole") or find_default_role(call)}
    sent = call.body | given | {"organizationUid": call.path["organization_uid"]}
    return TEAMS.create(replace(call, body=sent))


def leave_teams(call: Call, organization_uid: str, user_uid: str) -> None:
    """Remove a user from every team of an organization."""
    for key, team in call.store.find_with_keys(Scope(TEAM, parent=organization_uid)):
        if user_uid in team["users"]:
            call.store.put(key, team | {"users": [uid for uid in team["users"] if uid != user_uid]})


def remove_stack_from_teams(call: Call, stack: Document) -> None:
    """Remove a deleted stack from every team."""
    for key, team in call.store.find_with_keys(Scope(TEAM, parent=stack["org_uid"])):
        left = [mapping for mapping in team["stackRoleMapping"] if mapping["stackApiKey"] != stack["api_key"]]
        call.store.put(key, team | {"stackRoleMapping": left})
