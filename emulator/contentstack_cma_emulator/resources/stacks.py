"""Stacks and their settings."""

import shutil

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.lookup import ORGANIZATION, STACK
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Document, Key, Scope
from contentstack_cma_emulator.provisioning import STACK_SETTINGS, create_stack
from contentstack_cma_emulator.resources.stack_users import collaborators
from contentstack_cma_emulator.resources.users import current_user, memberships

FIXED = ("uid", "api_key", "org_uid", "owner_uid", "user_uids", "master_locale", "created_at", "settings")
"""What updating a stack does not change."""

SETTINGS = ("stack_variables", "discrete_variables", "live_preview", "rte", "language_fallback")


@operation("get_stacks")
def get_stacks(call: Call) -> Answer:
    """Answer the stack of the ``api_key`` header; without that header a page of the stacks the user works on."""
    if call.open_stack:
        return Answer({"stack": shown(call, call.stack)})
    conditions = call.json("query")
    organization = call.headers.get("organization_uid")
    if organization:
        conditions["org_uid"] = organization
    mine = [stack for stack in call.store.find(Scope(STACK)) if call.signed_in.uid in stack["user_uids"]]
    return listing(call, "stacks", [shown(call, stack) for stack in filter(parse(conditions), mine)])


@operation("create_stack")
def create(call: Call) -> Answer:
    """Make a stack in the organization of the ``organization_uid`` header."""
    uid = call.headers["organization_uid"]
    if call.store.get(Key(ORGANIZATION, uid)) is None or uid not in memberships(call, current_user(call)):
        raise errors.refused("Stack", "creation", {"org_uid": [errors.NOT_VALID]})
    sent = call.body["stack"]
    wanted = {name: value for name, value in sent.items() if name == "master_locale" or name not in FIXED}
    stack = create_stack(call.state, call.actor, uid, wanted)
    return Answer({"notice": "Stack created successfully.", "stack": stack}, 201)


@operation("update_stack")
def update(call: Call) -> Answer:
    """Change the name and the description of the stack."""
    sent = {name: value for name, value in call.body["stack"].items() if name not in FIXED}
    stack = {**call.stack, **sent, "updated_at": call.now}
    call.store.put(Key(STACK, call.api_key), stack)
    return Answer({"notice": "Stack updated successfully.", "stack": stack})


@operation("delete_stack")
def delete(call: Call) -> Answer:
    """Remove the stack with everything in it. Only its owner may."""
    if call.stack["owner_uid"] != call.actor:
        raise errors.forbidden()
    call.store.delete_all(Scope(None, call.api_key, version=None))
    call.store.delete(Key(STACK, call.api_key))
    shutil.rmtree(call.state.files / call.api_key, ignore_errors=True)
    return Answer({"notice": "Stack deleted successfully."})


@operation("get_stack_settings")
def get_settings(call: Call) -> Answer:
    """Answer the settings of the stack."""
    return Answer({"stack_settings": shown_settings(call.stack)})


@operation("update_stack_settings")
def update_settings(call: Call) -> Answer:
    """Write the groups of settings that were sent over the stored ones."""
    sent = {name: value for name, value in call.body["stack_settings"].items() if name in SETTINGS}
    return write_settings(call, call.stack["settings"] | sent, "Stack settings updated successfully.")


@operation("reset_stack_settings")
def reset_settings(call: Call) -> Answer:
    """Give the stack the settings of a new one."""
    return write_settings(call, STACK_SETTINGS, "Stack settings updated successfully.")


def write_settings(call: Call, settings: Document, notice: str) -> Answer:
    """Store the settings and answer them."""
    stack = call.stack | {"settings": settings, "updated_at": call.now}
    call.store.put(Key(STACK, call.api_key), stack)
    return Answer({"notice": notice, "stack_settings": shown_settings(stack)})


def shown_settings(stack: Document) -> Document:
    """Answer those of a stack's settings that can be set."""
    return {name: stack["settings"][name] for name in SETTINGS if name in stack["settings"]}


def shown(call: Call, stack: Document) -> Document:
    """Answer a stack with what the ``include_…`` parameters of the call ask for."""
    seen = dict(stack)
    if call.flag("include_collaborators"):
        seen["collaborators"] = collaborators(call, stack["api_key"])
    for name in ("stack_variables", "discrete_variables"):
        if call.flag(f"include_{name}"):
            seen[name] = stack["settings"].get(name, {})
    return seen
