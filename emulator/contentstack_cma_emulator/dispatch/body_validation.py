"""Validate the bodies of requests, in JSON and in forms, and drop what the description does not have."""

from dataclasses import replace

from contentstack_cma_emulator.auth.login import build_password_error
from contentstack_cma_emulator.dispatch.admission import VERSION_4, Route
from contentstack_cma_emulator.dispatch.request_validation import RequestValidator, drop_tolerated
from contentstack_cma_emulator.dispatch.unknown_keys import KnownKeys
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.actions import ACTIONS
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.description import JSON, MULTIPART, Description, Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.tags import TAGS

BAD_REQUEST = 400
UNPROCESSABLE = 422
LOG_IN = "log_in"


class BodyValidator:
    """Validates the bodies of requests against one description."""

    def __init__(self, description: Description, validator: RequestValidator) -> None:
        self._operations = description.operations
        self._validator = validator
        self._known_keys = KnownKeys(description.document)

    def validate(self, route: Route, sent: Document, form: Form) -> Document:
        """Return a JSON body without unknown keys and meaningless nulls. Raises `CmaError` if it is not valid."""
        operation, endpoint = route.operation, route.endpoint
        body = endpoint.read_body(sent) if endpoint.read_body else sent
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

    def read_form(self, route: Route, call: Call) -> Call:
        """Return a call with the body in its form, if the endpoint has a form reader and there is no JSON body."""
        reader = route.endpoint.form_reader
        if reader is None or (call.body and JSON in route.operation.bodies):
            return call
        body = reader.read(call.form)
        if reader.as_body_of:
            like = self._operations[reader.as_body_of]
            body = self._known_keys.keep_known(like.bodies[JSON], body)
            wrong = self._validator.validate_body(like, JSON, body) if reader.reject else None
            if reader.reject and wrong:
                raise reader.reject(wrong)
        return replace(call, body=body)


def make_body_error(operation: Operation, wrong: Errors) -> errors.CmaError:
    """Return the error for an invalid body, in the words of the resource."""
    if operation.action == LOG_IN:
        return build_password_error(wrong)
    tag, failure = TAGS[operation.tag], ACTIONS[operation.action].failure
    if not failure:
        return errors.invalid(tag.code, "The body of the request is not valid.", wrong)
    status = BAD_REQUEST if operation.path.startswith(VERSION_4) else UNPROCESSABLE
    return errors.action_failed(tag.noun, failure, wrong, tag.code, status)
