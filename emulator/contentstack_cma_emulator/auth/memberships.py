"""Who belongs to an organization, and with which of its roles, alone and through teams."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Principal, State
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ORGANIZATION, ORGANIZATION_ROLE, SHARE, TEAM
from contentstack_cma_emulator.engine.store import Key, Scope

OPEN_TO_MEMBERS = ("get_organization", "list_organization_stacks")
"""What plain members may see of an organization. The rest is for its owner and its admins."""


def teams_of(state: State, organization_uid: str, user_uid: str) -> list[Document]:
    """Answer the teams of an organization that a user is in."""
    teams = state.store.find(Scope(TEAM, parent=organization_uid))
    return [team for team in teams if user_uid in team["users"]]


def roles_held(state: State, organization_uid: str, user_uid: str) -> set[str]:
    """Answer the uids of the roles that a user has in an organization, alone and through teams."""
    shares = state.store.find(Scope(SHARE, parent=organization_uid))
    own = [role for share in shares if share["user_uid"] == user_uid for role in share["org_roles"]]
    lent = [role for team in teams_of(state, organization_uid, user_uid) for role in team["organizationRoles"]]
    return {*own, *lent}


def is_member(state: State, organization_uid: str, user_uid: str) -> bool:
    """Answer whether a user belongs to an organization: an invitation that was accepted says so."""
    shares = state.store.find(Scope(SHARE, parent=organization_uid))
    return any(share["user_uid"] == user_uid and share["status"] == "accepted" for share in shares)


def administers(state: State, organization: Document, user_uid: str) -> bool:
    """Answer whether a user owns an organization or has an admin role in it."""
    if user_uid == organization["owner_uid"]:
        return True
    roles = state.store.find(Scope(ORGANIZATION_ROLE, parent=organization["uid"]))
    admin = {role["uid"] for role in roles if role["admin"]}
    return not admin.isdisjoint(roles_held(state, organization["uid"], user_uid))


def check_organization(state: State, operation: Operation, principal: Principal, organization_uid: str) -> None:
    """Refuse an organization that somebody does not belong to (422/141) or may not do this with (403).

    An OAuth app works in the organization that let it in, and in no other. One that calls in its own name may do there
    what its scopes permit.
    """
    organization = state.store.get(Key(ORGANIZATION, organization_uid))
    if organization is None or not (principal.is_app or is_member(state, organization_uid, principal.uid)):
        raise errors.organization_not_found(organization_uid)
    elsewhere = principal.kind == "oauth" and principal.organization_uid != organization_uid
    is_open = principal.is_app or operation.id in OPEN_TO_MEMBERS
    if elsewhere or not (is_open or administers(state, organization, principal.uid)):
        raise errors.forbidden()
