"""Handle a request without I/O: route, authenticate, authorize, validate, and call the handler."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from contentstack_cma_emulator.auth.memberships import check_organization
from contentstack_cma_emulator.auth.principals import authorize, build_visibility_filter, identify
from contentstack_cma_emulator.auth.rights import Target, check_body
from contentstack_cma_emulator.dispatch.admission import (
    DOWNLOAD,
    ORGANIZATION_UID,
    Admission,
    Head,
    Route,
    add_organization,
    find_branch,
    find_target,
)
from contentstack_cma_emulator.dispatch.body_validation import BodyValidator, drop_tolerated
from contentstack_cma_emulator.dispatch.plan_limits import check_plan
from contentstack_cma_emulator.dispatch.request_reading import with_json_queries
from contentstack_cma_emulator.dispatch.request_validation import RequestValidator
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import write_audit_record
from contentstack_cma_emulator.engine.call import ApiResponse, Call, Principal, State
from contentstack_cma_emulator.engine.database import DatabaseReplaced
from contentstack_cma_emulator.engine.description import Description, Operation, Routes
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.patterns import ImmediateLookup, PatternLookup, use_lookup
from contentstack_cma_emulator.engine.registry import Handler, get_download_handlers, get_operation_handlers
from contentstack_cma_emulator.engine.work import run_due_work

API_KEY = "api_key"
FAILURE = 400


class Dispatcher:
    """Handles requests on one state, by the description and the registered handlers."""

    def __init__(self, state: State, description: Description) -> None:
        self.state = state
        self.description = description
        self._validator = RequestValidator(description)
        self._bodies = BodyValidator(description, self._validator)
        self._handlers = {**get_operation_handlers(), **_find_download_handlers()}
        self._routes = Routes(_list_operations(description))

    def route(self, method: str, path: str) -> Route | None:
        """Return the route of a request, or None if no operation has this method and path."""
        match = self._routes.match(method, path)
        if match is None or match[0].id not in self._handlers:
            return None
        return Route(match[0], match[1], self._handlers[match[0].id])

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
        target = find_target(route, head, stack, branch) if stack else None
        principal = self._authorize(route, head.headers, stack, target) if any(operation.security) else None
        wrong = drop_tolerated(operation, self._validator.validate_parameters(operation, head.query, head.headers))
        if wrong:
            raise errors.invalid(141, "The request has parameters that are not valid.", wrong)
        visible = build_visibility_filter(operation, principal, target, self.state)
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
                with self.state.store.limit_to_epoch(admission.epoch):
                    return self._perform(admission, body, form, lookup)
            except DatabaseReplaced:
                admission = self.admit(admission.head, admission.route)

    def _perform(self, admission: Admission, body: Document, form: Form, lookup: PatternLookup) -> ApiResponse:
        operation = admission.route.operation
        body = self._bodies.validate(operation, body, form)
        call = self._build_call(admission, body, form)
        check_body(self.state, operation, call)
        with self.state.store.transaction(), use_lookup(lookup):
            check_plan(call, operation.tag)
            response = admission.route.handler(self._bodies.read_form(operation, call))
            if operation.changes and response.status < FAILURE:
                write_audit_record(call, operation.tag, response)
        return response

    def _find_stack(self, route: Route, headers: Mapping[str, str]) -> Document | None:
        operation = route.operation
        sent = headers.get(API_KEY) if operation.offers(API_KEY) else None
        api_key = route.path.get(API_KEY) or sent
        stack = find_stack(self.state.store, api_key) if api_key else None
        if stack is None and (api_key or operation.demands(API_KEY)):
            raise errors.unknown_stack()
        return stack

    def _authorize(
        self, route: Route, headers: Mapping[str, str], stack: Document | None, target: Target | None
    ) -> Principal:
        """Return the caller. Raises `CmaError` if it is unknown or not allowed to do this."""
        principal = identify(route.operation, headers, stack, self.state)
        authorize(route.operation, principal, target, self.state)
        if stack is None and ORGANIZATION_UID in route.path:
            check_organization(self.state, route.operation, principal, route.path[ORGANIZATION_UID])
        return principal

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
            open_stack=admission.stack,
            branch=admission.branch,
            state=self.state,
            now=self.state.clock.stamp(),
            base_url=head.base_url,
            request_id=head.id,
            remote_address=head.address,
            action=admission.route.operation.action,
            visible=admission.visible,
        )


def _find_download_handlers() -> dict[str, Handler]:
    return {_download_id(path): handler for path, handler in get_download_handlers().items()}


def _list_operations(description: Description) -> Iterator[Operation]:
    yield from description.operations.values()
    for path in get_download_handlers():
        for method in ("GET", "HEAD"):
            yield Operation(_download_id(path), method, path, DOWNLOAD)


def _download_id(path: str) -> str:
    return f"{DOWNLOAD} {path}"
