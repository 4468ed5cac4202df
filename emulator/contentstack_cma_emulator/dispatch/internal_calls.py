"""API calls from within the process: as the owner of a stack, validated like any other, without I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from contentstack_cma_emulator.dispatch.admission import Admission, Head, Route
from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Origin, Principal
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.registry import find_endpoint

NOWHERE = "http://127.0.0.1"
"""The base URL of such a call, which must not end up in stored data."""


@dataclass(frozen=True, slots=True)
class InternalCalls:
    """API calls on one branch of one stack.

    Attributes:
        origin: Makes the calls copy another stack: they are not in the audit log, and no event reports them.
    """

    dispatcher: Dispatcher
    stack: Document
    branch: str = MAIN_BRANCH
    origin: Origin | None = None

    def call(
        self,
        operation_id: str,
        body: Document,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Form | None = None,
        origin: Origin | None = None,
    ) -> Document:
        """Call an operation and return the body of the response. Raises `CmaError` if it is rejected.

        What the call creates keeps the uid and the times of `origin`. Default: that of all calls.
        """
        operation = self.dispatcher.description.operations[operation_id]
        parameters = {name: (value,) for name, value in (query or {}).items()}
        head = Head(operation.method, operation.path, parameters, {}, NOWHERE)
        route = Route(operation, path or {}, find_endpoint(operation_id))
        owner = Principal("authtoken", self.stack["owner_uid"], "")
        admission = Admission(head, route, owner, self.stack, self.branch, origin=origin or self.origin)
        return self.dispatcher.perform(admission, body, form or Form()).body or {}
