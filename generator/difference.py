"""Changes between two revisions of the description, and which of them break callers. Pure functions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from .bundle import Document, operations
from .catalogue import Method, read_schemas, written_schemas

Kind = Literal["added", "removed", "changed"]
_SIGNS: dict[Kind, str] = {"added": "+", "removed": "-", "changed": "~"}

LIMITS = ("minLength", "maxLength", "pattern", "minItems", "maxItems")
"""Limits that the server checks; the client checks only those with `x-checked-by-client`."""

EVIDENCE = "evidence"
"""First word of the text of a change of the evidence."""
_BODY_KEYS = ("body", "flatten", "rename", "file")
"""The keys of `x-methods` that say how a method takes the body."""


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes:
        kind: The kind of the change.
        what: What changed, in words.
        breaks: Whether the change may break code that worked before.
        operation: Id of the operation that changed; empty if it was not an operation.
        part: What changed about the operation, in words; empty if it was added or removed.
    """

    kind: Kind
    what: str
    breaks: bool
    operation: str = ""
    part: str = ""

    def __str__(self) -> str:
        return f"{_SIGNS[self.kind]} {self.what}{'  [breaks callers]' if self.breaks else ''}"


def changes(old: Document, new: Document) -> list[Change]:
    """Return the changes from `old` to `new`: operations first, then schemas, each sorted by name."""
    return [*_operation_changes(old, new), *_schema_changes(old, new)]


def _operation_changes(old: Document, new: Document) -> Iterator[Change]:
    before, after = _by_id(old), _by_id(new)
    for kind, name, breaks in _membership(before, after):
        held = after[name] if kind == "added" else before[name]
        yield Change(kind, f"operation {name} ({held['at']})", breaks, operation=name)
    for name in sorted(before.keys() & after.keys()):
        for change in _one_operation(before[name], after[name]):
            yield replace(change, what=f"{name}: {change.what}", operation=name, part=change.what)


def _by_id(document: Document) -> dict[str, Document]:
    return {
        operation["operationId"]: {**operation, "at": f"{method.upper()} {path}"}
        for path, method, operation in operations(document)
    }


def _one_operation(old: Document, new: Document) -> Iterator[Change]:
    if old["at"] != new["at"]:
        yield Change("changed", f"{old['at']} is now {new['at']}", breaks=False)
    yield from _method_changes(_methods(old), _methods(new))
    before, after = _parameters(old), _parameters(new)
    for kind, key, breaks in _membership(before, after, adding_breaks=_is_required):
        yield Change(kind, f"parameter {key}", breaks)
    for key in sorted(before.keys() & after.keys()):
        yield from _one_parameter(f"parameter {key}", before[key], after[key])
    yield from _auth_changes(old, new)
    yield from _evidence_changes(old, new)


def _method_changes(before: dict[str, Document], after: dict[str, Document]) -> Iterator[Change]:
    for kind, method, breaks in _membership(before, after):
        yield Change(kind, f"method {method}", breaks)
    for method in sorted(before.keys() & after.keys()):
        if any(before[method].get(key) != after[method].get(key) for key in _BODY_KEYS):
            yield Change("changed", f"method {method} takes its body in another form", breaks=True)


def _methods(operation: Document) -> dict[str, Document]:
    parsed = [(Method.parse(entry), entry) for entry in operation.get("x-methods", [])]
    return {f"{method.reached}.{method.name}": entry for method, entry in parsed}


def _parameters(operation: Document) -> dict[str, Document]:
    return {f"{parameter['name']} ({parameter['in']})": parameter for parameter in operation["parameters"]}


def _is_required(held: Document) -> bool:
    return bool(held.get("required"))


def _one_parameter(what: str, old: Document, new: Document) -> Iterator[Change]:
    if _is_required(old) != _is_required(new):
        required = _is_required(new)
        yield Change("changed", f"{what} is {'now' if required else 'no longer'} required", breaks=required)
    if old["schema"] != new["schema"]:
        yield Change("changed", f"{what}: {_kind(old['schema'])} is now {_kind(new['schema'])}", breaks=True)


