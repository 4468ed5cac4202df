"""From a request to its answer, without any network: the route, who calls, what is checked, then the handler."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from contentstack_cma_emulator.auth.login import wrong_password
from contentstack_cma_emulator.auth.memberships import check_organization
from contentstack_cma_emulator.auth.principals import authorize, identify, sight
from contentstack_cma_emulator.auth.rights import Target, check_body
from contentstack_cma_emulator.dispatch.plan_limits import check_plan
from contentstack_cma_emulator.dispatch.request_validation import Errors, RequestChecks
from contentstack_cma_emulator.dispatch.unknown_keys import Descriptions
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import note
from contentstack_cma_emulator.engine.bracket_query import QUERY, has_brackets, with_json
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call, Form, Principal, State
from contentstack_cma_emulator.engine.description import Description, Operation, Routes
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_stack, named_branch
from contentstack_cma_emulator.engine.patterns import DirectMatches, Matches, looking
from contentstack_cma_emulator.engine.registry import (
    Handler,
    downloads,
    operations,
    read_body,
    takes_any_key,
    tolerated,
)
from contentstack_cma_emulator.engine.store import Replaced, Store
from contentstack_cma_emulator.engine.strict_json import read_object
from contentstack_cma_emulator.engine.work import carry_out

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
"""How the paths of newer calls begin: they name the organization in a header, and reject a bad body with 400."""

INDEX = re.compile(r"(?<![^.])\d+\.|\.\d+(?![^.])")
"""The index of a list in the path of a value, with a dot beside it."""

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
"""What the message about a bad body calls the thing, and its error code, by tag."""

ACTIONS = {"create": "creation", "update": "updation", "upload": "creation", "import": "import", "publish": "publish"}
"""What the message calls the doing, by the first word of the operation id."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. `path` is percent-encoded as it came; header names are in lower case.

    `id` names the request in its answer and in the log, `address` is where the client is.
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
    """Where a request goes."""

    operation: Operation
    path: Mapping[str, str]
    handler: Handler


@dataclass(frozen=True, slots=True)
class Admission:
    """A request whose route, credentials and parameters are fine; its body comes next.

    `visible` is as in `Call`.
    """

    head: Head
    route: Route
    principal: Principal | None
    stack: Document | None
    branch: str
    visible: Document = field(default_factory=dict[str, Any])
    epoch: int | None = None
    """That of the store in which all this was so; None for any."""


class Dispatcher:
    """Answers requests over one state, by the description and the registered handlers."""

    def __init__(self, state: State, description: Description) -> None:
        self.state = state
        self.description = description
        self._checks = RequestChecks(description)
        self._described = Descriptions(description.document)
        self._handlers = {**operations(), **_download_handlers()}
        self._routes = Routes(_routed(description))

    def route(self, method: str, path: str) -> Route | None:
        """Answer where a request goes, or None if no call has this method and path."""
        match = self._routes.match(method, path)
        if match is None or match[0].id not in self._handlers:
            return None
        return Route(match[0], match[1], self._handlers[match[0].id])

    def admit(self, head: Head, route: Route | None) -> Admission:
        """Do the work that is due, then check everything that stands before the body.

        Raises `CmaError` to refuse the request.
        """
        carry_out(self.state)
        epoch = self.state.store.epoch
        if route is None:
            raise errors.unknown_url()
        route = in_organization(route, head.headers)
        operation = route.operation
        head = replace(head, query=with_json_queries(operation, head.query))
        stack = self._stack(route, head.headers)
        branch = find_branch(self.state.store, operation, stack, head)
        principal = None
        target = aim(route, head, stack, branch) if stack else None
        if any(operation.security):
            principal = identify(operation, head.headers, stack, self.state)
            authorize(operation, principal, target, self.state)
            if stack is None and ORGANIZATION_UID in route.path:
                check_organization(self.state, operation, principal, route.path[ORGANIZATION_UID])
        wrong = not_tolerated(operation, self._checks.parameters(operation, head.query, head.headers))
        if wrong:
            raise errors.invalid(141, "The request has parameters that are not valid.", wrong)
        return Admission(head, route, principal, stack, branch, sight(operation, principal, target, self.state), epoch)

    def perform(self, admission: Admission, body: Document, form: Form, matches: Matches | None = None) -> Answer:
        """Check the body and run the handler in a transaction. Raises `CmaError` to refuse the request.

        With `matches` it raises `Unanswered` where regular expressions are to be looked for first; without, it waits.
        """
        matches = matches or DirectMatches()
        while True:
            try:
                with self.state.store.only_in(admission.epoch):
                    return self._perform(admission, body, form, matches)
            except Replaced:
                admission = self.admit(admission.head, admission.route)

    def _perform(self, admission: Admission, body: Document, form: Form, matches: Matches) -> Answer:
        operation = admission.route.operation
        body = self._checked(operation, read_body(operation.id, body), form)
        call = self._call(admission, body, form)
        check_body(self.state, operation, call)
        with self.state.store.transaction(), looking(matches):
            check_plan(call)
            answer = admission.route.handler(call)
            if operation.changes and answer.status < FAILURE:
                note(call, operation.tag, answer)
        return answer

    def _stack(self, route: Route, headers: Mapping[str, str]) -> Document | None:
        operation = route.operation
        sent = headers.get(API_KEY) if operation.offers(API_KEY) else None
        api_key = route.path.get(API_KEY) or sent
        stack = find_stack(self.state.store, api_key) if api_key else None
        if stack is None and (api_key or operation.demands(API_KEY)):
            raise errors.unknown_stack()
        return stack

    def _checked(self, operation: Operation, body: Document, form: Form) -> Document:
        """Return a body without unknown keys, in which null is only where it means something.

        Raises `CmaError` if it cannot be one.
        """
        is_form = MULTIPART in operation.bodies and bool(form.fields or form.files)
        if JSON not in operation.bodies or is_form or not (body or operation.body_required):
            return body
        wrong = self._checks.body(operation, JSON, body)
        if wrong:
            body = self._checks.without_nulls(operation, JSON, body)
            wrong = not_tolerated(operation, self._checks.body(operation, JSON, body))
        if wrong:
            raise refused_body(operation, wrong)
        return body if takes_any_key(operation.id) else self._described.known_part(operation.bodies[JSON], body)

    def _call(self, admission: Admission, body: Document, form: Form) -> Call:
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
            open_stack=admission.stack,
            branch=admission.branch,
            state=self.state,
            now=self.state.clock.stamp(),
            base_url=head.base_url,
            request_id=head.id,
            remote_address=head.address,
            visible=admission.visible,
        )


