"""Changes between two revisions of the description, and which of them break callers. Pure functions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from .bundle import Document, list_operations
from .operations import Method
from .schemas import find_read_schemas, find_written_schemas

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


def find_changes(old: Document, new: Document) -> list[Change]:
    """Return the changes from `old` to `new`: operations first, then schemas, each sorted by name."""
    return [*_compare_operations(old, new), *_compare_schemas(old, new)]


def _compare_operations(old: Document, new: Document) -> Iterator[Change]:
    before, after = _index_operations(old), _index_operations(new)
    for kind, name, breaks in _compare_names(before, after):
        held = after[name] if kind == "added" else before[name]
        yield Change(kind, f"operation {name} ({held['at']})", breaks, operation=name)
    for name in sorted(before.keys() & after.keys()):
        for change in _compare_operation(before[name], after[name]):
            yield replace(change, what=f"{name}: {change.what}", operation=name, part=change.what)


def _index_operations(document: Document) -> dict[str, Document]:
    return {
        operation["operationId"]: {**operation, "at": f"{method.upper()} {path}"}
        for path, method, operation in list_operations(document)
    }


def _compare_operation(old: Document, new: Document) -> Iterator[Change]:
    if old["at"] != new["at"]:
        yield Change("changed", f"{old['at']} is now {new['at']}", breaks=False)
    yield from _compare_methods(_index_methods(old), _index_methods(new))
    before, after = _index_parameters(old), _index_parameters(new)
    for kind, key, breaks in _compare_names(before, after, adding_breaks=_is_required):
        yield Change(kind, f"parameter {key}", breaks)
    for key in sorted(before.keys() & after.keys()):
        yield from _compare_parameter(f"parameter {key}", before[key], after[key])
    yield from _compare_auth(old, new)
    yield from _compare_evidence(old, new)


def _compare_methods(before: dict[str, Document], after: dict[str, Document]) -> Iterator[Change]:
    for kind, method, breaks in _compare_names(before, after):
        yield Change(kind, f"method {method}", breaks)
    for method in sorted(before.keys() & after.keys()):
        if any(before[method].get(key) != after[method].get(key) for key in _BODY_KEYS):
            yield Change("changed", f"method {method} takes its body in another form", breaks=True)


def _index_methods(operation: Document) -> dict[str, Document]:
    parsed = [(Method.parse(entry), entry) for entry in operation.get("x-methods", [])]
    return {f"{method.expression}.{method.name}": entry for method, entry in parsed}


def _index_parameters(operation: Document) -> dict[str, Document]:
    return {f"{parameter['name']} ({parameter['in']})": parameter for parameter in operation["parameters"]}


def _is_required(held: Document) -> bool:
    return bool(held.get("required"))


def _compare_parameter(what: str, old: Document, new: Document) -> Iterator[Change]:
    if _is_required(old) != _is_required(new):
        required = _is_required(new)
        yield Change("changed", f"{what} is {'now' if required else 'no longer'} required", breaks=required)
    if old["schema"] != new["schema"]:
        text = f"{_describe(old['schema'])} is now {_describe(new['schema'])}"
        yield Change("changed", f"{what}: {text}", breaks=True)


def _compare_auth(old: Document, new: Document) -> Iterator[Change]:
    before, after = _list_auth(old), _list_auth(new)
    for method in sorted(before - after):
        yield Change("removed", f"can no longer be called with {method}", breaks=True)
    for method in sorted(after - before):
        yield Change("added", f"can be called with {method}", breaks=not before)


def _list_auth(operation: Document) -> set[str]:
    return {method for alternative in operation["security"] for method in alternative} - {"api_key"}


def _compare_evidence(old: Document, new: Document) -> Iterator[Change]:
    """Compare the grades. A part without a grade in the older description has not changed."""
    before, after = old.get("x-evidence", {}), new.get("x-evidence", {})
    for part, grade in after.items():
        if before.get(part, grade) != grade:
            yield Change("changed", f"{EVIDENCE} of the {part}: {before[part]} is now {grade}", breaks=False)


def _compare_schemas(old: Document, new: Document) -> Iterator[Change]:
    before, after = old["components"]["schemas"], new["components"]["schemas"]
    for kind, name, breaks in _compare_names(before, after):
        yield Change(kind, f"schema {name}", breaks)
    read, written = find_read_schemas(new), find_written_schemas(new)
    for name in sorted(before.keys() & after.keys()):
        yield from _compare_schema(name, before[name], after[name], is_read=name in read, is_written=name in written)


def _compare_schema(name: str, old: Document, new: Document, *, is_read: bool, is_written: bool) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    required_before, required_after = set(old.get("required", [])), set(new.get("required", []))
    for key in sorted(after.keys() - before.keys()):
        yield Change("added", f"{name}.{key}", breaks=is_written and key in required_after)
    for key in sorted(before.keys() - after.keys()):
        yield Change("removed", f"{name}.{key}", breaks=True)
    for key in sorted(before.keys() & after.keys()):
        was, now = _drop_prose(before[key]), _drop_prose(after[key])
        if was != now:
            what = f"{name}.{key}: {_describe(before[key])} is now {_describe(after[key])}"
            yield Change("changed", what, breaks=_drop_limits(was) != _drop_limits(now))
        if (key in required_before) != (key in required_after):
            is_required = key in required_after
            what = f"{name}.{key} is {'now' if is_required else 'no longer'} required"
            yield Change("changed", what, breaks=is_written if is_required else is_read)
    yield from _compare_enums(name, old, new)


def _compare_enums(name: str, old: Document, new: Document) -> Iterator[Change]:
    before, after = old.get("enum", []), new.get("enum", [])
    yield from (Change("added", f"{name}: value {value}", breaks=False) for value in after if value not in before)
    yield from (Change("removed", f"{name}: value {value}", breaks=True) for value in before if value not in after)


def _compare_names(
    before: Mapping[str, Document],
    after: Mapping[str, Document],
    adding_breaks: Callable[[Document], bool] = lambda _: False,
) -> Iterator[tuple[Kind, str, bool]]:
    """Iterate over the names that were added or removed, and whether that breaks callers; removing always does."""
    yield from (("added", name, adding_breaks(after[name])) for name in sorted(after.keys() - before.keys()))
    yield from (("removed", name, True) for name in sorted(before.keys() - after.keys()))


def _drop_prose(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _drop_prose(value) for key, value in schema.items() if key != "description"}
    return [_drop_prose(item) for item in schema] if isinstance(schema, list) else schema


def _drop_limits(schema: Any) -> Any:
    """Return a schema without the limits that the client leaves to the server."""
    if isinstance(schema, dict):
        ignored = () if "x-checked-by-client" in schema else LIMITS
        return {key: _drop_limits(value) for key, value in schema.items() if key not in ignored}
    return [_drop_limits(item) for item in schema] if isinstance(schema, list) else schema


def _describe(schema: Document) -> str:
    """Describe a schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_describe(member) for member in schema["anyOf"])
    kinds = schema.get("type", "anything")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in schema:
        words += f" of {_describe(schema['items'])}"
    shown = ("format", "const", "minimum", "maximum", "contentMediaType", *LIMITS)
    limits = [f"{key} {schema[key]}" for key in shown if key in schema]
    return f"{words} ({', '.join(limits)})" if limits else words
