"""Handle a request without I/O: route, authenticate, authorize, validate, and call the handler."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contentstack_cma_emulator.auth.login import build_password_error
from contentstack_cma_emulator.auth.memberships import check_organization
from contentstack_cma_emulator.auth.principals import authorize
from contentstack_cma_emulator.auth.rights import Target, check_body
from contentstack_cma_emulator.dispatch.plan_limits import check_plan
from contentstack_cma_emulator.dispatch.request_validation import RequestValidator
from contentstack_cma_emulator.dispatch.unknown_keys import KnownKeys
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import write_audit_record
from contentstack_cma_emulator.engine.bracket_query import QUERY, has_brackets, with_json
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, ApiResponse, Call, Principal, State
from contentstack_cma_emulator.engine.database import DatabaseReplaced
from contentstack_cma_emulator.engine.description import Description, Operation, Routes
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.lookup import find_branch_by_name
from contentstack_cma_emulator.engine.patterns import ImmediateLookup, PatternLookup, use_lookup
from contentstack_cma_emulator.engine.registry import (
    Endpoint,
    find_endpoint,
    get_download_handlers,
    get_operation_handlers,
)
from contentstack_cma_emulator.engine.store import Key, Store
from contentstack_cma_emulator.engine.work import run_due_work

JSON = "application/json"
MULTIPART = "multipart/form-data"
DOWNLOAD = "download"
API_KEY = "api_key"
UNKNOWN_BRANCH = 905
FAILURE = 400
BAD_REQUEST = 400
UNPROCESSABLE = 422
ORGANIZATION_UID = "organization_uid"
SIGNING_IN = "User session"

VERSION_4 = "/v4/"
"""The prefix of newer paths: they take the organization from a header, and reject an invalid body with 400."""

INDEX = re.compile(r"(?<![^.])\d+\.|\.\d+(?![^.])")
"""A list index in the path of a value, with one of its dots."""

NOUNS = {
    "Content types": ("Content Type", 115),
    "Global fields": ("Global Field", 115),
    "Entries": ("Entry", 119),
    "Assets": ("Asset", 119),
    "Environments": ("Environment", 119),
    "Languages": ("Language", 119),
    "Branches": ("Branch", 903),
    "Aliases": ("Branch alias", 903),
    "Variant groups": ("Variant Group", 119),
    "Variants": ("Variant", 119),
    "Entry variants": ("Entry variant", 119),
    "Stacks": ("Stack", 119),
    "Organizations": ("Organization", 119),
    "Teams": ("Team", 119),
    "Roles": ("Role", 119),
    "Tokens": ("Token", 119),
    "Extensions": ("Extension", 344),
    "Webhooks": ("Webhook", 119),
    "Workflows": ("Workflow", 119),
    "Releases": ("Release", 141),
    "Bulk operations": ("Bulk operation", 141),
    "Taxonomy": ("Taxonomy", 119),
    "Terms": ("Term", 119),
    "Labels": ("Label", 119),
    "Metadata": ("Metadata", 119),
}
"""The noun and the error code of the error for an invalid body, by tag."""

ACTIONS = {"create": "creation", "update": "updation", "upload": "creation", "import": "import", "publish": "publish"}
"""The action in that error, by the first word of the operation id."""


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


class Dispatcher:
    """Handles requests on one state, by the description and the registered handlers."""

    def __init__(self, state: State, description: Description) -> None:
        self.state = state
        self.description = description
        self._validator = RequestValidator(description)
        self._known_keys = KnownKeys(description.document)
        self._endpoints = {name: find_endpoint(name) for name in get_operation_handlers()} | _find_downloads()
        self._routes = Routes(_list_operations(description))

    def route(self, method: str, path: str) -> Route | None:
        """Return the route of a request, or None if no operation has this method and path."""
        match = self._routes.match(method, path)
        if match is None or match[0].id not in self._endpoints:
            return None
        return Route(match[0], match[1], self._endpoints[match[0].id])

    def admit(self, head: Head, route: Route | None) -> Admission:
        """Run background work that is due, then check everything but the body.

        Raises `CmaError` to reject the request.
        """
        run_due_work(self.state)
        epoch = self.state.store.epoch
        if route is None:
            raise errors.unknown_url()
        route = add_organization(route, head.headers)
        operation = route.operation
        head = replace(head, query=with_json_queries(operation, head.query))
        stack = self._find_stack(route, head.headers)
        branch = find_branch(self.state.store, operation, stack, head)
        principal: Principal | None = None
        visible: Document = {}
        target = find_target(route, head, stack, branch) if stack else None
        if operation.schemes:
            principal, visible = authorize(operation, head.headers, target, self.state)
            if stack is None and ORGANIZATION_UID in route.path:
                check_organization(self.state, operation, principal, route.path[ORGANIZATION_UID])
        wrong = self._validator.validate_parameters(operation, head.query, head.headers)
        if wrong and (wrong := drop_tolerated(wrong, route.endpoint)):
            raise errors.invalid(141, "The request has parameters that are not valid.", wrong)
        return Admission(head, route, principal, stack, branch, visible, epoch)

    def perform(
        self, admission: Admission, body: Document, form: Form, lookup: PatternLookup | None = None
    ) -> ApiResponse:
        """Validate the body and run the handler in a transaction. Raises `CmaError` to reject the request.

        With `lookup`, it raises `LookupPending` if regular expressions must be evaluated first; otherwise it waits.
        """
        lookup = lookup or ImmediateLookup()
        while True:
            try:
                return self._perform(admission, body, form, lookup)
            except DatabaseReplaced:
                admission = self.admit(admission.head, admission.route)

    def _perform(self, admission: Admission, body: Document, form: Form, lookup: PatternLookup) -> ApiResponse:
        operation, endpoint = admission.route.operation, admission.route.endpoint
        body = self._validate_body(admission.route, endpoint.read_body(body) if endpoint.read_body else body, form)
        call = self._build_call(admission, body, form)
        check_body(self.state, operation, call)
        with self.state.store.transaction(admission.epoch), use_lookup(lookup):
            check_plan(call)
            response = endpoint.handle(call)
            if operation.changes and response.status < FAILURE:
                write_audit_record(call, operation.tag, response)
        return response

    def _find_stack(self, route: Route, headers: Mapping[str, str]) -> Document | None:
        operation = route.operation
        sent = headers.get(API_KEY) if API_KEY in operation.schemes else None
        api_key = route.path.get(API_KEY) or sent
        stack = self.state.store.get(Key(STACK, api_key)) if api_key else None
        if stack is None and (api_key or API_KEY in operation.required_schemes):
            raise errors.unknown_stack()
        return stack

    def _validate_body(self, route: Route, body: Document, form: Form) -> Document:
        """Return the body without unknown keys and meaningless nulls. Raises `CmaError` if it is not valid."""
        operation, endpoint = route.operation, route.endpoint
        is_form = MULTIPART in operation.bodies and bool(form.fields or form.files)
        if JSON not in operation.bodies or is_form or not (body or operation.body_required):
            return body
        wrong = self._validator.validate_body(operation, JSON, body)
        if wrong:
            body = self._validator.without_nulls(operation, JSON, body)
            wrong = drop_tolerated(self._validator.validate_body(operation, JSON, body), endpoint)
        if wrong:
            raise make_body_error(operation, wrong)
        return body if endpoint.keeps_unknown_keys else self._known_keys.keep_known(operation.bodies[JSON], body)

    def _build_call(self, admission: Admission, body: Document, form: Form) -> Call:
        head = admission.head
        return Call(
            operation=admission.route.operation.id,
            method=head.method,
            path=admission.route.path,
            query=head.query,
            headers=head.headers,
            body=body,
            form=form,
            principal=admission.principal,
            stack=admission.stack or {},
            branch=admission.branch,
            state=self.state,
            now=self.state.clock.stamp(),
            base_url=head.base_url,
            request_id=head.id,
            remote_address=head.address,
            visible=admission.visible,
        )


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
    if operation.takes_branch:
        raise errors.not_found(UNKNOWN_BRANCH, f"The Branch '{wanted}' was not found. Please try again.", "branch")
    return MAIN_BRANCH


def with_json_queries(operation: Operation, query: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the query parameters, with JSON parameters in bracket form as JSON. Raises `CmaError` (422/141)."""
    if not any("[" in name for name in query):
        return query
    declared = {each.name for each in operation.parameters if each.schema.get("contentMediaType") == JSON}
    for name in sorted(declared | {QUERY}):
        query = with_json(query, name) if has_brackets(query, name) else query
    return query


