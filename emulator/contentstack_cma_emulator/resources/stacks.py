"""Stacks and their settings."""

import shutil
from functools import partial

from contentstack_cma_emulator.auth.memberships import administers, is_member
from contentstack_cma_emulator.auth.rights import rights_of
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ROLE, STACK
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.registry import operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.stack_users import collaborators
from contentstack_cma_emulator.resources.teams import forget_stack
from contentstack_cma_emulator.rules.locales import is_locale_code
from contentstack_cma_emulator.stores.provisioning import create_stack, new_settings

WRITABLE = ("name", "description")
"""What updating a stack changes; clients send the whole stack back."""

SECRET = "secret_key"

ORGANIZATION_UID = "organization_uid"

INVITING = ("Admin", "Developer")
"""The roles that may invite people to a stack."""

RIGHTS = ("create", "read", "update", "delete")

SETTINGS = ("stack_variables", "discrete_variables", "live_preview", "rte", "language_fallback")

SETTINGS_REFUSED = 150

tolerate("create_stack", ORGANIZATION_UID)
take_any_key("update_stack_settings")


@operation("get_stacks")
def get_stacks(call: Call) -> Answer:
    """Answer the stack of the `api_key` header; without that header a page of the stacks the user works on."""
    if call.open_stack:
        return Answer({"stack": shown(call, call.stack)})
    conditions = call.json("query")
    organization = call.headers.get(ORGANIZATION_UID)
    if organization:
        conditions["org_uid"] = organization
    mine = [stack for stack in call.store.find(Scope(STACK)) if rights_of(call.state, stack, call.signed_in.uid)]
    return listing(call, "stacks", [shown(call, stack) for stack in filter(parse(conditions), mine)])


@operation("create_stack")
def create(call: Call) -> Answer:
    """Make a stack in the organization that a header names, or the query, as some do; its owner and admins may."""
    uid = call.headers.get(ORGANIZATION_UID) or call.text(ORGANIZATION_UID)
    if not uid:
        raise errors.invalid_parameter(ORGANIZATION_UID, errors.REQUIRED)
    organization = call.store.get(Key(ORGANIZATION, uid))
    if organization is None or not is_member(call.state, uid, call.signed_in.uid):
        raise errors.refused("Stack", "creation", {"org_uid": [errors.NOT_VALID]})
    if not administers(call.state, organization, call.signed_in.uid):
        raise errors.forbidden()
    sent = call.body["stack"]
    check_name(sent, "creation")
    code = sent["master_locale"].lower()
    if not is_locale_code(code):
        raise errors.refused("Stack", "creation", {"master_locale": [errors.NOT_VALID]})
    wanted = {name: sent[name] for name in WRITABLE if name in sent} | {"master_locale": code}
    stack = create_stack(call.state, call.actor, uid, wanted)
    return Answer({"notice": "Stack created successfully.", "stack": shown(call, stack)}, 201)


@operation("update_stack")
def update(call: Call) -> Answer:
    """Change the name and the description of the stack."""
    sent = {name: value for name, value in call.body["stack"].items() if name in WRITABLE}
    stack = {**call.stack, **sent, "updated_at": call.now}
    check_name(stack, "updation")
    call.store.put(Key(STACK, call.api_key), stack)
    return Answer({"notice": "Stack updated successfully.", "stack": shown(call, stack)})


@operation("delete_stack")
def delete(call: Call) -> Answer:
    """Remove the stack with everything in it. Only its owner may."""
    if call.stack["owner_uid"] != call.actor:
        raise errors.forbidden()
    forget_stack(call, call.stack)
    call.store.delete_all(Scope(None, call.api_key, version=None))
    call.store.delete(Key(STACK, call.api_key))
    folder = call.state.files / call.api_key
    call.store.after_commit(partial(shutil.rmtree, folder, ignore_errors=True))
    return Answer({"notice": "Stack deleted successfully."})


@operation("get_stack_settings")
def get_settings(call: Call) -> Answer:
    """Answer the settings of the stack."""
    return Answer({"stack_settings": shown_settings(call.stack)})


@operation("update_stack_settings")
def update_settings(call: Call) -> Answer:
    """Write the groups of settings that were sent over the stored ones."""
    sent = {name: value for name, value in call.body["stack_settings"].items() if name in SETTINGS}
    if "discrete_variables" in sent:
        sent["discrete_variables"] = call.stack["settings"]["discrete_variables"] | sent["discrete_variables"]
    check_live_preview(sent.get("live_preview") or {})
    return write_settings(call, call.stack["settings"] | sent, 201)


@operation("reset_stack_settings")
def reset_settings(call: Call) -> Answer:
    """Give the stack the settings of a new one."""
    secret = call.stack["settings"]["discrete_variables"][SECRET]
    return write_settings(call, new_settings(secret), 200)


def check_live_preview(settings: Document) -> None:
    """Raise `CmaError` (422/150) if live preview is switched on without an environment to show."""
    if settings.get("enabled") and not settings.get("default-env"):
        wrong = {"settings.live_preview": [f"default-env {errors.REQUIRED}"]}
        raise errors.refused("Stack settings", "updation", wrong, SETTINGS_REFUSED)


def write_settings(call: Call, settings: Document, status: int) -> Answer:
    """Store the settings and return them."""
    stack = call.stack | {"settings": settings, "updated_at": call.now}
    call.store.put(Key(STACK, call.api_key), stack)
    notice = "Stack settings updated successfully."
    return Answer({"notice": notice, "stack_settings": shown_settings(stack)}, status)


def shown_settings(stack: Document) -> Document:
    """Answer those of a stack's settings that can be set, without the secret among them."""
    settings = {name: stack["settings"][name] for name in SETTINGS if name in stack["settings"]}
    discrete = {name: value for name, value in settings["discrete_variables"].items() if name != SECRET}
    return settings | {"discrete_variables": discrete}


def check_name(stack: Document, action: str) -> None:
    """Refuse a stack without a name."""
    if not stack["name"]:
        raise errors.refused("Stack", action, {"name": [errors.REQUIRED]})


def shown(call: Call, stack: Document) -> Document:
    """Answer a stack with what the `include_…` parameters of the call ask for."""
    seen = stack | {"SYS_ACL": access(call, stack)}
    if call.flag("include_collaborators"):
        seen["collaborators"] = collaborators(call, stack["api_key"])
    for name in ("stack_variables", "discrete_variables"):
        if call.flag(f"include_{name}"):
            seen[name] = stack["settings"].get(name, {})
    return seen


def access(call: Call, stack: Document) -> Document:
    """Answer who may do what with a stack: the roles that may invite people may change it too, others may nothing."""
    roles = [role for role in call.store.find(Scope(ROLE, stack["api_key"])) if role["name"] in INVITING]
    return {
        "others": {"invite": False, "sub_acl": dict.fromkeys(RIGHTS, False)},
        "roles": [
            {"uid": role["uid"], "name": role["name"], "invite": True, "sub_acl": dict.fromkeys(RIGHTS, True)}
            for role in roles
        ],
    }
