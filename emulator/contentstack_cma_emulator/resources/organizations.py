"""Organizations: who belongs to them, with which roles, and which stacks they own."""

from dataclasses import replace

from contentstack_cma_emulator.auth.memberships import administers
from contentstack_cma_emulator.auth.rights import rights_of
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import ORGANIZATION_LOG
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, ROLE, SHARE, STACK, USER
from contentstack_cma_emulator.engine.paging import Order, listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.users import current_user, memberships, with_stack_holders
from contentstack_cma_emulator.stores.provisioning import PLAN_LIMITS

LOG_LIMIT = 25
"""How many items of the log are answered unless the call says how many."""

PLAN_NAMES = {
    "users": "Users",
    "limit": "API Requests Limit",
    "getLimit": "GET Requests Limit",
    "bulkLimit": "bulkLimit",
}


@operation("list_organizations")
def list_organizations(call: Call) -> Answer:
    """Answer a page of the organizations that the user belongs to."""
    uids = memberships(call, current_user(call))
    found = [organization for organization in call.store.find(Scope(ORGANIZATION)) if organization["uid"] in uids]
    return listing(call, "organizations", [shown(call, item) for item in found if typed_ahead(call, item, "name")])


@operation("get_organization")
def get_organization(call: Call) -> Answer:
    """Answer one organization."""
    return Answer({"organization": shown(call, open_organization(call))})


@operation("list_organization_roles")
def list_organization_roles(call: Call) -> Answer:
    """Answer a page of the organization's roles, with those of its stacks if the call asks for them."""
    uid = open_organization(call)["uid"]
    roles = [with_holders(call, role) for role in call.store.find(Scope(ORGANIZATION_ROLE, parent=uid))]
    if call.flag("include_stack_roles"):
        roles += [with_stack_holders(call, role) for role in call.store.find(Scope(ROLE)) if role["org_uid"] == uid]
    return listing(call, "roles", roles)


@operation("list_organization_stacks")
def list_organization_stacks(call: Call) -> Answer:
    """Answer a page of the organization's stacks: all to its admins, to others those they work on."""
    organization = open_organization(call)
    stacks = [stack for stack in call.store.find(Scope(STACK)) if stack["org_uid"] == organization["uid"]]
    if not administers(call.state, organization, call.signed_in.uid):
        stacks = [stack for stack in stacks if rights_of(call.state, stack, call.signed_in.uid)]
    return listing(call, "stacks", [with_people(call, stack) for stack in stacks if typed_ahead(call, stack, "name")])


@operation("list_organization_logs")
def list_organization_logs(call: Call) -> Answer:
    """Answer a page of what was done to the organization, the newest first and not many at once."""
    logs = call.store.find(Scope(ORGANIZATION_LOG, parent=open_organization(call)["uid"]))
    limit = call.text("limit") or str(LOG_LIMIT)
    return listing(replace(call, query={**call.query, "limit": (limit,)}), "logs", logs, Order("created_at"))


@operation("get_organization_log")
def get_organization_log(call: Call) -> Answer:
    """Answer one item of the log."""
    log = call.store.get(Key(ORGANIZATION_LOG, call.path["log_uid"], parent=open_organization(call)["uid"]))
    if log is None:
        raise errors.object_not_found()
    return Answer({"log": log})


def open_organization(call: Call) -> Document:
    """Answer the organization of the path. Who may do what with it was checked before the call came here."""
    uid = call.path["organization_uid"]
    organization = call.store.get(Key(ORGANIZATION, uid))
    if organization is None:
        raise errors.organization_not_found(uid)
    return organization


def shown(call: Call, organization: Document) -> Document:
    """Answer an organization as it is sent, with its plan if the call asks for it."""
    seen = organization | {"owner": True} if organization["owner_uid"] == call.signed_in.uid else organization
    return seen | {"plan": plan(call, organization)} if call.flag("include_plan") else seen


def with_people(call: Call, stack: Document) -> Document:
    """Answer a stack with who owns it and how many work on it, without its settings."""
    owner = call.store.get(Key(USER, stack["owner_uid"])) or {}
    shown = {name: value for name, value in stack.items() if name != "settings"}
    named = {name: owner.get(name) for name in ("email", "first_name", "last_name")}
    return shown | {"owner": named, "users": {"count": len(stack["user_uids"])}}


def with_holders(call: Call, role: Document) -> Document:
    """Answer a role of the organization with the members who have it."""
    shares = call.store.find(Scope(SHARE, parent=role["org_uid"]))
    return role | {"users": [share["user_uid"] for share in shares if role["uid"] in share["org_roles"]]}


def plan(call: Call, organization: Document) -> Document:
    """Answer the plan of an organization; every one has the same."""
    fixed: Document = {"enabled": True, "is_required": False, "depends_on": []}
    features = [
        {"uid": uid, "name": PLAN_NAMES[uid], "limit": limit, "max_limit": limit, **fixed}
        for uid, limit in {**PLAN_LIMITS, **call.state.features}.items()
    ]
    return {
        "plan_id": organization["plan_id"],
        "name": "Emulator",
        "message": "The plan of every organization here.",
        "price": "$0",
        "features": features,
        "blockedAssetTypes": [],
        "created_at": organization["created_at"],
        "updated_at": organization["created_at"],
    }


def typed_ahead(call: Call, document: Document, *fields: str) -> bool:
    """Answer whether the text of `typeahead` stands in one of the fields; true where none is given."""
    text = (call.text("typeahead") or "").lower()
    return any(text in str(document.get(field, "")).lower() for field in fields)
