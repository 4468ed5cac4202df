"""Members of organizations: invite and remove them, and transfer the ownership."""

from typing import cast

from contentstack_cma_emulator.engine import errors, outbox
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, SHARE, STACK, USER
from contentstack_cma_emulator.engine.listing import filter_typeahead
from contentstack_cma_emulator.engine.paging import list_documents
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.organizations import require_organization
from contentstack_cma_emulator.resources.stack_users import add_collaborator, remove_collaborator
from contentstack_cma_emulator.resources.teams import leave_teams
from contentstack_cma_emulator.resources.users import invite_user
from contentstack_cma_emulator.stores.provisioning import create_share

USER_DETAILS = ("username", "first_name", "last_name", "company", "mobile_number", "country_code", "tfa_status")


@operation("list_organization_invitations")
def list_organization_invitations(call: Call) -> ApiResponse:
    """List the members of the organization and its pending invitations."""
    organization = require_organization(call)
    found = filter_typeahead(call, list_shares(call, organization), ("email",))
    return list_documents(call, "shares", [show_share(call, share) for share in found])


@operation("search_organization_invitations")
def search_organization_invitations(call: Call) -> ApiResponse:
    """Return the members and pending invitations with the given email addresses."""
    organization = require_organization(call)
    wanted = {email.lower() for email in call.body["emails"]}
    found = [share for share in list_shares(call, organization) if share["email"].lower() in wanted]
    return list_documents(call, "shares", [show_share(call, share) for share in found])


@operation("invite_to_organization")
def invite_to_organization(call: Call) -> ApiResponse:
    """Invite users, each with roles in the organization and optionally in its stacks."""
    organization = require_organization(call)
    sent = call.body["share"]
    check_roles(call, organization, sent["users"])
    message = sent.get("message", "")
    made = [invite(call, organization, email, roles, message) for email, roles in sent["users"].items()]
    for email, stacks in sent.get("stacks", {}).items():
        check_stacks(email, stacks)
        invite_to_stacks(call, organization, email, stacks)
    call.set_changed_document(organization | {"name": ", ".join(sent["users"])})
    shares = [show_share(call, share) for share in made]
    return ApiResponse({"notice": "The invitation has been sent successfully.", "shares": shares})


@operation("remove_from_organization")
def remove_from_organization(call: Call) -> ApiResponse:
    """Remove users from the organization and its stacks. The owner cannot be removed."""
    organization = require_organization(call)
    found = [require_share(call, organization, email) for email in call.body["emails"]]
    if any(share["user_uid"] == organization["owner_uid"] for share in found):
        raise errors.action_failed("Organization", "unshare", {"emails": ["includes the owner of the organization."]})
    for share in found:
        remove_member(call, organization, share)
    call.set_changed_document(organization | {"name": ", ".join(share["email"] for share in found)})
    return ApiResponse({"notice": "The invitation has been deleted successfully.", "shares": found})


@operation("resend_organization_invitation")
def resend_organization_invitation(call: Call) -> ApiResponse:
    """Send the mail of a pending invitation again."""
    organization = require_organization(call)
    share = call.store.get(Key(SHARE, call.path["share_uid"], parent=organization["uid"]))
    if share is None or share["status"] != "pending":
        raise errors.not_found(141, "The invitation was not found. Please try again.", "share_uid")
    outbox.send_message(call.state, "invitation", share["email"])
    return ApiResponse({"notice": "The invitation has been resent successfully."})


@operation("transfer_organization_ownership")
def transfer_organization_ownership(call: Call) -> ApiResponse:
    """Offer the organization to a member. Owner only; nothing changes until the member accepts by mail."""
    organization = require_organization(call)
    if organization["owner_uid"] != call.actor:
        raise errors.forbidden()
    share = require_share(call, organization, call.body["transfer_to"])
    call.store.put(Key(ORGANIZATION, organization["uid"]), organization | {"is_transfer_set": True})
    outbox.send_message(call.state, "organization_ownership", share["email"])
    call.set_changed_document(organization | {"name": share["email"]})
    return ApiResponse({"notice": "Email has been successfully sent to the user."})


