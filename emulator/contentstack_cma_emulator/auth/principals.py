"""Finds out who calls, and refuses whoever may not."""

from collections.abc import Mapping
from datetime import UTC, datetime

from contentstack_cma_emulator.auth.oauth_grants import access_token
from contentstack_cma_emulator.auth.rights import Target, check_token, check_user, names_of, rights_of
from contentstack_cma_emulator.auth.sessions import user_of_authtoken
from contentstack_cma_emulator.auth.visibility import FIELDS, visible, visible_branches
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Principal, State
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.store import Scope

MANAGEMENT_KIND = "management_token"

OTHER_ORGANIZATION = 316
"""The code for an OAuth token that is used on a stack of another organization."""


def identify(operation: Operation, headers: Mapping[str, str], stack: Document | None, state: State) -> Principal:
    """Answer who calls, by the first credential the operation accepts that proves good.

    `authorization` is looked at before `authtoken`; a client may send both. Raises `CmaError` (401/105) for the
    first bad one if none is good, and if there is none at all.
    """
    refusals: list[CmaError] = []
    for name, value in credentials(operation, headers):
        try:
            return prove(name, value, stack, state)
        except CmaError as error:
            refusals.append(error)
    raise refusals[0] if refusals else errors.not_signed_in()


def credentials(operation: Operation, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Answer the credentials in the headers that the operation accepts: pairs of scheme and value."""
    found: list[tuple[str, str]] = []
    authorization = headers.get("authorization", "").strip()
    if authorization:
        bearer = authorization[:7].lower() == "bearer "
        found.append(("oauth", authorization[7:].strip()) if bearer else ("management_token", authorization))
    if headers.get("authtoken"):
        found.append(("authtoken", headers["authtoken"].strip()))
    return [(scheme, value) for scheme, value in found if operation.offers(scheme)]


def prove(scheme: str, value: str, stack: Document | None, state: State) -> Principal:
    """Answer whom a credential stands for. Raises `CmaError` (401/105) if it stands for nobody."""
    if scheme == "oauth":
        return by_access_token(value, state)
    if scheme == "management_token":
        return by_management_token(value, stack, state)
    user_uid = user_of_authtoken(state, value)
    if user_uid is None:
        raise errors.not_signed_in()
    return Principal("authtoken", user_uid, value)


def by_access_token(value: str, state: State) -> Principal:
    """Answer the user on whose behalf an OAuth app calls."""
    token = access_token(state, value)
    if token is None:
        message = "The access token is invalid or has expired."
        raise CmaError(401, 105, message, {"access_token": [errors.NOT_VALID]})
    scopes = frozenset[str](token["scopes"])
    return Principal("oauth", token["user_uid"], value, scopes, token["organization_uid"])


def by_management_token(value: str, stack: Document | None, state: State) -> Principal:
    """Answer the management token as a principal of its own; it is good for its own stack, until it expires."""
    token = management_token(state, value, stack["api_key"]) if stack else None
    if token is None or expired(token, state.clock.now()):
        raise errors.not_signed_in("authorization")
    return Principal("management_token", token["uid"], value)


def management_token(state: State, value: str, api_key: str) -> Document | None:
    """Answer the stack's management token with this value, or None."""
    tokens = state.store.find(Scope(MANAGEMENT_KIND, api_key))
    return next((token for token in tokens if token["token"] == value), None)


def expired(token: Document, now: datetime) -> bool:
    """Answer whether a management token is past its date; it ends when that day begins, in UTC."""
    date = token.get("expires_on")
    return date is not None and datetime.fromisoformat(date[:10]).replace(tzinfo=UTC) <= now


def authorize(operation: Operation, principal: Principal, target: Target | None, state: State) -> None:
    """Refuse (403) a principal who is known but may not do this; `target` is None outside of stacks."""
    if principal.kind == "oauth":
        check_scopes(operation, principal)
        if principal.is_app and not is_about_organization(operation):
            raise errors.forbidden("A token of an app itself is only for calls about its organization.")
        if target and target.stack["org_uid"] != principal.organization_uid:
            raise CmaError(403, OTHER_ORGANIZATION, errors.DENIED)
    if target is None:
        return
    if principal.kind == "management_token":
        token = management_token(state, principal.token, target.stack["api_key"]) or {}
        check_token(operation, token["scope"], target)
    else:
        check_user(state, operation, principal.uid, target)


def is_about_organization(operation: Operation) -> bool:
    """Return whether a call names an organization, in its path or, in version 4, in a header."""
    return "{organization_uid}" in operation.path or operation.path.startswith("/v4/")


def sight(operation: Operation, principal: Principal | None, target: Target | None, state: State) -> Document:
    """Answer a query that is true of what a principal may see of the list that an operation answers."""
    if principal is None or target is None:
        return {}
    if principal.kind == "management_token":
        token = management_token(state, principal.token, target.stack["api_key"]) or {"scope": []}
        return visible_branches(token["scope"], operation)
    rights = rights_of(state, target.stack, principal.uid) if operation.id in FIELDS else None
    return visible(rights, operation, names_of(state, target)) if rights else {}


def check_scopes(operation: Operation, principal: Principal) -> None:
    """Refuse an OAuth token without the scopes that one of the operation's alternatives asks for."""
    alternatives = [set(alternative["oauth"]) for alternative in operation.security if "oauth" in alternative]
    if not any(scopes <= principal.scopes for scopes in alternatives):
        raise errors.forbidden("The access token does not have the scope that this needs.")
