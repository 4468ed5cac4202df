"""Organizations, with their roles, stacks and logs."""

from dataclasses import replace

from contentstack_cma_emulator.auth.memberships import is_organization_admin
from contentstack_cma_emulator.auth.rights import find_rights
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import ORGANIZATION_LOG
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, ROLE, SHARE, STACK, USER
from contentstack_cma_emulator.engine.listing import filter_typeahead
from contentstack_cma_emulator.engine.paging import Order, list_documents
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.users import list_memberships, require_current_user, with_users
from contentstack_cma_emulator.stores.provisioning import PLAN_LIMITS

LOG_LIMIT = 25
"""Default page size of the log."""

PLAN_NAMES = {
    "users": "Users",
    "limit": "API Requests Limit",
    "getLimit": "GET Requests Limit",
    "bulkLimit": "bulkLimit",
}


@operation("list_organizations")
def list_organizations(call: Call) -> ApiResponse:
    """List the organizations of the user."""
    uids = list_memberships(call, require_current_user(call))
    found = [organization for organization in call.store.find(Scope(ORGANIZATION)) if organization["uid"] in uids]
    return list_documents(
        call, "organizations", [show_organization(call, item) for item in filter_typeahead(call, found, ("name",))]
    )


@operation("get_organization")
def get_organization(call: Call) -> ApiResponse:
    """Return one organization."""
    return ApiResponse({"organization": show_organization(call, require_organization(call))})


@operation("list_organization_roles")
def list_organization_roles(call: Call) -> ApiResponse:
    """List the roles of the organization and, if requested, those of its stacks."""
    uid = require_organization(call)["uid"]
    roles = [with_members(call, role) for role in call.store.find(Scope(ORGANIZATION_ROLE, parent=uid))]
    if call.has_flag("include_stack_roles"):
        roles += [with_users(call, role) for role in call.store.find(Scope(ROLE)) if role["org_uid"] == uid]
    return list_documents(call, "roles", roles)


@operation("list_organization_stacks")
def list_organization_stacks(call: Call) -> ApiResponse:
    """List the stacks of the organization: all for its admins, for others those they work on."""
    organization = require_organization(call)
    stacks = [stack for stack in call.store.find(Scope(STACK)) if stack["org_uid"] == organization["uid"]]
    if not is_organization_admin(call.state, organization, call.signed_in_principal.uid):
        stacks = [stack for stack in stacks if find_rights(call.state, stack, call.signed_in_principal.uid)]
    found = filter_typeahead(call, stacks, ("name",))
    return list_documents(call, "stacks", [summarize_stack(call, stack) for stack in found])


@operation("list_organization_logs")
def list_organization_logs(call: Call) -> ApiResponse:
    """List the audit log of the organization, newest first."""
    logs = call.store.find(Scope(ORGANIZATION_LOG, parent=require_organization(call)["uid"]))
    limit = call.get_text("limit") or str(LOG_LIMIT)
    return list_documents(replace(call, query={**call.query, "limit": (limit,)}), "logs", logs, Order("created_at"))


@operation("get_organization_log")
def get_organization_log(call: Call) -> ApiResponse:
    """Return one item of the log."""
    log = call.store.get(Key(ORGANIZATION_LOG, call.path["log_uid"], parent=require_organization(call)["uid"]))
    if log is None:
        raise errors.object_not_found()
    return ApiResponse({"log": log})


def require_organization(call: Call) -> Document:
    """Return the organization of the path. Permissions were checked before the handler runs."""
    uid = call.path["organization_uid"]
    return errors.require_found(call.store.get(Key(ORGANIZATION, uid)), errors.organization_not_found(uid))


def show_organization(call: Call, organization: Document) -> Document:
    """Return an organization as responses show it, with its plan if requested."""
    is_owner = organization["owner_uid"] == call.signed_in_principal.uid
    shown = organization | ({"owner": True} if is_owner else {})
    return shown | {"plan": show_plan(call, organization)} if call.has_flag("include_plan") else shown


def summarize_stack(call: Call, stack: Document) -> Document:
    """Return a stack with its owner and the number of its users, without its settings."""
    owner = call.store.get(Key(USER, stack["owner_uid"])) or {}
    shown = omit(stack, "settings")
    named = {name: owner.get(name) for name in ("email", "first_name", "last_name")}
    return shown | {"owner": named, "users": {"count": len(stack["user_uids"])}}


def with_members(call: Call, role: Document) -> Document:
    """Return a role of the organization with the members who have it."""
    shares = call.store.find(Scope(SHARE, parent=role["org_uid"]))
    return role | {"users": [share["user_uid"] for share in shares if role["uid"] in share["org_roles"]]}


def show_plan(call: Call, organization: Document) -> Document:
    """Return the plan of an organization. All organizations have the same."""
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
