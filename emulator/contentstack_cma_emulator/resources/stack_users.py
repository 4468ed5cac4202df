"""Users of a stack: share it, assign roles, and transfer the ownership."""

from contentstack_cma_emulator.engine import errors, kinds, outbox
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_user
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.users import invite_user, with_users
from contentstack_cma_emulator.stores.provisioning import create_share

TRANSFER_KIND = "stack_transfer"

USER_FIELDS = ("uid", "email", "username", "first_name", "last_name", "org_uid", "active", "created_at", "updated_at")


@operation("list_stack_users")
def list_stack_users(call: Call) -> ApiResponse:
    """List the users of the stack with their roles."""
    return ApiResponse({"users": show_collaborators(call, call.api_key)})


@operation("update_stack_user_roles")
def update_stack_user_roles(call: Call) -> ApiResponse:
    """Replace the roles of users of the stack."""
    changed: list[Document] = []
    for user_uid, roles in call.body["users"].items():
        key = Key(kinds.COLLABORATOR, user_uid, call.api_key)
        if call.store.get(key) is None:
            raise errors.action_failed("Stack", "updation", {user_uid: [errors.NOT_VALID]})
        check_roles(call, call.api_key, roles)
        changed.append({"uid": user_uid, "roles": roles})
        call.store.put(key, changed[-1])
    return ApiResponse({"notice": "The roles were applied successfully.", "users": changed})


@operation("share_stack")
def share_stack(call: Call) -> ApiResponse:
    """Invite users to the stack, each with roles."""
    for email in call.body["emails"]:
        add_collaborator(call, call.api_key, email, call.body["roles"].get(email, []))
        outbox.send_message(call.state, "invitation", email)
    return ApiResponse({"notice": "The invitation has been sent successfully."})


@operation("unshare_stack")
def unshare_stack(call: Call) -> ApiResponse:
    """Remove a user from the stack. The owner cannot be removed."""
    user = find_user(call.store, call.body["email"])
    if user is None or user["uid"] not in call.stack["user_uids"]:
        raise errors.not_found(141, "The user is not part of the stack.", "email")
    if user["uid"] == call.stack["owner_uid"]:
        raise errors.action_failed("Stack", "unshare", {"email": ["is the owner of the stack."]})
    remove_collaborator(call, call.api_key, user["uid"])
    return ApiResponse({"notice": "The stack has been successfully unshared."})


@operation("transfer_stack_ownership")
def transfer_stack_ownership(call: Call) -> ApiResponse:
    """Offer the stack to one of its users. Owner only; the token to accept with is sent by mail."""
    if call.stack["owner_uid"] != call.actor:
        raise errors.forbidden()
    user = find_user(call.store, call.body["transfer_to"])
    if user is None or user["uid"] not in call.stack["user_uids"] or user["uid"] == call.actor:
        raise errors.not_found(141, "The user is not part of the stack.", "transfer_to")
    token = call.state.clock.make_token("")
    call.store.put(Key(TRANSFER_KIND, token), {"api_key": call.api_key, "user_uid": user["uid"]})
    outbox.send_message(call.state, "stack_ownership", user["email"], token)
    return ApiResponse({"notice": "Email has been successfully sent to the user."})


@operation("accept_stack_ownership")
def accept_stack_ownership(call: Call) -> ApiResponse:
    """Make the user of `uid` the owner of the stack that the token was issued for. The token works once.

    The previous owner loses access to the stack.
    """
    key = Key(TRANSFER_KIND, call.path["ownership_token"])
    transfer = call.store.get(key)
    stack = call.store.get(Key(kinds.STACK, transfer["api_key"])) if transfer else None
    named = call.get_text("api_key")
    is_other_stack = stack is not None and named not in (None, stack["api_key"])
    if transfer is None or stack is None or is_other_stack or transfer["user_uid"] != call.get_text("uid"):
        raise errors.not_found(141, "The ownership token is not valid.", "ownership_token")
    call.store.delete(key)
    owned = transfer_stack(call, stack, transfer["user_uid"])
    return ApiResponse({"notice": "The ownership of the stack has been transferred successfully.", "stack": owned})


def transfer_stack(call: Call, stack: Document, user_uid: str) -> Document:
    """Make a user of the stack its owner, with the roles of the previous owner, who is removed."""
    left = [uid for uid in stack["user_uids"] if uid != stack["owner_uid"]]
    owned = stack | {"owner_uid": user_uid, "user_uids": left, "updated_at": call.now}
    call.store.put(Key(kinds.STACK, stack["api_key"]), owned)
    before = Key(kinds.COLLABORATOR, stack["owner_uid"], stack["api_key"])
    held = call.store.get(before) or {"roles": []}
    call.store.delete(before)
    call.store.put(Key(kinds.COLLABORATOR, user_uid, stack["api_key"]), held | {"uid": user_uid})
    return owned


def show_collaborators(call: Call, api_key: str) -> list[Document]:
    """Return the users of a stack with their roles."""
    stack = call.store.get(Key(kinds.STACK, api_key)) or {}
    roles = [with_users(call, role) for role in call.store.find(Scope(kinds.ROLE, api_key))]
    found: list[Document] = []
    for held in call.store.find(Scope(kinds.COLLABORATOR, api_key)):
        user = call.store.get(Key(kinds.USER, held["uid"])) or {}
        shown = {name: user[name] for name in USER_FIELDS if name in user}
        mine = [role for role in roles if role["uid"] in held["roles"]]
        found.append(shown | {"is_owner": held["uid"] == stack["owner_uid"], "roles": mine})
    return found


def check_roles(call: Call, api_key: str, roles: list[str]) -> None:
    """Raise `CmaError` (422/119) if the stack does not have one of the roles."""
    known = {role["uid"] for role in call.store.find(Scope(kinds.ROLE, api_key))}
    if not set(roles) <= known:
        raise errors.action_failed("Stack", "updation", {"roles": [errors.NOT_VALID]})


def add_collaborator(call: Call, api_key: str, email: str, roles: list[str]) -> None:
    """Give a user access to a stack. Creates an account to activate for an unknown email address."""
    check_roles(call, api_key, roles)
    user = invite_user(call, email)
    call.store.put(Key(kinds.COLLABORATOR, user["uid"], api_key), {"uid": user["uid"], "roles": roles})
    stack = call.store.get(Key(kinds.STACK, api_key))
    if stack and user["uid"] not in stack["user_uids"]:
        call.store.put(Key(kinds.STACK, api_key), stack | {"user_uids": [*stack["user_uids"], user["uid"]]})
        join_organization(call, stack["org_uid"], user)


def join_organization(call: Call, uid: str, user: Document) -> None:
    """Make a user a plain member of the organization, unless they already belong to it."""
    shares = call.store.find(Scope(kinds.SHARE, parent=uid))
    organization = call.store.get(Key(kinds.ORGANIZATION, uid))
    if organization and not any(share["user_uid"] == user["uid"] for share in shares):
        roles = call.store.find(Scope(kinds.ORGANIZATION_ROLE, parent=uid))
        create_share(call.state, organization, user, [r["uid"] for r in roles if r["name"] == "member"], call.actor)


def remove_collaborator(call: Call, api_key: str, user_uid: str) -> None:
    """Revoke the access of a user to a stack."""
    call.store.delete(Key(kinds.COLLABORATOR, user_uid, api_key))
    stack = call.store.get(Key(kinds.STACK, api_key))
    if stack:
        left = [uid for uid in stack["user_uids"] if uid != user_uid]
        call.store.put(Key(kinds.STACK, api_key), stack | {"user_uids": left})