def drop_tolerated(wrong: Errors, endpoint: Endpoint) -> Errors:
    """Return the errors without those of paths that the endpoint tolerates."""
    return {path: texts for path, texts in wrong.items() if INDEX.sub("", path) not in endpoint.tolerated}


def read_branch_name(operation: Operation, head: Head) -> str:
    """Return the branch or alias that a request names; empty if none."""
    named = head.query.get("branch", ()) if operation.takes_branch else ()
    return head.headers.get("branch") or next(reversed(named), "")


def make_body_error(operation: Operation, wrong: Errors) -> errors.CmaError:
    """Return the error for an invalid body, in the words of the resource."""
    if operation.tag == SIGNING_IN:
        return build_password_error(wrong)
    noun, code = NOUNS.get(operation.tag, ("Request", 119))
    action = ACTIONS.get(operation.id.split("_")[0])
    if action is None:
        return errors.invalid(code, "The body of the request is not valid.", wrong)
    status = BAD_REQUEST if operation.path.startswith(VERSION_4) else UNPROCESSABLE
    return errors.action_failed(noun, action, wrong, code, status)


def _find_downloads() -> dict[str, Endpoint]:
    return {_download_id(path): Endpoint(handler) for path, handler in get_download_handlers().items()}


def _list_operations(description: Description) -> Iterator[Operation]:
    yield from description.operations.values()
    for path in get_download_handlers():
        for method in ("GET", "HEAD"):
            yield Operation(_download_id(path), method, path, DOWNLOAD)


def _download_id(path: str) -> str:
    return f"{DOWNLOAD} {path}"
