"""Stacks, continued: the people who work on one, their roles, and giving the stack away."""

from contentstack_cma_emulator.engine import errors, outbox
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import (
    COLLABORATOR,
    ORGANIZATION,
    ORGANIZATION_ROLE,
    ROLE,
    SHARE,
    STACK,
    USER,
)
from contentstack_cma_emulator.engine.lookup import find_stack, find_user
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.users import invite_user, with_stack_holders
from contentstack_cma_emulator.stores.provisioning import create_share

TRANSFER = "stack_transfer"

SHOWN = ("uid", "email", "username", "first_name", "last_name", "org_uid", "active", "created_at", "updated_at")


@operation("list_stack_users")
def list_stack_users(call: Call) -> Answer:
    """Answer the stack's people with their roles."""
    return Answer({"users": collaborators(call, call.api_key)})


@operation("update_stack_user_roles")
def update_stack_user_roles(call: Call) -> Answer:
    """Replace the roles of people who work on the stack."""
    changed: list[Document] = []
    for user_uid, roles in call.body["users"].items():
        key = call.stack_key(COLLABORATOR, user_uid)
        if call.store.get(key) is None:
            raise errors.refused("Stack", "updation", {user_uid: [errors.NOT_VALID]})
        check_roles(call, call.api_key, roles)
        changed.append({"uid": user_uid, "roles": roles})
        call.store.put(key, changed[-1])
    return Answer({"notice": "The roles were applied successfully.", "users": changed})


@operation("share_stack")
def share_stack(call: Call) -> Answer:
    """Invite people to the stack, each with roles."""
    for email in call.body["emails"]:
        add_collaborator(call, call.api_key, email, call.body["roles"].get(email, []))
        outbox.send(call.state, "invitation", email)
    return Answer({"notice": "The invitation has been sent successfully."})


@operation("unshare_stack")
def unshare_stack(call: Call) -> Answer:
    """Remove somebody from the stack. The owner stays."""
    user = find_user(call.store, call.body["email"])
    if user is None or user["uid"] not in call.stack["user_uids"]:
        raise errors.not_found(141, "The user is not part of the stack.", "email")
    if user["uid"] == call.stack["owner_uid"]:
        raise errors.refused("Stack", "unshare", {"email": ["is the owner of the stack."]})
    remove_collaborator(call, call.api_key, user["uid"])
    return Answer({"notice": "The stack has been successfully unshared."})


@operation("transfer_stack_ownership")
def transfer_stack_ownership(call: Call) -> Answer:
    """Offer the stack to somebody who works on it. Only its owner may; the mail holds the token to accept with."""
    if call.stack["owner_uid"] != call.actor:
        raise errors.forbidden()
    user = find_user(call.store, call.body["transfer_to"])
    if user is None or user["uid"] not in call.stack["user_uids"] or user["uid"] == call.actor:
        raise errors.not_found(141, "The user is not part of the stack.", "transfer_to")
    token = call.state.clock.token("")
    call.store.put(Key(TRANSFER, token), {"api_key": call.api_key, "user_uid": user["uid"]})
    outbox.send(call.state, "stack_ownership", user["email"], token)
    return Answer({"notice": "Email has been successfully sent to the user."})


@operation("accept_stack_ownership")
def accept_stack_ownership(call: Call) -> Answer:
    """Make the user of `uid` the owner of the stack that the token was sent for; who owned it is out of it then.

    The token works once.
    """
    key = Key(TRANSFER, call.path["ownership_token"])
    transfer = call.store.get(key)
    stack = find_stack(call.store, transfer["api_key"]) if transfer else None
    named = call.text("api_key")
    is_other_stack = stack is not None and named not in (None, stack["api_key"])
    if transfer is None or stack is None or is_other_stack or transfer["user_uid"] != call.text("uid"):
        raise errors.not_found(141, "The ownership token is not valid.", "ownership_token")
    call.store.delete(key)
    owned = hand_over(call, stack, transfer["user_uid"])
    return Answer({"notice": "The ownership of the stack has been transferred successfully.", "stack": owned})


def hand_over(call: Call, stack: Document, user_uid: str) -> Document:
    """Make somebody who works on a stack its owner, in the place and with the roles of the one before."""
    left = [uid for uid in stack["user_uids"] if uid != stack["owner_uid"]]
    owned = stack | {"owner_uid": user_uid, "user_uids": left, "updated_at": call.now}
    call.store.put(Key(STACK, stack["api_key"]), owned)
    before = Key(COLLABORATOR, stack["owner_uid"], stack["api_key"])
    held = call.store.get(before) or {"roles": []}
    call.store.delete(before)
    call.store.put(Key(COLLABORATOR, user_uid, stack["api_key"]), held | {"uid": user_uid})
    return owned


def collaborators(call: Call, api_key: str) -> list[Document]:
    """Answer the people who work on a stack, with their roles."""
    stack = find_stack(call.store, api_key) or {}
    roles = [with_stack_holders(call, role) for role in call.store.find(Scope(ROLE, api_key))]
    found: list[Document] = []
    for held in call.store.find(Scope(COLLABORATOR, api_key)):
        user = call.store.get(Key(USER, held["uid"])) or {}
        shown = {name: user[name] for name in SHOWN if name in user}
        mine = [role for role in roles if role["uid"] in held["roles"]]
        found.append(shown | {"is_owner": held["uid"] == stack["owner_uid"], "roles": mine})
    return found


def check_roles(call: Call, api_key: str, roles: list[str]) -> None:
    """Refuse roles that the stack does not have."""
    known = {role["uid"] for role in call.store.find(Scope(ROLE, api_key))}
    if not set(roles) <= known:
        raise errors.refused("Stack", "updation", {"roles": [errors.NOT_VALID]})


def add_collaborator(call: Call, api_key: str, email: str, roles: list[str]) -> None:
    """Let somebody work on a stack. One without an account gets one to activate."""
    check_roles(call, api_key, roles)
    user = invite_user(call, email)
    call.store.put(Key(COLLABORATOR, user["uid"], api_key), {"uid": user["uid"], "roles": roles})
    stack = find_stack(call.store, api_key)
    if stack and user["uid"] not in stack["user_uids"]:
        call.store.put(Key(STACK, api_key), stack | {"user_uids": [*stack["user_uids"], user["uid"]]})
        join_organization(call, stack["org_uid"], user)


def join_organization(call: Call, uid: str, user: Document) -> None:
    """Make somebody a plain member of the organization whose stack they are invited to, if they are no member."""
    shares = call.store.find(Scope(SHARE, parent=uid))
    organization = call.store.get(Key(ORGANIZATION, uid))
    if organization and not any(share["user_uid"] == user["uid"] for share in shares):
        roles = call.store.find(Scope(ORGANIZATION_ROLE, parent=uid))
        create_share(call.state, organization, user, [r["uid"] for r in roles if r["name"] == "member"], call.actor)


def remove_collaborator(call: Call, api_key: str, user_uid: str) -> None:
    """Let somebody no longer work on a stack."""
    call.store.delete(Key(COLLABORATOR, user_uid, api_key))
    stack = find_stack(call.store, api_key)
    if stack:
        left = [uid for uid in stack["user_uids"] if uid != user_uid]
        call.store.put(Key(STACK, api_key), stack | {"user_uids": left})
