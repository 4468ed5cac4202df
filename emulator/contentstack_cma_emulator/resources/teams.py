"""Teams: users of an organization who share roles. What is written of them is camelCase and stands bare."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import NO_CONTENT, Refused, Resource, Statuses, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_UNIQUE, NOT_VALID
from contentstack_cma_emulator.engine.field_rules import Errors, required
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, ROLE, SHARE, TEAM, USER
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import PER_ORGANIZATION
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import System
from contentstack_cma_emulator.resources.users import invite_user
from contentstack_cma_emulator.stores.provisioning import create_share

DEFAULT_ROLE = "member"

SHOWN = ("_id", "__v", "organizationRole", "createdByUserName", "updatedByUserName")
"""What is worked out when a team is read."""


def make_uid(call: Call, _sent: Document) -> str:
    """Make a uid of 24 hexadecimal digits, as teams have it."""
    return call.state.clock.uid("") + call.state.clock.uid("")[:8]


def prepared(call: Call, sent: Document) -> Document:
    """Answer a team as it is kept: members by their uid, and its roles in the organization in a list."""
    kept = {name: value for name, value in sent.items() if name not in SHOWN}
    role = sent.get("organizationRole")
    if role and role not in sent.get("organizationRoles", ()):
        kept["organizationRoles"] = [role]
    if "users" in sent:
        kept["users"] = list(dict.fromkeys(member_uid(call, member) for member in sent["users"]))
    return kept


def member_uid(call: Call, member: object) -> str:
    """Answer the uid of a member who is named by it or by an email address. One without an account gets one."""
    if not isinstance(member, dict):
        return str(member)
    named = cast("Document", member)
    email = named.get("email")
    return str(invite_user(call, str(email))["uid"] if email else named.get("uid") or "")


def check_users(call: Call, team: Document) -> Errors:
    """Refuse members that nobody knows."""
    known = all(call.store.get(Key(USER, uid)) for uid in team["users"])
    return {} if known else {"users": [NOT_VALID]}


def check_organization_roles(call: Call, team: Document) -> Errors:
    """Reject roles that the organization does not have."""
    known = {role["uid"] for role in organization_roles(call)}
    return {} if known.issuperset(team["organizationRoles"]) else {"organizationRole": [NOT_VALID]}


def check_stack_roles(call: Call, team: Document) -> Errors:
    """Refuse stacks that are not of the organization, roles that they do not have, and a stack that comes twice."""
    mappings = team["stackRoleMapping"]
    keys = [mapping["stackApiKey"] for mapping in mappings]
    if len(set(keys)) < len(keys):
        return {"stackRoleMapping": [NOT_UNIQUE]}
    wrong: Errors = {}
    for mapping in mappings:
        wrong |= wrong_mapping(call, mapping)
    return wrong


def wrong_mapping(call: Call, mapping: Document) -> Errors:
    """Answer what is wrong with the roles in one stack."""
    stack = find_stack(call.store, mapping["stackApiKey"])
    if stack is None or stack["org_uid"] != call.path["organization_uid"]:
        return {"stackApiKey": [NOT_VALID]}
    known = {role["uid"] for role in call.store.find(Scope(ROLE, stack["api_key"]))}
    return {} if known.issuperset(mapping["roles"]) else {"roles": [NOT_VALID]}


def welcome(call: Call, team: Document) -> None:
    """Invite the members who are not part of the organization yet."""
    organization = call.store.get(Key(ORGANIZATION, team["organizationUid"])) or {}
    known = {share["user_uid"] for share in call.store.find(Scope(SHARE, parent=organization["uid"]))}
    for uid in team["users"]:
        if uid not in known:
            user = call.store.get(Key(USER, uid)) or {}
            roles = team["organizationRoles"] or [default_role(call)]
            create_share(call.state, organization, user, roles, call.actor)
            outbox.send(call.state, "invitation", user["email"])


def shown(call: Call, team: Document) -> Document:
    """Answer a team as it is read, with its members whole if the call asks for that."""
    roles = team["organizationRoles"]
    users = shown_users(call, team["users"], team["organizationUid"])
    return {
        "_id": team["uid"],
        **team,
        "createdByUserName": user_name(call, team["createdBy"]),
        "updatedByUserName": user_name(call, team["updatedBy"]),
        "organizationRole": roles[0] if roles else None,
        "users": users,
    }


def shown_users(call: Call, uids: Sequence[str], organization_uid: str) -> Sequence[str | Document]:
    """Answer members by their uid, or whole if the call asks for that."""
    if not (call.flag("includeUserDetails") or call.flag("include_user_details")):
        return uids
    shares = call.store.find(Scope(SHARE, parent=organization_uid))
    statuses = {share["user_uid"]: share["status"] for share in shares}
    return [user_details(call, uid, statuses.get(uid)) for uid in uids]


def user_details(call: Call, uid: str, status: str | None) -> Document:
    """Answer a member whole."""
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


def user_name(call: Call, uid: str) -> str:
    """Answer what people call a user."""
    user = call.store.get(Key(USER, uid)) or {}
    full = f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
    return full or str(user.get("email", ""))


def organization_roles(call: Call) -> list[Document]:
    """Answer the roles of the organization of the path."""
    return call.store.find(Scope(ORGANIZATION_ROLE, parent=call.path["organization_uid"]))


def default_role(call: Call) -> str:
    """Return the uid of the role that plain members of the organization have."""
    return next(str(role["uid"]) for role in organization_roles(call) if role["name"] == DEFAULT_ROLE)


TEAMS = Resource(
    kind=TEAM,
    key=None,
    plural="teams",
    noun="Team",
    address="team_uid",
    operations=("team", "teams"),
    place=PER_ORGANIZATION,
    make_uid=make_uid,
    system=System(acl=None, versioned=False, created=("createdAt", "createdBy"), updated=("updatedAt", "updatedBy")),
    defaults={
        "description": "",
        "users": [],
        "organizationRoles": [],
        "stackRoleMapping": [],
        "projectRoles": [],
        "__v": 0,
    },
    prepare=prepared,
    fixed=("organizationUid",),
    unique=("name",),
    duplicate=Refused(text=NOT_UNIQUE),
    rules=(
        required("name"),
        check_users,
        check_organization_roles,
        check_stack_roles,
    ),
    written=welcome,
    show=shown,
    order=Order("updatedAt"),
    typeahead=("name",),
    missing=missing_as("Team", name="team_uid"),
    statuses=Statuses(deleted=NO_CONTENT),
    notices={"created": "", "updated": ""},
)
TEAMS.register_all_but("list", "create")


@operation("list_teams")
def list_teams(call: Call) -> Answer:
    """Answer a page of the teams: all of them, or those of the users in `user_uid`, which commas separate."""
    users = call.text("user_uid")
    if users is None:
        return TEAMS.page(call)
    conditions = call.json("query") | {"users": {"$in": users.split(",")}}
    return TEAMS.page(replace(call, query={**call.query, "query": (json.dumps(conditions),)}))


@operation("create_team")
def create_team(call: Call) -> Answer:
    """Make a team; where no role in the organization is given, its members are plain members of it."""
    given = {"organizationRole": call.body.get("organizationRole") or default_role(call)}
    sent = call.body | given | {"organizationUid": call.path["organization_uid"]}
    return TEAMS.create(replace(call, body=sent))


def leave_teams(call: Call, organization_uid: str, user_uid: str) -> None:
    """Take somebody out of every team of an organization."""
    for key, team in call.store.items(Scope(TEAM, parent=organization_uid)):
        if user_uid in team["users"]:
            call.store.put(key, team | {"users": [uid for uid in team["users"] if uid != user_uid]})


def forget_stack(call: Call, stack: Document) -> None:
    """Take a stack that is deleted away from every team."""
    for key, team in call.store.items(Scope(TEAM, parent=stack["org_uid"])):
        left = [mapping for mapping in team["stackRoleMapping"] if mapping["stackApiKey"] != stack["api_key"]]
        call.store.put(key, team | {"stackRoleMapping": left})