def in_organization(route: Route, headers: Mapping[str, str]) -> Route:
    """Return a route with the organization among its path parameters, also where a header names it."""
    uid = headers.get(ORGANIZATION_UID)
    if not uid or not route.operation.path.startswith(VERSION_4):
        return route
    return replace(route, path={**route.path, ORGANIZATION_UID: uid})


def aim(route: Route, head: Head, stack: Document, branch: str) -> Target:
    """Answer what a call in a stack is aimed at."""
    names = {branch, called_branch(route.operation, head) or branch}
    locale = next(reversed(head.query.get("locale", ())), "") or stack["master_locale"]
    return Target(stack, branch, route.path, locale, frozenset(names))


def find_branch(store: Store, operation: Operation, stack: Document | None, head: Head) -> str:
    """Answer the uid of the branch the request names by uid or alias, the main branch where it names none.

    The header counts, and where there is none the query of an operation that takes the header: older clients write it
    there. Raises `CmaError` (422) for an unknown one, unless the operation takes no branch and the header came along
    idly.
    """
    wanted = called_branch(operation, head)
    if not wanted or stack is None:
        return MAIN_BRANCH
    branch = named_branch(store, stack["api_key"], wanted)
    if branch:
        return str(branch["uid"])
    if operation.declares("header", "branch"):
        raise errors.not_found(UNKNOWN_BRANCH, f"The Branch '{wanted}' was not found. Please try again.", "branch")
    return MAIN_BRANCH


def with_json_queries(operation: Operation, query: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the parameters in the query, those that hold JSON in JSON form. Raises `CmaError` (422/141)."""
    if not any("[" in name for name in query):
        return query
    declared = {each.name for each in operation.parameters if each.schema.get("contentMediaType") == JSON}
    for name in sorted(declared | {QUERY}):
        query = with_json(query, name) if has_brackets(query, name) else query
    return query


def not_tolerated(operation: Operation, wrong: Errors) -> Errors:
    """Answer what is wrong, without what the operation's handler deals with itself."""
    let_pass = tolerated(operation.id)
    return {path: texts for path, texts in wrong.items() if INDEX.sub("", path) not in let_pass}


def called_branch(operation: Operation, head: Head) -> str:
    """Answer what a request calls its branch, empty where it names none."""
    named = head.query.get("branch", ()) if operation.declares("header", "branch") else ()
    return head.headers.get("branch") or next(reversed(named), "")


def refused_body(operation: Operation, wrong: Errors) -> errors.CmaError:
    """Answer the refusal of a body that the description does not allow, in the words of the resource."""
    if operation.tag == SIGNING_IN:
        return wrong_password(wrong)
    noun, code = NOUNS.get(operation.tag, ("Request", 119))
    action = ACTIONS.get(operation.id.split("_")[0])
    if action is None:
        return errors.invalid(code, "The body of the request is not valid.", wrong)
    status = BAD_REQUEST if operation.path.startswith(VERSION_4) else UNPROCESSABLE
    return errors.refused(noun, action, wrong, code, status)


def read_query(query: str) -> dict[str, tuple[str, ...]]:
    """Read a query string; empty values are kept."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        values[name] = (*values.get(name, ()), value)
    return values


def read_json(content: bytes) -> Document:
    """Read a JSON body; no bytes are an empty object. Raises `CmaError` (400) if it is no JSON object."""
    if not content.strip():
        return {}
    try:
        return read_object(content)
    except ValueError as error:
        raise errors.malformed(f"The body {error}") from error


def media_type(content_type: str) -> str:
    """Answer the media type of a Content-Type header, without its parameters; JSON where there is none."""
    return re.split(r"[;,\s]", content_type.strip().lower(), maxsplit=1)[0] or JSON


def _download_handlers() -> dict[str, Handler]:
    return {_download_id(path): handler for path, handler in downloads().items()}


def _routed(description: Description) -> Iterator[Operation]:
    yield from description.operations.values()
    for path in downloads():
        for method in ("GET", "HEAD"):
            yield Operation(_download_id(path), method, path, DOWNLOAD)


def _download_id(path: str) -> str:
    return f"{DOWNLOAD} {path}"
