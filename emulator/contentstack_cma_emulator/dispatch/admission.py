"""A request on its way to its handler: its head, its route, and what is known before its body is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contentstack_cma_emulator.auth.rights import Target
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Principal
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_branch_by_name
from contentstack_cma_emulator.engine.registry import Handler
from contentstack_cma_emulator.engine.store import Store

DOWNLOAD = "download"
"""The tag of public URLs, which are not in the description."""

ORGANIZATION_UID = "organization_uid"
UNKNOWN_BRANCH = 905

VERSION_4 = "/v4/"
"""The prefix of newer paths: they take the organization from a header, and reject an invalid body with 400."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. `path` is still percent-encoded; header names are in lower case.

    `id` is the request id in the response and the log, `address` the IP address of the client.
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
    """The operation and the handler of a request, and its path parameters."""

    operation: Operation
    path: Mapping[str, str]
    handler: Handler


@dataclass(frozen=True, slots=True)
class Admission:
    """A request whose route, credentials and parameters are valid, before its body is read.

    `visible` is as in `Call`.
    """

    head: Head
    route: Route
    principal: Principal | None
    stack: Document | None
    branch: str
    visible: Document = field(default_factory=dict[str, Any])
    epoch: int | None = None
    """The epoch of the store in which this was checked; None for any."""


def add_organization(route: Route, headers: Mapping[str, str]) -> Route:
    """Return a route with the organization of the header, if any, as a path parameter."""
    uid = headers.get(ORGANIZATION_UID)
    if not uid or not route.operation.path.startswith(VERSION_4):
        return route
    return replace(route, path={**route.path, ORGANIZATION_UID: uid})


def find_target(route: Route, head: Head, stack: Document, branch: str) -> Target:
    """Return the target of a call in a stack: what its permissions are checked against."""
    names = {branch, read_branch_name(route.operation, head) or branch}
    locale = next(reversed(head.query.get("locale", ())), "") or stack["master_locale"]
    return Target(stack, branch, route.path, locale, frozenset(names))


def find_branch(store: Store, operation: Operation, stack: Document | None, head: Head) -> str:
    """Return the uid of the branch of a request, which names it by uid or alias. Default: main branch.

    The header has precedence over the query parameter, which older clients send, and which counts only if the operation
    has the header. Raises `CmaError` (422) if the branch does not exist, unless the operation takes no branch.
    """
    wanted = read_branch_name(operation, head)
    if not wanted or stack is None:
        return MAIN_BRANCH
    branch = find_branch_by_name(store, stack["api_key"], wanted)
    if branch:
        return str(branch["uid"])
    if operation.declares("header", "branch"):
        raise errors.not_found(UNKNOWN_BRANCH, f"The Branch '{wanted}' was not found. Please try again.", "branch")
    return MAIN_BRANCH


def read_branch_name(operation: Operation, head: Head) -> str:
    """Return the branch or alias that a request names; empty if none."""
    named = head.query.get("branch", ()) if operation.declares("header", "branch") else ()
    return head.headers.get("branch") or next(reversed(named), "")