def list_shares(call: Call, organization: Document) -> list[Document]:
    """Return the members and pending invitations, oldest first."""
    return call.store.find(Scope(SHARE, parent=organization["uid"]))


def require_share(call: Call, organization: Document, email: str) -> Document:
    """Return the membership or invitation of an email address. Raises `CmaError` (422/141) if there is none."""
    for share in list_shares(call, organization):
        if share["email"].lower() == email.lower():
            return share
    raise errors.not_found(141, f"The user '{email}' is not part of the organization.", "email")


def show_share(call: Call, share: Document) -> Document:
    """Return a share with what the `include_…` parameters request."""
    shown = dict(share)
    if call.has_flag("include_user_details"):
        user = call.store.get(Key(USER, share["user_uid"])) or {}
        shown |= {name: user[name] for name in USER_DETAILS if name in user}
    if call.has_flag("include_roles"):
        roles = call.store.find(Scope(ORGANIZATION_ROLE, parent=share["org_uid"]))
        shown["org_roles"] = [role for role in roles if role["uid"] in share["org_roles"]]
    if call.has_flag("include_invited_by"):
        inviter = call.store.get(Key(USER, share["invited_by"])) or {}
        shown["invited_by"] = {name: inviter.get(name) for name in ("uid", "email", "first_name", "last_name")}
    return shown


def check_roles(call: Call, organization: Document, users: Document) -> None:
    """Raise `CmaError` (422/119) if the organization does not have one of the roles."""
    known = {role["uid"] for role in call.store.find(Scope(ORGANIZATION_ROLE, parent=organization["uid"]))}
    wrong = [email for email, roles in users.items() if not set(roles) <= known]
    if wrong:
        raise errors.action_failed("Organization", "share", {email: [errors.NOT_VALID] for email in wrong})


def check_stacks(email: str, stacks: object) -> None:
    """Raise `CmaError` (422/119) unless `stacks` maps API keys to lists of roles."""
    if not isinstance(stacks, dict) or not all(isinstance(r, list) for r in cast("Document", stacks).values()):
        raise errors.action_failed("Organization", "share", {f"stacks.{email}": [errors.NOT_VALID]})


def invite(call: Call, organization: Document, email: str, roles: list[str], message: str) -> Document:
    """Invite a user who is not part of the organization yet."""
    if any(share["email"].lower() == email.lower() for share in list_shares(call, organization)):
        raise errors.action_failed("Organization", "share", {email: ["is already part of the organization."]})
    share = create_share(call.state, organization, invite_user(call, email), roles, call.actor)
    share["message"] = message
    call.store.put(Key(SHARE, share["uid"], parent=organization["uid"]), share)
    outbox.send_message(call.state, "invitation", email)
    return share


def invite_to_stacks(call: Call, organization: Document, email: str, stacks: Document) -> None:
    """Give an invited user access to stacks of the organization; `stacks` holds the roles by API key."""
    for api_key, roles in stacks.items():
        stack = call.store.get(Key(STACK, api_key))
        if stack is None or stack["org_uid"] != organization["uid"]:
            raise errors.unknown_stack()
        add_collaborator(call, api_key, email, roles)


def remove_member(call: Call, organization: Document, share: Document) -> None:
    """Remove a user from the organization, its teams and its stacks."""
    leave_teams(call, organization["uid"], share["user_uid"])
    call.store.delete(Key(SHARE, share["uid"], parent=organization["uid"]))
    for stack in call.store.find(Scope(STACK)):
        if stack["org_uid"] == organization["uid"]:
            remove_collaborator(call, stack["api_key"], share["user_uid"])
    user = call.store.get(Key(USER, share["user_uid"]))
    if user:
        uid = organization["uid"]
        lists = {name: [other for other in user[name] if other != uid] for name in ("org_uid", "shared_org_uid")}
        call.store.put(Key(USER, user["uid"]), user | lists)
