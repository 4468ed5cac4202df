"""Stacks and their settings."""

import shutil
from functools import partial

from contentstack_cma_emulator.auth.memberships import is_member, is_organization_admin
from contentstack_cma_emulator.auth.rights import find_rights
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ROLE, STACK
from contentstack_cma_emulator.engine.paging import list_documents
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.registry import allow_any_key, operation, tolerate
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.stack_users import show_collaborators
from contentstack_cma_emulator.resources.teams import remove_stack_from_teams
from contentstack_cma_emulator.rules.locales import is_locale_code
from contentstack_cma_emulator.stores.provisioning import create_stack, new_settings

WRITABLE = ("name", "description")
"""Fields that an update changes. Clients send the whole stack back."""

SECRET = "secret_key"

ORGANIZATION_UID = "organization_uid"

INVITING_ROLES = ("Admin", "Developer")
"""Roles that may invite users to a stack."""

RIGHTS = ("create", "read", "update", "delete")

SETTINGS = ("stack_variables", "discrete_variables", "live_preview", "rte", "language_fallback")

SETTINGS_ERROR = 150

tolerate("create_stack", ORGANIZATION_UID)
allow_any_key("update_stack_settings")


@operation("get_stacks")
def get_stacks(call: Call) -> ApiResponse:
    """Return the stack of the `api_key` header or, without that header, a page of the user's stacks."""
    if call.stack:
        return ApiResponse({"stack": show_stack(call, call.stack)})
    conditions = call.get_json("query")
    organization = call.headers.get(ORGANIZATION_UID)
    if organization:
        conditions["org_uid"] = organization
    uid, stacks = call.signed_in_principal.uid, call.store.find(Scope(STACK))
    mine = [stack for stack in stacks if find_rights(call.state, stack, uid)]
    return list_documents(call, "stacks", [show_stack(call, stack) for stack in filter(parse(conditions), mine)])


@operation("create_stack")
def create(call: Call) -> ApiResponse:
    """Create a stack in the organization given by header or query parameter. For its owner and admins only."""
    uid = call.headers.get(ORGANIZATION_UID) or call.get_text(ORGANIZATION_UID)
    if not uid:
        raise errors.invalid_parameter(ORGANIZATION_UID, errors.REQUIRED)
    organization = call.store.get(Key(ORGANIZATION, uid))
    if organization is None or not is_member(call.state, uid, call.signed_in_principal.uid):
        raise errors.action_failed("Stack", "creation", {"org_uid": [errors.NOT_VALID]})
    if not is_organization_admin(call.state, organization, call.signed_in_principal.uid):
        raise errors.forbidden()
    sent = call.body["stack"]
    check_stack_name(sent, "creation")
    code = sent["master_locale"].lower()
    if not is_locale_code(code):
        raise errors.action_failed("Stack", "creation", {"master_locale": [errors.NOT_VALID]})
    wanted = {name: sent[name] for name in WRITABLE if name in sent} | {"master_locale": code}
    stack = create_stack(call.state, call.actor, uid, wanted)
    return ApiResponse({"notice": "Stack created successfully.", "stack": show_stack(call, stack)}, 201)


@operation("update_stack")
def update(call: Call) -> ApiResponse:
    """Update the name and the description of the stack."""
    sent = {name: value for name, value in call.body["stack"].items() if name in WRITABLE}
    stack = {**call.stack, **sent, "updated_at": call.now}
    check_stack_name(stack, "updation")
    call.store.put(Key(STACK, call.api_key), stack)
    return ApiResponse({"notice": "Stack updated successfully.", "stack": show_stack(call, stack)})


@operation("delete_stack")
def delete(call: Call) -> ApiResponse:
    """Delete the stack and everything in it. Owner only."""
    if call.stack["owner_uid"] != call.actor:
        raise errors.forbidden()
    remove_stack_from_teams(call, call.stack)
    call.store.delete_all(Scope(None, call.api_key, version=None))
    call.store.delete(Key(STACK, call.api_key))
    folder = call.state.files / call.api_key
    call.store.after_commit(partial(shutil.rmtree, folder, ignore_errors=True))
    return ApiResponse({"notice": "Stack deleted successfully."})


@operation("get_stack_settings")
def get_settings(call: Call) -> ApiResponse:
    """Return the settings of the stack."""
    return ApiResponse({"stack_settings": show_settings(call.stack)})


@operation("update_stack_settings")
def update_settings(call: Call) -> ApiResponse:
    """Replace the groups of settings that were sent."""
    sent = {name: value for name, value in call.body["stack_settings"].items() if name in SETTINGS}
    if "discrete_variables" in sent:
        sent["discrete_variables"] = call.stack["settings"]["discrete_variables"] | sent["discrete_variables"]
    check_live_preview(sent.get("live_preview") or {})
    return write_settings(call, call.stack["settings"] | sent, 201)


@operation("reset_stack_settings")
def reset_settings(call: Call) -> ApiResponse:
    """Reset the settings to those of a new stack."""
    secret = call.stack["settings"]["discrete_variables"][SECRET]
    return write_settings(call, new_settings(secret), 200)


def check_live_preview(settings: Document) -> None:
    """Raise `CmaError` (422/150) if live preview is enabled without a default environment."""
    if settings.get("enabled") and not settings.get("default-env"):
        wrong = {"settings.live_preview": [f"default-env {errors.REQUIRED}"]}
        raise errors.action_failed("Stack settings", "updation", wrong, SETTINGS_ERROR)


def write_settings(call: Call, settings: Document, status: int) -> ApiResponse:
    """Store the settings and return them."""
    stack = call.stack | {"settings": settings, "updated_at": call.now}
    call.store.put(Key(STACK, call.api_key), stack)
    notice = "Stack settings updated successfully."
    return ApiResponse({"notice": notice, "stack_settings": show_settings(stack)}, status)


def show_settings(stack: Document) -> Document:
    """Return the settings that can be set, without the secret among them."""
    settings = {name: stack["settings"][name] for name in SETTINGS if name in stack["settings"]}
    discrete = omit(settings["discrete_variables"], SECRET)
    return settings | {"discrete_variables": discrete}


def check_stack_name(stack: Document, action: str) -> None:
    """Raise `CmaError` (422/119) for a stack without a name."""
    if not stack["name"]:
        raise errors.action_failed("Stack", action, {"name": [errors.REQUIRED]})


def show_stack(call: Call, stack: Document) -> Document:
    """Return a stack with what the `include_…` parameters request."""
    shown = stack | {"SYS_ACL": build_acl(call, stack)}
    if call.has_flag("include_collaborators"):
        shown["collaborators"] = show_collaborators(call, stack["api_key"])
    for name in ("stack_variables", "discrete_variables"):
        if call.has_flag(f"include_{name}"):
            shown[name] = stack["settings"].get(name, {})
    return shown


def build_acl(call: Call, stack: Document) -> Document:
    """Return the access to a stack: full for the roles that may invite users, none for others."""
    roles = [role for role in call.store.find(Scope(ROLE, stack["api_key"])) if role["name"] in INVITING_ROLES]
    return {
        "others": {"invite": False, "sub_acl": dict.fromkeys(RIGHTS, False)},
        "roles": [
            {"uid": role["uid"], "name": role["name"], "invite": True, "sub_acl": dict.fromkeys(RIGHTS, True)}
            for role in roles
        ],
    }
