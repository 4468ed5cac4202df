"""Handle a request without I/O: route, authenticate, authorize, validate, and call the handler."""

from collections.abc import Iterator

from contentstack_cma_emulator.auth.rights import check_body
from contentstack_cma_emulator.dispatch.admission import DOWNLOAD, Admission, Head, Route, admit
from contentstack_cma_emulator.dispatch.body_validation import BodyValidator
from contentstack_cma_emulator.dispatch.plan_limits import LIMITED, check_plan
from contentstack_cma_emulator.dispatch.request_validation import get_validator
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.audit import write_audit_record
from contentstack_cma_emulator.engine.call import ApiResponse, Call, State
from contentstack_cma_emulator.engine.database import DatabaseReplaced
from contentstack_cma_emulator.engine.description import Description, Operation, Routes
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.patterns import ImmediateLookup, PatternLookup, use_lookup
from contentstack_cma_emulator.engine.registry import (
    Endpoint,
    find_endpoint,
    get_download_handlers,
    get_operation_handlers,
)
from contentstack_cma_emulator.engine.work import run_due_work

FAILURE = 400


class Dispatcher:
    """Handles requests on one state, by the description and the registered handlers."""

    def __init__(self, state: State, description: Description) -> None:
        self.state = state
        self.description = description
        self._validator = get_validator(description)
        self._bodies = BodyValidator(description, self._validator)
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
        if route is None:
            raise errors.unknown_url()
        return admit(self.state, self._validator, head, route)

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
        body = self._bodies.validate(admission.route, body, form)
        call = self._build_call(admission, body, form)
        check_body(self.state, operation, call)
        with self.state.store.transaction(admission.epoch), use_lookup(lookup):
            if operation.id in LIMITED:
                check_plan(call, operation.tag)
            response = endpoint.handle(self._bodies.read_form(admission.route, call) if endpoint.form_reader else call)
            if operation.action and response.status < FAILURE and not call.origin:
                write_audit_record(call, operation.tag, response)
        return response

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
            action=admission.route.operation.action,
            visible=admission.visible,
            origin=admission.origin,
        )


def _find_downloads() -> dict[str, Endpoint]:
    return {_download_id(path): Endpoint(handler) for path, handler in get_download_handlers().items()}


def _list_operations(description: Description) -> Iterator[Operation]:
    yield from description.operations.values()
    for path in get_download_handlers():
        for method in ("GET", "HEAD"):
            yield Operation(_download_id(path), method, path, DOWNLOAD)


def _download_id(path: str) -> str:
    return f"{DOWNLOAD} {path}"
