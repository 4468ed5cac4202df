"""The account of whoever is signed in, and the calls that need no account: activation and new passwords."""

import re

from contentstack_cma_emulator.auth.login import check_password, set_password, set_sms_code
from contentstack_cma_emulator.auth.memberships import roles_held
from contentstack_cma_emulator.auth.rights import roles_of
from contentstack_cma_emulator.auth.sessions import revoke_sessions
from contentstack_cma_emulator.engine import errors, outbox
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.clock import later
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
from contentstack_cma_emulator.engine.lookup import find_user
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.stores.provisioning import activate_user, create_user

ACTIVATION_KIND = "activation_token"
RESET_KIND = "password_reset_token"
RESET_SECONDS = 60 * 60

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

FIXED = ("uid", "email", "org_uid", "shared_org_uid", "active", "failed_attempts", "tfa_status", "created_at")
"""What a user cannot change by updating the account."""


@operation("get_current_user")
def get_current_user(call: Call) -> Answer:
    """Answer the account of whoever calls, with the authtoken of the call: clients go by it whether to offer more."""
    who = call.signed_in
    token = {"authtoken": who.token} if who.kind == "authtoken" else {}
    return Answer({"user": shown_user(call, current_user(call)) | token})


@operation("update_current_user")
def update_current_user(call: Call) -> Answer:
    """Change the account of whoever calls."""
    sent = {name: value for name, value in call.body["user"].items() if name not in (*FIXED, "password", "authtoken")}
    user = {**current_user(call), **sent, "updated_at": call.now}
    call.store.put(Key(USER, user["uid"]), user)
    return Answer({"notice": "Profile updated successfully.", "user": user})


@operation("activate_user")
def activate(call: Call) -> Answer:
    """Activate an invited account with the token of the invitation's mail; its invitations count as accepted."""
    key = Key(ACTIVATION_KIND, call.path["user_activation_token"])
    token = call.store.get(key)
    if token is None:
        raise errors.not_found(141, "The activation token is not valid.", "user_activation_token")
    sent = call.body["user"]
    check_new_password(sent)
    names = {name: sent[name] for name in ("first_name", "last_name") if name in sent}
    user = (call.store.get(Key(USER, token["user_uid"])) or {}) | names
    activate_user(call.state, user, sent["password"])
    accept_shares(call, user["uid"])
    call.store.delete(key)
    return Answer({"notice": "Your account has been activated."})


@operation("forgot_password")
def forgot_password(call: Call) -> Answer:
    """Send a token for a new password; the answer does not tell whether the account exists."""
    user = find_user(call.store, call.body["user"]["email"])
    if user:
        token = call.state.clock.token("")
        call.store.put(Key(RESET_KIND, token), {"user_uid": user["uid"], "until": later(call.now, RESET_SECONDS)})
        outbox.send(call.state, "password_reset", user["email"], token)
    notice = "If this email address exists, we will send you an email with instructions for resetting your password."
    return Answer({"notice": notice})


@operation("reset_password")
def reset_password(call: Call) -> Answer:
    """Set a new password with the token of the mail, which works once, for an hour. Every session of the user ends."""
    sent = call.body["user"]
    key = Key(RESET_KIND, sent["reset_password_token"])
    token = call.store.get(key)
    if token is None or token["until"] < call.now:
        raise errors.not_found(141, "The reset password token is not valid.", "reset_password_token")
    check_new_password(sent)
    set_password(call.state, token["user_uid"], sent["password"])
    revoke_sessions(call.state, token["user_uid"])
    call.store.delete(key)
    return Answer({"notice": "Your password has been reset successfully."})


@operation("request_sms_token")
def request_sms_token(call: Call) -> Answer:
    """Send a code for the second factor."""
    user = check_password(call.state, call.body["user"])
    code = call.state.clock.digits(6)
    set_sms_code(call.state, user["uid"], code)
    outbox.send(call.state, "sms_code", user["email"], code)
    return Answer({"notice": "Two Factor Authentication Token has been sent."})


def current_user(call: Call) -> Document:
    """Answer the account of whoever calls."""
    user = call.store.get(Key(USER, call.signed_in.uid))
    if user is None:
        raise errors.not_signed_in()
    return user


def shown_user(call: Call, user: Document) -> Document:
    """Answer an account with what the `include_…` parameters of the call ask for."""
    shown = dict(user)
    if call.flag("include_orgs") or call.flag("include_orgs_roles"):
        shown["organizations"] = [shown_organization(call, user, uid) for uid in memberships(call, user)]
    if call.flag("include_stack_roles"):
        shown["roles"] = stack_roles(call, user["uid"])
    if call.flag("include_user_settings"):
        shown["settings"] = user.get("settings", {})
    return shown


def memberships(call: Call, user: Document) -> list[str]:
    """Answer the organizations the user belongs to: those whose invitation was accepted."""
    shares = call.store.find(Scope(SHARE))
    return [share["org_uid"] for share in shares if share["user_uid"] == user["uid"] and share["status"] == "accepted"]


def shown_organization(call: Call, user: Document, uid: str) -> Document:
    """Answer an organization as it is shown within an account."""
    organization = call.store.get(Key(ORGANIZATION, uid)) or {}
    shown = organization | {"is_owner": organization["owner_uid"] == user["uid"]}
    if call.flag("include_orgs_roles"):
        held = roles_held(call.state, uid, user["uid"])
        roles = call.store.find(Scope(ORGANIZATION_ROLE, parent=uid))
        shown["org_roles"] = [role for role in roles if role["uid"] in held]
    return shown


def stack_roles(call: Call, user_uid: str) -> list[Document]:
    """Answer the roles that the user holds in stacks, alone and through teams."""
    found: list[Document] = []
    for stack in call.store.find(Scope(STACK)):
        held = roles_of(call.state, stack, user_uid)
        roles = call.store.find(Scope(ROLE, stack["api_key"]))
        found += [with_stack_holders(call, role) for role in roles if role["uid"] in held]
    return found


def with_stack_holders(call: Call, role: Document) -> Document:
    """Answer a role of a stack with the people who have it, other than through a team."""
    people = call.store.find(Scope(COLLABORATOR, role["api_key"]))
    return role | {"users": [held["uid"] for held in people if role["uid"] in held["roles"]]}


def accept_shares(call: Call, user_uid: str) -> None:
    """Turn the user's pending invitations into memberships."""
    for key, share in call.store.items(Scope(SHARE)):
        if share["user_uid"] == user_uid:
            call.store.put(key, share | {"status": "accepted", "updated_at": call.now})


def invite_user(call: Call, email: str) -> Document:
    """Answer the user with this email; one who is new gets an account to activate.

    Raises `CmaError` (422) for what is no email address.
    """
    user = find_user(call.store, email)
    if not EMAIL.fullmatch(email):
        raise errors.invalid(119, "The invitation failed. Please try again.", {"email": [errors.NOT_VALID]})
    if user is None:
        user = create_user(call.state, email, {})
        token = call.state.clock.token("")
        call.store.put(Key(ACTIVATION_KIND, token), {"user_uid": user["uid"]})
        outbox.send(call.state, "activation", email, token)
    return user


def check_new_password(sent: Document) -> None:
    """Refuse a password that was not typed the same way twice."""
    if sent["password"] != sent["password_confirmation"]:
        raise errors.invalid(119, "Password reset failed. Please try again.", {"password": ["doesn't match."]})
