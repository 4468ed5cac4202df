"""The account of the signed-in user, and the calls without one: activation and new passwords."""

import re

from contentstack_cma_emulator.auth.login import check_password, set_password, set_sms_code
from contentstack_cma_emulator.auth.memberships import find_organization_roles
from contentstack_cma_emulator.auth.rights import find_stack_roles
from contentstack_cma_emulator.auth.sessions import revoke_sessions
from contentstack_cma_emulator.engine import errors, kinds, outbox
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.clock import add_seconds
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.lookup import find_user
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.stores.provisioning import activate_user, create_user

ACTIVATION_KIND = "activation_token"
RESET_KIND = "password_reset_token"
RESET_SECONDS = 60 * 60

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

READ_ONLY = ("uid", "email", "org_uid", "shared_org_uid", "active", "failed_attempts", "tfa_status", "created_at")
"""Fields that an update of the account does not change."""


@operation("get_current_user")
def get_current_user(call: Call) -> ApiResponse:
    """Return the account of the caller with the authtoken of the call, by which clients know what to offer."""
    caller = call.signed_in_principal
    token = {"authtoken": caller.token} if caller.kind == "authtoken" else {}
    return ApiResponse({"user": show_user(call, require_current_user(call)) | token})


@operation("update_current_user")
def update_current_user(call: Call) -> ApiResponse:
    """Update the account of the caller."""
    sent = omit(call.body["user"], *READ_ONLY, "password", "authtoken")
    user = {**require_current_user(call), **sent, "updated_at": call.now}
    call.store.put(Key(kinds.USER, user["uid"]), user)
    return ApiResponse({"notice": "Profile updated successfully.", "user": user})


@operation("activate_user")
def activate(call: Call) -> ApiResponse:
    """Activate an account with the token of the invitation mail, and accept its invitations."""
    key = Key(ACTIVATION_KIND, call.path["user_activation_token"])
    token = call.store.get(key)
    if token is None:
        raise errors.not_found(141, "The activation token is not valid.", "user_activation_token")
    sent = call.body["user"]
    check_new_password(sent)
    names = {name: sent[name] for name in ("first_name", "last_name") if name in sent}
    user = (call.store.get(Key(kinds.USER, token["user_uid"])) or {}) | names
    activate_user(call.state, user, sent["password"])
    accept_shares(call, user["uid"])
    call.store.delete(key)
    return ApiResponse({"notice": "Your account has been activated."})


@operation("forgot_password")
def forgot_password(call: Call) -> ApiResponse:
    """Send a token for a new password. The response does not reveal whether the account exists."""
    user = find_user(call.store, call.body["user"]["email"])
    if user:
        token = call.state.clock.make_token("")
        call.store.put(Key(RESET_KIND, token), {"user_uid": user["uid"], "until": add_seconds(call.now, RESET_SECONDS)})
        outbox.send_message(call.state, "password_reset", user["email"], token)
    notice = "If this email address exists, we will send you an email with instructions for resetting your password."
    return ApiResponse({"notice": notice})


@operation("reset_password")
def reset_password(call: Call) -> ApiResponse:
    """Set a new password with the token of the mail, valid once within an hour. All sessions of the user end."""
    sent = call.body["user"]
    key = Key(RESET_KIND, sent["reset_password_token"])
    token = call.store.get(key)
    if token is None or token["until"] < call.now:
        raise errors.not_found(141, "The reset password token is not valid.", "reset_password_token")
    check_new_password(sent)
    set_password(call.state, token["user_uid"], sent["password"])
    revoke_sessions(call.state, token["user_uid"])
    call.store.delete(key)
    return ApiResponse({"notice": "Your password has been reset successfully."})


@operation("request_sms_token")
def request_sms_token(call: Call) -> ApiResponse:
    """Send a code for the second factor."""
    user = check_password(call.state, call.body["user"])
    code = call.state.clock.make_digits(6)
    set_sms_code(call.state, user["uid"], code)
    outbox.send_message(call.state, "sms_code", user["email"], code)
    return ApiResponse({"notice": "Two Factor Authentication Token has been sent."})


def require_current_user(call: Call) -> Document:
    """Return the account of the caller. Raises `CmaError` (401) if it does not exist."""
    return errors.require_found(call.store.get(Key(kinds.USER, call.signed_in_principal.uid)), errors.not_signed_in())


def show_user(call: Call, user: Document) -> Document:
    """Return an account with what the `include_…` parameters request."""
    shown = dict(user)
    if call.has_flag("include_orgs") or call.has_flag("include_orgs_roles"):
        shown["organizations"] = [show_own_organization(call, user, uid) for uid in list_memberships(call, user)]
    if call.has_flag("include_stack_roles"):
        shown["roles"] = list_stack_roles(call, user["uid"])
    if call.has_flag("include_user_settings"):
        shown["settings"] = user.get("settings", {})
    return shown


def list_memberships(call: Call, user: Document) -> list[str]:
    """Return the uids of the organizations whose invitation the user accepted."""
    shares = call.store.find(Scope(kinds.SHARE))
    return [share["org_uid"] for share in shares if share["user_uid"] == user["uid"] and share["status"] == "accepted"]


def show_own_organization(call: Call, user: Document, uid: str) -> Document:
    """Return an organization as an account shows it."""
    organization = call.store.get(Key(kinds.ORGANIZATION, uid)) or {}
    shown = organization | {"is_owner": organization["owner_uid"] == user["uid"]}
    if call.has_flag("include_orgs_roles"):
        held = find_organization_roles(call.state, uid, user["uid"])
        roles = call.store.find(Scope(kinds.ORGANIZATION_ROLE, parent=uid))
        shown["org_roles"] = [role for role in roles if role["uid"] in held]
    return shown


def list_stack_roles(call: Call, user_uid: str) -> list[Document]:
    """Return the roles of the user in stacks, including those through teams."""
    found: list[Document] = []
    for stack in call.store.find(Scope(kinds.STACK)):
        held = find_stack_roles(call.state, stack, user_uid)
        roles = call.store.find(Scope(kinds.ROLE, stack["api_key"]))
        found += [with_users(call, role) for role in roles if role["uid"] in held]
    return found


def with_users(call: Call, role: Document) -> Document:
    """Return a role of a stack with the users who have it, other than through a team."""
    people = call.store.find(Scope(kinds.COLLABORATOR, role["api_key"]))
    return role | {"users": [held["uid"] for held in people if role["uid"] in held["roles"]]}


def accept_shares(call: Call, user_uid: str) -> None:
    """Accept the pending invitations of the user."""
    for key, share in call.store.find_with_keys(Scope(kinds.SHARE)):
        if share["user_uid"] == user_uid:
            call.store.put(key, share | {"status": "accepted", "updated_at": call.now})


def invite_user(call: Call, email: str) -> Document:
    """Return the user with this email address, with a new account to activate if there is none.

    Raises `CmaError` (422/119) if it is not an email address.
    """
    user = find_user(call.store, email)
    if not EMAIL.fullmatch(email):
        raise errors.invalid(119, "The invitation failed. Please try again.", {"email": [errors.NOT_VALID]})
    if user is None:
        user = create_user(call.state, email, {})
        token = call.state.clock.make_token("")
        call.store.put(Key(ACTIVATION_KIND, token), {"user_uid": user["uid"]})
        outbox.send_message(call.state, "activation", email, token)
    return user


def check_new_password(sent: Document) -> None:
    """Raise `CmaError` (422/119) if the password and its confirmation differ."""
    if sent["password"] != sent["password_confirmation"]:
        raise errors.invalid(119, "Password reset failed. Please try again.", {"password": ["doesn't match."]})
