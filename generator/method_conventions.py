"""Check `x-methods` and `x-handwritten`. Pure functions."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from .bundle import Document, list_operations
from .operations import Method

_NAMES = frozenset({"resource", "verb"})
_REASONS = frozenset({"omit", "differs"})
_METHOD_KEYS = {each.name for each in fields(Method)} - {"flattens"}


def check_methods(operation: Document) -> Iterator[str]:
    """Iterate over the problems of `x-methods`, except those of `omit`."""
    methods = operation.get("x-methods", [])
    if bool(methods) == bool(operation.get("x-no-method")):
        yield "expected either x-methods or x-no-method"
    for method in methods:
        yield from (f"x-methods: {method.get('verb')}: {problem}" for problem in _check_method_body(operation, method))
        missing = {"resource", "verb", "scope"} - set(method)
        unknown = set(method) - _METHOD_KEYS
        if missing or unknown:
            yield f"x-methods: missing {sorted(missing)}, unknown {sorted(unknown)}"
        elif method["scope"] not in {"stack", "client"}:
            yield f"x-methods: scope is {method['scope']}; expected stack or client"
        elif "answer" in method and method["answer"] not in operation["responses"].get("2XX", {}).get("content", {}):
            yield f"x-methods: {method['verb']} has no response of type {method['answer']}"
        elif method.get("bare") and not {"items", "result"} & set(method):
            yield "x-methods: bare needs a result or items"
    if any(method.get("bare") for method in methods) and len({_get_result_key(method) for method in methods}) > 1:
        yield "x-methods: with bare, every method must have the same result or items"


def _check_method_body(operation: Document, method: Document) -> Iterator[str]:
    """Check how a method takes the body."""
    if not isinstance(method.get("flatten", []), list):
        yield "flatten must be a list of objects in the body; it is empty if only the keys of the body are flattened"
    if "flatten" in method and ("body" in method or "requestBody" not in operation):
        yield "flatten needs a request body, and excludes body"
    if "rename" in method and "flatten" not in method:
        yield "rename needs flatten"
    if "file" in method and "body" not in method:
        yield "file needs body"


def _get_result_key(method: Document) -> object:
    return method.get("items", method.get("result"))


def check_resources(document: Document) -> Iterator[str]:
    """Check that a resource has the same methods in every scope, since it is one class."""
    offered: dict[str, dict[str, set[str]]] = {}
    for _, _, operation in list_operations(document):
        for entry in operation.get("x-methods", []):
            method = {**entry, "operation": operation.get("operationId")}
            scopes = offered.setdefault(str(method.pop("resource", "")), {})
            scopes.setdefault(str(method.pop("scope", "")), set()).add(json.dumps(method, sort_keys=True))
    schemas = document["components"]["schemas"]
    for resource, scopes in offered.items():
        first, *others = scopes.values()
        if any(other != first for other in others):
            yield f"x-methods: {resource} has different methods on a stack and on the client"
        if resource not in scopes and resource.title().replace("_", "") in schemas:
            yield f"x-methods: a schema has the same name as the class of {resource}; rename the schema"


def check_omissions(operation: Document) -> Iterator[str]:
    """Iterate over the problems of `omit` in `x-methods` and of `x-handwritten`."""
    for method in operation.get("x-methods", []):
        where = f"x-methods: {method.get('verb')}"
        yield from _check_reasons(where, "omit", method.get("omit", {}))
        yield from (f"{where}: {problem}" for problem in _find_stale(operation, method))
    yield from _check_handwritten(operation.get("x-handwritten", []))


def _check_reasons(where: str, key: str, reasons: Any) -> Iterator[str]:
    if not isinstance(reasons, dict):
        yield f"{where}: {key} must be a mapping of names to reasons"
        return
    for name, reason in reasons.items():
        if not isinstance(reason, str) or not reason.strip():
            yield f"{where}: {key} has no reason for {name}"


def _find_stale(operation: Document, method: Document) -> Iterator[str]:
    fixed = method.get("fixed", {})
    parameters = {each.get("name") for each in operation["parameters"] if each.get("in") != "path"}
    body = {"body"} if "requestBody" in operation else set[str]()
    for name in method.get("omit", {}):
        if name in fixed:
            yield f"omit lists {name}, which fixed sets already: remove it"
        elif name not in parameters | body and "flatten" not in method:  # generating checks keys of the body
            yield f"omit lists {name}, which the operation does not have: remove it"
    yield from (
        f"fixed sets {name}, which the operation does not have: remove it" for name in fixed if name not in parameters
    )


def _check_handwritten(entries: list[Document]) -> Iterator[str]:
    seen = set[tuple[str, str]]()
    for entry in entries:
        where = f"x-handwritten: {entry.get('resource')}.{entry.get('verb')}"
        if not entry.keys() >= _NAMES or not entry.keys() <= _NAMES | _REASONS or not entry.keys() & _REASONS:
            yield f"{where}: expected exactly resource, verb, and omit or differs"
            continue
        if (entry["resource"], entry["verb"]) in seen:
            yield f"{where}: is listed twice"
        seen.add((entry["resource"], entry["verb"]))
        for key in sorted(entry.keys() & _REASONS):
            yield from _check_reasons(where, key, entry[key])
