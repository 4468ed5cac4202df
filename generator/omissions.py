"""The rules for what methods leave out: each omission has a reason, and something to leave out. Pure functions."""

from collections.abc import Iterator
from typing import Any

from .bundle import Document

_NAMES = frozenset({"resource", "verb"})
_REASONS = frozenset({"omit", "differs"})


def omission_problems(operation: Document) -> Iterator[str]:
    """Iterate over what is wrong with `omit` in `x-methods`, and with `x-handwritten`."""
    for method in operation.get("x-methods", []):
        where = f"x-methods: {method.get('verb')}"
        yield from _reason_problems(where, "omit", method.get("omit", {}))
        yield from (f"{where}: {problem}" for problem in _stale(operation, method))
    yield from _handwritten_problems(operation.get("x-handwritten", []))


def _reason_problems(where: str, key: str, reasons: Any) -> Iterator[str]:
    if not isinstance(reasons, dict):
        yield f"{where}: {key} must be a mapping of names to reasons"
        return
    for name, reason in reasons.items():
        if not isinstance(reason, str) or not reason.strip():
            yield f"{where}: {key} gives no reason for {name}"


def _stale(operation: Document, method: Document) -> Iterator[str]:
    fixed = method.get("fixed", {})
    parameters = {each.get("name") for each in operation["parameters"] if each.get("in") != "path"}
    body = {"body"} if "requestBody" in operation else set[str]()
    for name in method.get("omit", {}):
        if name in fixed:
            yield f"omit names {name}, which is fixed already: remove it"
        elif name not in parameters | body:
            yield f"omit names {name}, which the operation does not take: remove it"
    yield from (f"fixed names {name}, which the operation does not take" for name in fixed if name not in parameters)


def _handwritten_problems(entries: list[Document]) -> Iterator[str]:
    seen = set[tuple[str, str]]()
    for entry in entries:
        where = f"x-handwritten: {entry.get('resource')}.{entry.get('verb')}"
        if not entry.keys() >= _NAMES or not entry.keys() <= _NAMES | _REASONS or not entry.keys() & _REASONS:
            yield f"{where}: needs resource, verb, and omit or differs, and nothing else"
            continue
        if (entry["resource"], entry["verb"]) in seen:
            yield f"{where}: is given twice"
        seen.add((entry["resource"], entry["verb"]))
        for key in sorted(entry.keys() & _REASONS):
            yield from _reason_problems(where, key, entry[key])
