"""Checks a request against the bundled description. Schemas are compiled when first needed."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma_emulator.engine.description import Description, JsonObject, Operation, Parameter, resolve
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, too_long, too_many
from contentstack_cma_emulator.engine.numbers import read_integer, read_number

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

Errors = dict[str, list[str]]

READERS: Mapping[str, Callable[[str], float | None]] = {"integer": read_integer, "number": read_number}
"""How a parameter of a type is read."""


class RequestChecks:
    """The checks of all operations, each compiled once."""

    def __init__(self, description: Description) -> None:
        self._document = description.document
        self._validators: dict[tuple[str, str], Validator] = {}

    def parameters(
        self, operation: Operation, query: Mapping[str, tuple[str, ...]], headers: Mapping[str, str]
    ) -> Errors:
        """Answer what is wrong with the parameters in the query, and which parameters are missing.

        A header with a value that the description does not know is let pass, as the CMA does.
        """
        errors: Errors = {}
        for parameter in operation.parameters:
            if parameter.location == "query":
                self._check_query(operation, parameter, query, errors)
            elif parameter.location == "header" and parameter.required and not headers.get(parameter.name):
                errors[parameter.name] = [REQUIRED]
        return errors

    def body(self, operation: Operation, media: str, body: JsonObject) -> Errors:
        """Answer what is wrong with a JSON body, by the dotted path of the value without the envelope's key."""
        errors: Errors = {}
        for error in self._validator(operation.id, media, operation.bodies[media]).iter_errors(body):
            errors.update(_explain(error))
        return errors

    def without_nulls(self, operation: Operation, media: str, body: Document) -> Document:
        """Answer a JSON body without the nulls that the description does not admit.

        Clients write them for what they do not send, and the CMA reads them so.
        """
        for error in self._validator(operation.id, media, operation.bodies[media]).iter_errors(body):
            path = list(error.absolute_path)
            if error.instance is None and path and isinstance(path[-1], str):
                body = _without(body, path)
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
        validator = self._validator(operation.id, parameter.name, schema)
        if not all(validator.is_valid(typed(text, schema)) for text in texts):
            errors[parameter.name] = [NOT_VALID]

    def _validator(self, operation_id: str, part: str, schema: JsonObject) -> "Validator":
        key = (operation_id, part)
        if key not in self._validators:
            self._validators[key] = self._compile(schema)
        return self._validators[key]

    @cached_property
    def _components(self) -> JsonObject:
        return cast("JsonObject", dispatching(self._document, self._document["components"]))

    def _compile(self, schema: JsonObject) -> "Validator":
        from jsonschema import Draft202012Validator

        return Draft202012Validator({**schema, "components": self._components})


def query_schema(document: JsonObject, parameter: Parameter) -> JsonObject:
    """Answer the schema of one value of a query parameter. A `limit` above its maximum is capped, not refused."""
    schema = resolve(document, parameter.schema)
    if schema.get("type") == "array":
        schema = resolve(document, schema["items"])
    if parameter.name == "limit":
        return {key: value for key, value in schema.items() if key != "maximum"}
    return schema


def typed(text: str, schema: JsonObject) -> Any:
    """Answer the value a parameter's text stands for under `schema`; the text itself where it stands for none."""
    kind = schema.get("type")
    if kind == "boolean" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    read = READERS.get(kind) if isinstance(kind, str) else None
    number = read(text) if read else None
    return text if number is None else number


def dispatching(document: JsonObject, value: Any) -> Any:
    """Answer a schema in which a union with a discriminator goes straight to the member whose tag fits.

    Plain `anyOf` would try member after member at each level of a nested content type, and would complain in the
    name of all of them.
    """
    if isinstance(value, list):
        return [dispatching(document, item) for item in cast("Sequence[Any]", value)]
    if not isinstance(value, dict):
        return value
    schema = {name: dispatching(document, item) for name, item in cast("JsonObject", value).items()}
    tag = schema.get("discriminator", {}).get("propertyName") if "anyOf" in schema else None
    if tag is None:
        return schema
    *tagged, last = schema.pop("anyOf")
    return {**schema, **_chain(document, tag, tagged, last)}


def _chain(document: JsonObject, tag: str, members: list[JsonObject], last: JsonObject) -> JsonObject:
    """Answer nested conditions that lead to the member whose `const` tag fits, in the end to the `last` one."""
    for member in reversed(members):
        const = resolve(document, member)["properties"][tag]["const"]
        fits = {"required": [tag], "properties": {tag: {"const": const}}}
        last = {"if": fits, "then": member, "else": last}
    return last


def _without(value: Any, path: Sequence[str | int]) -> Any:
    """Answer a JSON value without the key that a path leads to."""
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        return [_without(item, rest) if index == step else item for index, item in enumerate(items)]
    fields = cast("JsonObject", value)
    if not rest:
        return {name: item for name, item in fields.items() if name != step}
    return {name: _without(item, rest) if name == step else item for name, item in fields.items()}


def _explain(error: "ValidationError") -> Errors:
    path = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        required = cast("list[str]", error.validator_value)
        sent = cast("JsonObject", error.instance)
        return {".".join([*path[1:], name]): [REQUIRED] for name in required if name not in sent}
    return {".".join(path[1:] or path) or "body": [_text(str(error.validator), error.validator_value)]}


def _text(validator: str, limit: Any) -> str:
    """Return what is wrong with a value by the keyword of the description that it breaks."""
    match validator:
        case "maxLength":
            return too_long(limit)
        case "maxItems":
            return too_many(limit)
        case "minLength" if limit == 1:
            return REQUIRED
        case _:
            return NOT_VALID
