"""Calls of the API from inside the process: as the owner of a stack, checked as any other, without the network."""

from collections.abc import Mapping
from dataclasses import dataclass

from contentstack_cma_emulator.dispatch.dispatcher import Admission, Dispatcher, Head, Route
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Form, Principal
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.registry import operations

NOWHERE = "http://127.0.0.1"
"""The origin of such a call, which no answer that is kept may name."""


@dataclass(frozen=True, slots=True)
class InsideCalls:
    """Calls on one stack in its main branch."""

    dispatcher: Dispatcher
    stack: Document

    def do(
        self,
        operation_id: str,
        body: Document,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Form | None = None,
    ) -> Document:
        """Do a call and answer its body. Raises `CmaError` if it is refused."""
        operation = self.dispatcher.description.operations[operation_id]
        parameters = {name: (value,) for name, value in (query or {}).items()}
        head = Head(operation.method, operation.path, parameters, {}, NOWHERE)
        route = Route(operation, path or {}, operations()[operation_id])
        owner = Principal("authtoken", self.stack["owner_uid"], "")
        admission = Admission(head, route, owner, self.stack, MAIN_BRANCH)
        return self.dispatcher.perform(admission, body, form or Form()).body or {}
