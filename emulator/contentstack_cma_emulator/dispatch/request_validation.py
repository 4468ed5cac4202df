"""Validate requests against the bundled description. Schemas are compiled on first use."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma_emulator.engine.description import Description, JsonObject, Operation, Parameter, resolve
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, Errors, too_long, too_many
from contentstack_cma_emulator.engine.numbers import read_integer, read_number
from contentstack_cma_emulator.engine.registry import Endpoint

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

READERS: Mapping[str, Callable[[str], float | None]] = {"integer": read_integer, "number": read_number}
"""Functions that parse parameters, by type."""


INDEX = re.compile(r"(?<![^.])\d+\.|\.\d+(?![^.])")
"""A list index in the path of a value, with one of its dots."""


@lru_cache(maxsize=1)
def get_validator(description: Description) -> "RequestValidator":
    """Return the validator of a description: emulators that have the same one share the schemas it has compiled."""
    return RequestValidator(description)


class RequestValidator:
    """Validates the requests of all operations. Each schema is compiled once."""

    def __init__(self, description: Description) -> None:
        self._document = description.document
        self._validators: dict[tuple[str, str], Validator] = {}

    def validate_parameters(
        self, operation: Operation, query: Mapping[str, tuple[str, ...]], headers: Mapping[str, str]
    ) -> Errors:
        """Return the errors of query parameters, and those of missing parameters.

        The values of headers are not validated; neither does the CMA.
        """
        errors: Errors = {}
        for parameter in operation.parameters:
            if parameter.location == "query":
                self._check_query(operation, parameter, query, errors)
            elif parameter.location == "header" and parameter.required and not headers.get(parameter.name):
                errors[parameter.name] = [REQUIRED]
        return errors

    def validate_body(self, operation: Operation, media: str, body: JsonObject) -> Errors:
        """Return the errors of a JSON body, by the dotted path of the value without the envelope."""
        errors: Errors = {}
        for error in self._get_validator(operation.id, media, operation.bodies[media]).iter_errors(body):
            errors.update(_explain(error))
        return errors

    def without_nulls(self, operation: Operation, media: str, body: Document) -> Document:
        """Return a JSON body without the nulls that the description does not allow.

        Clients send them for omitted values, and the CMA treats them as such.
        """
        for error in self._get_validator(operation.id, media, operation.bodies[media]).iter_errors(body):
            path = list(error.absolute_path)
            if error.instance is None and path and isinstance(path[-1], str):
                body = _remove_key(body, path)
        return body

    def _check_query(
        self, operation: Operation, parameter: Parameter, query: Mapping[str, tuple[str, ...]], errors: Errors
    ) -> None:
        texts = [text for text in query.get(parameter.name, ()) if text]
        if not texts:
            if parameter.required:
                errors[parameter.name] = [REQUIRED]
            return
        schema = query_schema(self._document, parameter)
        validator = self._get_validator(operation.id, parameter.name, schema)
        if not all(validator.is_valid(convert_text(text, schema)) for text in texts):
            errors[parameter.name] = [NOT_VALID]

    def _get_validator(self, operation_id: str, part: str, schema: JsonObject) -> "Validator":
        key = (operation_id, part)
        if key not in self._validators:
            self._validators[key] = self._compile(schema)
        return self._validators[key]

    @cached_property
    def _components(self) -> JsonObject:
        return cast("JsonObject", expand_discriminators(self._document, self._document["components"]))

    def _compile(self, schema: JsonObject) -> "Validator":
        from jsonschema import Draft202012Validator

        return Draft202012Validator({**schema, "components": self._components})


def drop_tolerated(wrong: Errors, endpoint: Endpoint) -> Errors:
    """Return the errors without those of paths that the endpoint tolerates."""
    return {path: texts for path, texts in wrong.items() if INDEX.sub("", path) not in endpoint.tolerated}


def query_schema(document: JsonObject, parameter: Parameter) -> JsonObject:
    """Return the schema of one value of a query parameter. A `limit` above its maximum is capped, not rejected."""
    schema = resolve(document, parameter.schema)
    if schema.get("type") == "array":
        schema = resolve(document, schema["items"])
    if parameter.name == "limit":
        return {key: value for key, value in schema.items() if key != "maximum"}
    return schema


def convert_text(text: str, schema: JsonObject) -> Any:
    """Return the value of a parameter by its schema, or the text itself if it is not valid."""
    kind = schema.get("type")
    if kind == "boolean" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    read = READERS.get(kind) if isinstance(kind, str) else None
    number = read(text) if read else None
    return text if number is None else number


def expand_discriminators(document: JsonObject, value: Any) -> Any:
    """Return a schema in which a union with a discriminator validates only the member with the right tag.

    Plain `anyOf` would try all members at each level of a nested content type, and report the errors of all.
    """
    if isinstance(value, list):
        return [expand_discriminators(document, item) for item in cast("Sequence[Any]", value)]
    if not isinstance(value, dict):
        return value
    schema = {name: expand_discriminators(document, item) for name, item in cast("JsonObject", value).items()}
    tag = schema.get("discriminator", {}).get("propertyName") if "anyOf" in schema else None
    if tag is None:
        return schema
    *tagged, last = schema.pop("anyOf")
    return {**schema, **_chain_conditions(document, tag, tagged, last)}


def _chain_conditions(document: JsonObject, tag: str, members: list[JsonObject], last: JsonObject) -> JsonObject:
    """Return nested conditions that select the member whose `const` tag matches, or the `last` one."""
    for member in reversed(members):
        const = resolve(document, member)["properties"][tag]["const"]
        fits = {"required": [tag], "properties": {tag: {"const": const}}}
        last = {"if": fits, "then": member, "else": last}
    return last


def _remove_key(value: Any, path: Sequence[str | int]) -> Any:
    """Return a JSON value without the key at a path."""
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        return [_remove_key(item, rest) if index == step else item for index, item in enumerate(items)]
    fields = cast("JsonObject", value)
    if not rest:
        return {name: item for name, item in fields.items() if name != step}
    return {name: _remove_key(item, rest) if name == step else item for name, item in fields.items()}


def _explain(error: "ValidationError") -> Errors:
    path = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        required = cast("list[str]", error.validator_value)
        sent = cast("JsonObject", error.instance)
        return {".".join([*path[1:], name]): [REQUIRED] for name in required if name not in sent}
    return {".".join(path[1:] or path) or "body": [_describe_keyword(str(error.validator), error.validator_value)]}


def _describe_keyword(validator: str, limit: Any) -> str:
    """Return the error message for a keyword of the schema that a value violates."""
    match validator:
        case "maxLength":
            return too_long(limit)
        case "maxItems":
            return too_many(limit)
        case "minLength" if limit == 1:
            return REQUIRED
        case _:
            return NOT_VALID
