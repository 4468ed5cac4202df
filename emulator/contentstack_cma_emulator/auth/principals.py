"""Identifies the principal of a request, and rejects those that may not call the operation."""

from collections.abc import Mapping
from datetime import UTC, datetime

from contentstack_cma_emulator.auth.oauth_grants import find_access_token
from contentstack_cma_emulator.auth.rights import Target, check_token, check_user, find_rights, find_target_names
from contentstack_cma_emulator.auth.sessions import AUTHTOKEN
from contentstack_cma_emulator.auth.visibility import FIELDS, filter_by_rights, filter_by_scope
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Principal, State
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.store import Key, Scope

MANAGEMENT_KIND = "management_token"

OTHER_ORGANIZATION = 316
"""The code for an OAuth token used on a stack of another organization."""


def authorize(
    operation: Operation, headers: Mapping[str, str], target: Target | None, state: State
) -> tuple[Principal, Document]:
    """Return the principal, and a query that matches what it may see in the list that the operation returns.

    `target` is None outside of stacks. Raises `CmaError`: 401 without valid credentials, 403 if the principal may not
    call the operation.
    """
    principal = identify(operation, headers, target.stack if target else None, state)
    check_principal(operation, principal, target, state)
    if target is None or operation.id not in FIELDS:
        return principal, {}
    return principal, build_visibility_filter(operation, principal, target, state)


def identify(operation: Operation, headers: Mapping[str, str], stack: Document | None, state: State) -> Principal:
    """Return the principal, by the first valid credential that the operation accepts.

    `authorization` takes precedence over `authtoken`; a client may send both. Raises `CmaError` (401/105) for the first
    invalid credential if none is valid, or if there is none.
    """
    rejections: list[CmaError] = []
    for name, value in find_credentials(operation, headers):
        try:
            return authenticate(name, value, stack, state)
        except CmaError as error:
            rejections.append(error)
    raise rejections[0] if rejections else errors.not_signed_in()


def find_credentials(operation: Operation, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the credentials in the headers that the operation accepts, as pairs of scheme and value."""
    found: list[tuple[str, str]] = []
    authorization = headers.get("authorization", "").strip()
    if authorization:
        bearer = authorization[:7].lower() == "bearer "
        found.append(("oauth", authorization[7:].strip()) if bearer else ("management_token", authorization))
    if headers.get("authtoken"):
        found.append(("authtoken", headers["authtoken"].strip()))
    return [(scheme, value) for scheme, value in found if scheme in operation.schemes]


def authenticate(scheme: str, value: str, stack: Document | None, state: State) -> Principal:
    """Return the principal of a credential. Raises `CmaError` (401/105) if it is invalid."""
    if scheme == "oauth":
        return authenticate_access_token(value, state)
    if scheme == "management_token":
        return authenticate_management_token(value, stack, state)
    session = state.store.get(Key(AUTHTOKEN, value))
    if session is None:
        raise errors.not_signed_in()
    return Principal("authtoken", session["user_uid"], value)


def authenticate_access_token(value: str, state: State) -> Principal:
    """Return the user on whose behalf an OAuth app calls."""
    token = find_access_token(state, value)
    if token is None:
        message = "The access token is invalid or has expired."
        raise CmaError(401, 105, message, {"access_token": [errors.NOT_VALID]})
    scopes = frozenset[str](token["scopes"])
    return Principal("oauth", token["user_uid"], value, scopes, token["organization_uid"])


def authenticate_management_token(value: str, stack: Document | None, state: State) -> Principal:
    """Return the management token as a principal of its own. It is valid for its own stack, until it expires."""
    token = find_management_token(state, value, stack["api_key"]) if stack else None
    if token is None or is_expired(token, state.clock.now()):
        raise errors.not_signed_in("authorization")
    return Principal("management_token", token["uid"], value)


def find_management_token(state: State, value: str, api_key: str) -> Document | None:
    """Return the management token of a stack with this value, or None."""
    tokens = state.store.find(Scope(MANAGEMENT_KIND, api_key))
    return next((token for token in tokens if token["token"] == value), None)


def is_expired(token: Document, now: datetime) -> bool:
    """Return whether a management token has expired. It expires at the beginning of that day, in UTC."""
    date = token.get("expires_on")
    return date is not None and datetime.fromisoformat(date[:10]).replace(tzinfo=UTC) <= now


def check_principal(operation: Operation, principal: Principal, target: Target | None, state: State) -> None:
    """Raise `CmaError` (403) if the principal may not call the operation. `target` is None outside of stacks."""
    if principal.kind == "oauth":
        check_scopes(operation, principal)
        if principal.is_app and not is_about_organization(operation):
            raise errors.forbidden("A token of an app itself is only for calls about its organization.")
        if target and target.stack["org_uid"] != principal.organization_uid:
            raise CmaError(403, OTHER_ORGANIZATION, errors.DENIED)
    if target is None:
        return
    if principal.kind == "management_token":
        token = find_management_token(state, principal.token, target.stack["api_key"]) or {}
        check_token(operation, token["scope"], target)
    else:
        check_user(state, operation, principal.uid, target)


def is_about_organization(operation: Operation) -> bool:
    """Return whether a call names an organization, in its path or, in version 4, in a header."""
    return "{organization_uid}" in operation.path or operation.path.startswith("/v4/")


def build_visibility_filter(operation: Operation, principal: Principal, target: Target, state: State) -> Document:
    """Return a query that matches what the principal may see in the list that an operation returns."""
    if principal.kind == "management_token":
        token = find_management_token(state, principal.token, target.stack["api_key"]) or {"scope": []}
        return filter_by_scope(token["scope"], operation)
    rights = find_rights(state, target.stack, principal.uid)
    return filter_by_rights(rights, operation, find_target_names(state, target)) if rights else {}


def check_scopes(operation: Operation, principal: Principal) -> None:
    """Raise `CmaError` (403) if an OAuth token has the scopes of none of the operation's alternatives."""
    alternatives = [set(alternative["oauth"]) for alternative in operation.security if "oauth" in alternative]
    if not any(scopes <= principal.scopes for scopes in alternatives):
        raise errors.forbidden("The access token does not have the scope that this needs.")
