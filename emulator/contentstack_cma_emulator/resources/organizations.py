"""Organizations: who belongs to them, with which roles, and which stacks they own."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import ORGANIZATION_LOG
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.lookup import ORGANIZATION, STACK
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Document, Key, Scope
from contentstack_cma_emulator.provisioning import ORGANIZATION_ROLE, PLAN_LIMITS, ROLE, SHARE
from contentstack_cma_emulator.resources.users import current_user, memberships


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
    roles = call.store.find(Scope(ORGANIZATION_ROLE, parent=uid))
    if call.flag("include_stack_roles"):
        roles += [role for role in call.store.find(Scope(ROLE)) if role["org_uid"] == uid]
    return listing(call, "roles", roles)


@operation("list_organization_stacks")
def list_organization_stacks(call: Call) -> Answer:
    """Answer a page of the organization's stacks: all to its admins, to others those they work on."""
    organization = open_organization(call)
    stacks = [stack for stack in call.store.find(Scope(STACK)) if stack["org_uid"] == organization["uid"]]
    if not is_admin(call, organization):
        stacks = [stack for stack in stacks if call.signed_in.uid in stack["user_uids"]]
    return listing(call, "stacks", [stack for stack in stacks if typed_ahead(call, stack, "name")])


@operation("list_organization_logs")
def list_organization_logs(call: Call) -> Answer:
    """Answer a page of what was done to the organization."""
    return listing(call, "logs", call.store.find(Scope(ORGANIZATION_LOG, parent=open_organization(call)["uid"])))


@operation("get_organization_log")
def get_organization_log(call: Call) -> Answer:
    """Answer one item of the log."""
    log = call.store.get(Key(ORGANIZATION_LOG, call.path["log_uid"], parent=open_organization(call)["uid"]))
    if log is None:
        raise errors.object_not_found()
    return Answer({"log": log})


def open_organization(call: Call) -> Document:
    """Answer the organization of the path. Raises ``CmaError`` (422/141) if the user does not belong to it."""
    uid = call.path["organization_uid"]
    organization = call.store.get(Key(ORGANIZATION, uid))
    if organization is None or uid not in memberships(call, current_user(call)):
        raise errors.not_found(141, f"The Organization '{uid}' was not found. Please try again.", "organization_uid")
    return organization


def administer(call: Call) -> Document:
    """Answer the organization of the path. Raises ``CmaError`` (403) if the user is not its owner or an admin."""
    organization = open_organization(call)
    if not is_admin(call, organization):
        raise errors.forbidden()
    return organization


def is_admin(call: Call, organization: Document) -> bool:
    """Answer whether the user owns the organization or has an admin role in it."""
    roles = call.store.find(Scope(ORGANIZATION_ROLE, parent=organization["uid"]))
    admin = {role["uid"] for role in roles if role["admin"]}
    shares = call.store.find(Scope(SHARE, parent=organization["uid"]))
    held = [role for share in shares if share["user_uid"] == call.signed_in.uid for role in share["org_roles"]]
    return call.signed_in.uid == organization["owner_uid"] or not admin.isdisjoint(held)


def shown(call: Call, organization: Document) -> Document:
    """Answer an organization as it is sent, with its plan if the call asks for it."""
    seen = organization | {"owner": True} if organization["owner_uid"] == call.signed_in.uid else organization
    return seen | {"plan": plan(organization)} if call.flag("include_plan") else seen


def plan(organization: Document) -> Document:
    """Answer the plan of an organization; every one has the same."""
    features = [
        {"uid": uid, "name": uid, "enabled": True, "limit": limit, "max_limit": limit, "is_required": False}
        for uid, limit in PLAN_LIMITS.items()
    ]
    return {"plan_id": organization["plan_id"], "name": "Emulator", "features": features}


def typed_ahead(call: Call, document: Document, *fields: str) -> bool:
    """Answer whether the text of ``typeahead`` stands in one of the fields; true where none is given."""
    text = (call.text("typeahead") or "").lower()
    return any(text in str(document.get(field, "")).lower() for field in fields)
