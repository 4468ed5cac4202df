"""A request on its way to its handler: its head, its route, and all checks before its body is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contentstack_cma_emulator.auth.memberships import check_organization
from contentstack_cma_emulator.auth.principals import authorize
from contentstack_cma_emulator.auth.rights import Target
from contentstack_cma_emulator.dispatch.request_validation import RequestValidator, drop_tolerated
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.bracket_query import QUERY, has_brackets, with_json
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Origin, Principal, State
from contentstack_cma_emulator.engine.description import JSON, Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.lookup import find_branch_by_name
from contentstack_cma_emulator.engine.registry import Endpoint
from contentstack_cma_emulator.engine.store import Key, Store

DOWNLOAD = "download"
"""The tag of public URLs, which are not in the description."""

API_KEY = "api_key"
ORGANIZATION_UID = "organization_uid"
UNKNOWN_BRANCH = 905

VERSION_4 = "/v4/"
"""The prefix of newer paths: they take the organization from a header, and reject an invalid body with 400."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. `path` is still percent-encoded; header names are in lower case.

    `id` is the request id in the response, which has none before it is handled, `address` the client's IP address.
    """

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str] = field(repr=False)
    base_url: str
    id: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """The operation and the endpoint of a request, and its path parameters."""

    operation: Operation
    path: Mapping[str, str]
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class Admission:
    """A request whose route, credentials and parameters are valid, before its body is read.

    `visible` and `origin` are as in `Call`.
    """

    head: Head
    route: Route
    principal: Principal | None
    stack: Document | None
    branch: str
    visible: Document = field(default_factory=dict[str, Any])
    epoch: int | None = None
    """The epoch of the store in which this was checked; None for any."""
    origin: Origin | None = None


def admit(state: State, validator: RequestValidator, head: Head, route: Route) -> Admission:
    """Check everything but the body. Raises `CmaError` to reject the request."""
    epoch = state.store.epoch
    head, route = read_parameters(head, route)
    operation = route.operation
    stack = find_stack(state.store, route, head.headers)
    target = find_target(state.store, route, head, stack) if stack else None
    branch = target.branch if target else MAIN_BRANCH
    principal: Principal | None = None
    visible: Document = {}
    if operation.schemes:
        principal, visible = authorize(operation, head.headers, target, state)
        if stack is None and ORGANIZATION_UID in route.path:
            check_organization(state, operation, principal, route.path[ORGANIZATION_UID])
    wrong = validator.validate_parameters(operation, head.query, head.headers)
    if wrong and (wrong := drop_tolerated(wrong, route.endpoint)):
        raise errors.invalid(141, "The request has parameters that are not valid.", wrong)
    return Admission(head, route, principal, stack, branch, visible, epoch)


def read_parameters(head: Head, route: Route) -> tuple[Head, Route]:
    """Return a head with JSON in its query parameters as JSON, and a route with the organization of the header, if any.

    Raises `CmaError` (422/141).
    """
    uid = head.headers.get(ORGANIZATION_UID)
    if uid and route.operation.path.startswith(VERSION_4):
        route = replace(route, path={**route.path, ORGANIZATION_UID: uid})
    if any("[" in name for name in head.query):
        head = replace(head, query=with_json_queries(route.operation, head.query))
    return head, route


def with_json_queries(operation: Operation, query: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the query parameters, with JSON parameters in bracket form as JSON."""
    declared = {each.name for each in operation.parameters if each.schema.get("contentMediaType") == JSON}
    for name in sorted(declared | {QUERY}):
        query = with_json(query, name) if has_brackets(query, name) else query
    return query


def find_stack(store: Store, route: Route, headers: Mapping[str, str]) -> Document | None:
    """Return the stack of the API key in the path or the header. Raises `CmaError` (412/109) if it does not exist."""
    sent = headers.get(API_KEY) if API_KEY in route.operation.schemes else None
    api_key = route.path.get(API_KEY) or sent
    stack = store.get(Key(STACK, api_key)) if api_key else None
    if stack is None and (api_key or API_KEY in route.operation.required_schemes):
        raise errors.unknown_stack()
    return stack


def find_target(store: Store, route: Route, head: Head, stack: Document) -> Target:
    """Return the target of a call in a stack: its branch, and what its permissions are checked against."""
    branch = find_branch(store, route.operation, stack, head)
    names = {branch, read_branch_name(route.operation, head) or branch}
    locale = next(reversed(head.query.get("locale", ())), "") or stack["master_locale"]
    return Target(stack, branch, route.path, locale, frozenset(names))


def find_branch(store: Store, operation: Operation, stack: Document, head: Head) -> str:
    """Return the uid of the branch of a request, which names it by uid or alias. Default: main branch.

    The header has precedence over the query parameter, which older clients send, and which counts only if the operation
    has the header. Raises `CmaError` (422) if the branch does not exist, unless the operation takes no branch.
    """
    wanted = read_branch_name(operation, head)
    if not wanted:
        return MAIN_BRANCH
    branch = find_branch_by_name(store, stack["api_key"], wanted)
    if branch:
        return str(branch["uid"])
    if operation.takes_branch:
        raise errors.not_found(UNKNOWN_BRANCH, f"The Branch '{wanted}' was not found. Please try again.", "branch")
    return MAIN_BRANCH


def read_branch_name(operation: Operation, head: Head) -> str:
    """Return the branch or alias that a request names; empty if none."""
    named = head.query.get("branch", ()) if operation.takes_branch else ()
    return head.headers.get("branch") or next(reversed(named), "")