def _auth_changes(old: Document, new: Document) -> Iterator[Change]:
    before, after = _auth(old), _auth(new)
    for method in sorted(before - after):
        yield Change("removed", f"can no longer be called with {method}", breaks=True)
    for method in sorted(after - before):
        yield Change("added", f"can be called with {method}", breaks=not before)


def _auth(operation: Document) -> set[str]:
    return {method for alternative in operation["security"] for method in alternative} - {"api_key"}


def _evidence_changes(old: Document, new: Document) -> Iterator[Change]:
    """Compare the grades. A part without a grade in the older description has not changed."""
    before, after = old.get("x-evidence", {}), new.get("x-evidence", {})
    for part, grade in after.items():
        if before.get(part, grade) != grade:
            yield Change("changed", f"{EVIDENCE} of the {part}: {before[part]} is now {grade}", breaks=False)


def _schema_changes(old: Document, new: Document) -> Iterator[Change]:
    before, after = old["components"]["schemas"], new["components"]["schemas"]
    for kind, name, breaks in _membership(before, after):
        yield Change(kind, f"schema {name}", breaks)
    read, written = read_schemas(new), written_schemas(new)
    for name in sorted(before.keys() & after.keys()):
        yield from _one_schema(name, before[name], after[name], is_read=name in read, is_written=name in written)


def _one_schema(name: str, old: Document, new: Document, *, is_read: bool, is_written: bool) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    required_before, required_after = set(old.get("required", [])), set(new.get("required", []))
    for key in sorted(after.keys() - before.keys()):
        yield Change("added", f"{name}.{key}", breaks=is_written and key in required_after)
    for key in sorted(before.keys() - after.keys()):
        yield Change("removed", f"{name}.{key}", breaks=True)
    for key in sorted(before.keys() & after.keys()):
        was, now = _without_prose(before[key]), _without_prose(after[key])
        if was != now:
            what = f"{name}.{key}: {_kind(before[key])} is now {_kind(after[key])}"
            yield Change("changed", what, breaks=_without_limits(was) != _without_limits(now))
        if (key in required_before) != (key in required_after):
            is_required = key in required_after
            yield Change(
                "changed",
                f"{name}.{key} is {'now' if is_required else 'no longer'} required",
                breaks=is_written if is_required else is_read,
            )
    yield from _enum_changes(name, old, new)


def _enum_changes(name: str, old: Document, new: Document) -> Iterator[Change]:
    before, after = old.get("enum", []), new.get("enum", [])
    yield from (Change("added", f"{name}: value {value}", breaks=False) for value in after if value not in before)
    yield from (Change("removed", f"{name}: value {value}", breaks=True) for value in before if value not in after)


def _membership(
    before: Mapping[str, Document],
    after: Mapping[str, Document],
    adding_breaks: Callable[[Document], bool] = lambda _: False,
) -> Iterator[tuple[Kind, str, bool]]:
    """Iterate over the names that were added or removed, and whether that breaks callers; removing always does."""
    yield from (("added", name, adding_breaks(after[name])) for name in sorted(after.keys() - before.keys()))
    yield from (("removed", name, True) for name in sorted(before.keys() - after.keys()))


def _without_prose(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _without_prose(value) for key, value in schema.items() if key != "description"}
    return [_without_prose(item) for item in schema] if isinstance(schema, list) else schema


def _without_limits(schema: Any) -> Any:
    """Return a schema without the limits that the client leaves to the server."""
    if isinstance(schema, dict):
        ignored = () if "x-checked-by-client" in schema else LIMITS
        return {key: _without_limits(value) for key, value in schema.items() if key not in ignored}
    return [_without_limits(item) for item in schema] if isinstance(schema, list) else schema


def _kind(schema: Document) -> str:
    """Describe a schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(member) for member in schema["anyOf"])
    kinds = schema.get("type", "anything")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in schema:
        words += f" of {_kind(schema['items'])}"
    shown = ("format", "const", "minimum", "maximum", "contentMediaType", *LIMITS)
    limits = [f"{key} {schema[key]}" for key in shown if key in schema]
    return f"{words} ({', '.join(limits)})" if limits else words
