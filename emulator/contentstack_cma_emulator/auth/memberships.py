"""Membership in organizations, and the organization roles of users, their own and those of their teams."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Principal, State
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, SHARE, TEAM
from contentstack_cma_emulator.engine.store import Key, Scope

OPEN_TO_MEMBERS = ("get_organization", "list_organization_stacks")
"""The operations on an organization open to plain members. All others are for its owner and admins."""


def find_teams(state: State, organization_uid: str, user_uid: str) -> list[Document]:
    """Return the teams of an organization that a user belongs to."""
    teams = state.store.find(Scope(TEAM, parent=organization_uid))
    return [team for team in teams if user_uid in team["users"]]


def find_organization_roles(state: State, organization_uid: str, user_uid: str) -> set[str]:
    """Return the uids of a user's roles in an organization, including those of teams."""
    shares = state.store.find(Scope(SHARE, parent=organization_uid))
    own = [role for share in shares if share["user_uid"] == user_uid for role in share["org_roles"]]
    lent = [role for team in find_teams(state, organization_uid, user_uid) for role in team["organizationRoles"]]
    return {*own, *lent}


def is_member(state: State, organization_uid: str, user_uid: str) -> bool:
    """Return whether a user belongs to an organization, that is, has accepted an invitation to it."""
    shares = state.store.find(Scope(SHARE, parent=organization_uid))
    return any(share["user_uid"] == user_uid and share["status"] == "accepted" for share in shares)


def is_organization_admin(state: State, organization: Document, user_uid: str) -> bool:
    """Return whether a user owns an organization or has an admin role in it."""
    if user_uid == organization["owner_uid"]:
        return True
    roles = state.store.find(Scope(ORGANIZATION_ROLE, parent=organization["uid"]))
    admin = {role["uid"] for role in roles if role["admin"]}
    return not admin.isdisjoint(find_organization_roles(state, organization["uid"], user_uid))


def check_organization(state: State, operation: Operation, principal: Principal, organization_uid: str) -> None:
    """Check that a principal belongs to an organization (else 422/141) and may call this operation on it (else 403).

    An OAuth app works only in the organization that authorized it. With a token of its own, its scopes decide what it
    may do there.
    """
    organization = state.store.get(Key(ORGANIZATION, organization_uid))
    if organization is None or not (principal.is_app or is_member(state, organization_uid, principal.uid)):
        raise errors.organization_not_found(organization_uid)
    elsewhere = principal.kind == "oauth" and principal.organization_uid != organization_uid
    is_open = principal.is_app or operation.id in OPEN_TO_MEMBERS
    if elsewhere or not (is_open or is_organization_admin(state, organization, principal.uid)):
        raise errors.forbidden()
