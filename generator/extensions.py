"""The extensions of the description: where each is allowed, and its values. Pure functions."""

from collections.abc import Iterator, Mapping
from typing import Any

from .bundle import Document, list_operations

Values = frozenset[Any] | None
"""Values that an extension may have; None if another rule checks them."""

EVIDENCE_PARTS = ("request", "response", "errors")
"""The parts of an operation that `x-evidence` grades, in the order in which they are shown."""

GRADES = ("recorded", "official", "client", "mock", "third-party", "inferred")
"""The grades of `x-evidence`, the strongest first."""

TOPICS = ("Content", "Schemas", "Publishing", "Branches", "Workflows", "Access", "Organization")
"""The values of `x-topic`, in the order in which the reference shows them."""

ACTIONS = (
    "accept",
    "activate",
    "add",
    "assign",
    "clone",
    "create",
    "delete",
    "deploy",
    "disable",
    "enable",
    "grant",
    "import",
    "invite",
    "link",
    "localize",
    "log_in",
    "log_out",
    "merge",
    "move",
    "publish",
    "remove",
    "request",
    "resend",
    "retry",
    "revoke",
    "save",
    "set",
    "share",
    "transfer",
    "unlocalize",
    "unpublish",
    "unschedule",
    "unshare",
    "update",
)
"""The values of `x-action`."""

_INFERRED = frozenset({"inferred"})

OPERATION: Mapping[str, Values] = {
    "x-action": frozenset(ACTIONS),
    "x-auth-basis": _INFERRED,
    "x-evidence": None,
    "x-handwritten": None,
    "x-host": frozenset({"app", "developer-hub"}),
    "x-methods": None,
    "x-no-method": None,
    "x-repeatable": frozenset({True, False}),
}
PARAMETER: Mapping[str, Values] = {"x-basis": _INFERRED}
TAG: Mapping[str, Values] = {"x-topic": frozenset(TOPICS)}
SCHEMA: Mapping[str, Values] = {
    "x-checked-by-client": frozenset({True}),
    "x-enum-varnames": None,
    "x-free-form": frozenset({True}),
    "x-max-items-together": None,
    "x-takes-read": frozenset({False}),
}


def check_extensions(document: Document) -> Iterator[str]:
    """Iterate over extensions that are unknown, in the wrong place, or have an invalid value."""
    for tag in document.get("tags", ()):
        yield from (f"tag {tag['name']}: {problem}" for problem in _check_values(tag, TAG))
        if "x-topic" not in tag:
            yield f"tag {tag['name']}: x-topic is missing"
    for path, method, operation in list_operations(document):
        where = f"{method.upper()} {path}"
        yield from (f"{where}: {problem}" for problem in _check_values(operation, OPERATION))
        changes = not operation.get("x-repeatable", method == "get")
        if changes != ("x-action" in operation):
            yield f"{where}: x-action is {'missing' if changes else 'not allowed, because the operation only reads'}"
        for parameter in operation["parameters"]:
            name = parameter.get("name", "")
            yield from (f"{where}: parameter {name}: {problem}" for problem in _check_values(parameter, PARAMETER))
    for name, schema in document["components"]["schemas"].items():
        yield from (f"schema {name}: {problem}" for problem in _check_schema(schema))


def _check_schema(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    yield from _check_values(schema, SCHEMA)
    if "x-checked-by-client" in schema and "maxItems" not in schema:
        yield "x-checked-by-client needs maxItems"
    for key, prop in schema.get("properties", {}).items():
        yield from (f"{key}: {problem}" for problem in _check_schema(prop))
    for inner in (*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")):
        yield from _check_schema(inner)


def _check_values(owner: Document, known: Mapping[str, Values]) -> Iterator[str]:
    for name, value in owner.items():
        if not name.startswith("x-"):
            continue
        if name not in known:
            yield f"{name} is not allowed here"
            continue
        values = known[name]
        if values is not None and value not in values:
            yield f"{name} is {value!r}; expected one of {', '.join(sorted(map(str, values)))}"
