"""Organizations, continued: inviting people, removing them, and giving the organization away."""

from typing import cast

from contentstack_cma_emulator.engine import errors, outbox
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, SHARE, STACK, USER
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.organizations import open_organization, typed_ahead
from contentstack_cma_emulator.resources.stack_users import add_collaborator, remove_collaborator
from contentstack_cma_emulator.resources.teams import leave_teams
from contentstack_cma_emulator.resources.users import invite_user
from contentstack_cma_emulator.stores.provisioning import create_share

USER_DETAILS = ("username", "first_name", "last_name", "company", "mobile_number", "country_code", "tfa_status")


@operation("list_organization_invitations")
def list_organization_invitations(call: Call) -> Answer:
    """Answer a page of the organization's members and of those who are invited."""
    organization = open_organization(call)
    found = [share for share in shares(call, organization) if typed_ahead(call, share, "email")]
    return listing(call, "shares", [shown(call, share) for share in found])


@operation("search_organization_invitations")
def search_organization_invitations(call: Call) -> Answer:
    """Answer those of the given email addresses who are members or invited."""
    organization = open_organization(call)
    wanted = {email.lower() for email in call.body["emails"]}
    found = [share for share in shares(call, organization) if share["email"].lower() in wanted]
    return listing(call, "shares", [shown(call, share) for share in found])


@operation("invite_to_organization")
def invite_to_organization(call: Call) -> Answer:
    """Invite people, each with roles of the organization and perhaps of its stacks."""
    organization = open_organization(call)
    sent = call.body["share"]
    check_roles(call, organization, sent["users"])
    message = sent.get("message", "")
    made = [invite(call, organization, email, roles, message) for email, roles in sent["users"].items()]
    for email, stacks in sent.get("stacks", {}).items():
        check_stacks(email, stacks)
        invite_to_stacks(call, organization, email, stacks)
    call.speaks_of(organization | {"name": ", ".join(sent["users"])})
    return Answer({"notice": "The invitation has been sent successfully.", "shares": [shown(call, s) for s in made]})


@operation("remove_from_organization")
def remove_from_organization(call: Call) -> Answer:
    """Remove people from the organization and from its stacks. The owner stays."""
    organization = open_organization(call)
    found = [find_share(call, organization, email) for email in call.body["emails"]]
    if any(share["user_uid"] == organization["owner_uid"] for share in found):
        raise errors.refused("Organization", "unshare", {"emails": ["includes the owner of the organization."]})
    for share in found:
        remove(call, organization, share)
    call.speaks_of(organization | {"name": ", ".join(share["email"] for share in found)})
    return Answer({"notice": "The invitation has been deleted successfully.", "shares": found})


@operation("resend_organization_invitation")
def resend_organization_invitation(call: Call) -> Answer:
    """Send the mail of an invitation again, as long as it was not accepted."""
    organization = open_organization(call)
    share = call.store.get(Key(SHARE, call.path["share_uid"], parent=organization["uid"]))
    if share is None or share["status"] != "pending":
        raise errors.not_found(141, "The invitation was not found. Please try again.", "share_uid")
    outbox.send(call.state, "invitation", share["email"])
    return Answer({"notice": "The invitation has been resent successfully."})


@operation("transfer_organization_ownership")
def transfer_organization_ownership(call: Call) -> Answer:
    """Offer the organization to a member. Only its owner may, and nothing changes until the member accepts by mail."""
    organization = open_organization(call)
    if organization["owner_uid"] != call.actor:
        raise errors.forbidden()
    share = find_share(call, organization, call.body["transfer_to"])
    call.store.put(Key(ORGANIZATION, organization["uid"]), organization | {"is_transfer_set": True})
    outbox.send(call.state, "organization_ownership", share["email"])
    call.speaks_of(organization | {"name": share["email"]})
    return Answer({"notice": "Email has been successfully sent to the user."})


def shares(call: Call, organization: Document) -> list[Document]:
    """Answer the members and the invited, oldest first."""
    return call.store.find(Scope(SHARE, parent=organization["uid"]))


def find_share(call: Call, organization: Document, email: str) -> Document:
    """Answer the membership or invitation of an email address. Raises `CmaError` (422/141) if there is none."""
    for share in shares(call, organization):
        if share["email"].lower() == email.lower():
            return share
    raise errors.not_found(141, f"The user '{email}' is not part of the organization.", "email")


def shown(call: Call, share: Document) -> Document:
    """Answer a share with what the `include_…` parameters of the call ask for."""
    seen = dict(share)
    if call.flag("include_user_details"):
        user = call.store.get(Key(USER, share["user_uid"])) or {}
        seen |= {name: user[name] for name in USER_DETAILS if name in user}
    if call.flag("include_roles"):
        roles = call.store.find(Scope(ORGANIZATION_ROLE, parent=share["org_uid"]))
        seen["org_roles"] = [role for role in roles if role["uid"] in share["org_roles"]]
    if call.flag("include_invited_by"):
        inviter = call.store.get(Key(USER, share["invited_by"])) or {}
        seen["invited_by"] = {name: inviter.get(name) for name in ("uid", "email", "first_name", "last_name")}
    return seen


def check_roles(call: Call, organization: Document, users: Document) -> None:
    """Refuse roles that the organization does not have."""
    known = {role["uid"] for role in call.store.find(Scope(ORGANIZATION_ROLE, parent=organization["uid"]))}
    wrong = [email for email, roles in users.items() if not set(roles) <= known]
    if wrong:
        raise errors.refused("Organization", "share", {email: [errors.NOT_VALID] for email in wrong})


def check_stacks(email: str, stacks: object) -> None:
    """Refuse what is not a mapping of API keys to lists of roles."""
    if not isinstance(stacks, dict) or not all(isinstance(r, list) for r in cast("Document", stacks).values()):
        raise errors.refused("Organization", "share", {f"stacks.{email}": [errors.NOT_VALID]})


def invite(call: Call, organization: Document, email: str, roles: list[str], message: str) -> Document:
    """Invite one person who is not part of the organization yet."""
    if any(share["email"].lower() == email.lower() for share in shares(call, organization)):
        raise errors.refused("Organization", "share", {email: ["is already part of the organization."]})
    share = create_share(call.state, organization, invite_user(call, email), roles, call.actor)
    share["message"] = message
    call.store.put(Key(SHARE, share["uid"], parent=organization["uid"]), share)
    outbox.send(call.state, "invitation", email)
    return share


def invite_to_stacks(call: Call, organization: Document, email: str, stacks: Document) -> None:
    """Let somebody who is invited into stacks of the organization; `stacks` has the roles by API key."""
    for api_key, roles in stacks.items():
        stack = find_stack(call.store, api_key)
        if stack is None or stack["org_uid"] != organization["uid"]:
            raise errors.unknown_stack()
        add_collaborator(call, api_key, email, roles)


def remove(call: Call, organization: Document, share: Document) -> None:
    """Remove one person from the organization, its teams and its stacks."""
    leave_teams(call, organization["uid"], share["user_uid"])
    call.store.delete(Key(SHARE, share["uid"], parent=organization["uid"]))
    for stack in call.store.find(Scope(STACK)):
        if stack["org_uid"] == organization["uid"]:
            remove_collaborator(call, stack["api_key"], share["user_uid"])
    user = call.store.get(Key(USER, share["user_uid"]))
    if user:
        lists = {
            name: [uid for uid in user[name] if uid != organization["uid"]] for name in ("org_uid", "shared_org_uid")
        }
        call.store.put(Key(USER, user["uid"]), user | lists)
