"""Validate the bodies of requests, in JSON and in forms, and drop what the description does not have."""

import re
from dataclasses import replace

from contentstack_cma_emulator.auth.login import build_password_error
from contentstack_cma_emulator.dispatch.admission import VERSION_4
from contentstack_cma_emulator.dispatch.request_reading import JSON, MULTIPART
from contentstack_cma_emulator.dispatch.request_validation import RequestValidator
from contentstack_cma_emulator.dispatch.unknown_keys import KnownKeys
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.actions import find_action
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.description import Description, Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.registry import allows_any_key, find_form_reader, find_tolerated, read_body
from contentstack_cma_emulator.engine.tags import TAGS

BAD_REQUEST = 400
UNPROCESSABLE = 422
LOG_IN = "log_in"

INDEX = re.compile(r"(?<![^.])\d+\.|\.\d+(?![^.])")
"""A list index in the path of a value, with one of its dots."""


class BodyValidator:
    """Validates the bodies of requests against one description."""

    def __init__(self, description: Description, validator: RequestValidator) -> None:
        self._operations = description.operations
        self._validator = validator
        self._known_keys = KnownKeys(description.document)

    def validate(self, operation: Operation, sent: Document, form: Form) -> Document:
        """Return a JSON body without unknown keys and meaningless nulls. Raises `CmaError` if it is not valid."""
        body = read_body(operation.id, sent)
        is_form = MULTIPART in operation.bodies and bool(form.fields or form.files)
        if JSON not in operation.bodies or is_form or not (body or operation.body_required):
            return body
        wrong = self._validator.validate_body(operation, JSON, body)
        if wrong:
            body = self._validator.without_nulls(operation, JSON, body)
            wrong = drop_tolerated(operation, self._validator.validate_body(operation, JSON, body))
        if wrong:
            raise make_body_error(operation, wrong)
        return body if allows_any_key(operation.id) else self._known_keys.keep_known(operation.bodies[JSON], body)

    def read_form(self, operation: Operation, call: Call) -> Call:
        """Return a call with the body in its form, if the operation has a form reader and there is no JSON body."""
        reader = find_form_reader(operation.id)
        if reader is None or (call.body and JSON in operation.bodies):
            return call
        body = reader.read(call.form)
        if reader.as_body_of:
            like = self._operations[reader.as_body_of]
            body = self._known_keys.keep_known(like.bodies[JSON], body)
            wrong = self._validator.validate_body(like, JSON, body) if reader.reject else None
            if reader.reject and wrong:
                raise reader.reject(wrong)
        return replace(call, body=body)


def drop_tolerated(operation: Operation, wrong: Errors) -> Errors:
    """Return the errors without those of paths that the handler of the operation tolerates."""
    allowed = find_tolerated(operation.id)
    return {path: texts for path, texts in wrong.items() if INDEX.sub("", path) not in allowed}


def make_body_error(operation: Operation, wrong: Errors) -> errors.CmaError:
    """Return the error for an invalid body, in the words of the resource."""
    if operation.action == LOG_IN:
        return build_password_error(wrong)
    tag, failure = TAGS[operation.tag], find_action(operation.action).failure
    if not failure:
        return errors.invalid(tag.code, "The body of the request is not valid.", wrong)
    status = BAD_REQUEST if operation.path.startswith(VERSION_4) else UNPROCESSABLE
    return errors.action_failed(tag.noun, failure, wrong, tag.code, status)
