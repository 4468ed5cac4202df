"""Check what methods omit: each omission needs a reason, and must not be stale. Pure functions."""

from collections.abc import Iterator
from typing import Any

from .bundle import Document

_NAMES = frozenset({"resource", "verb"})
_REASONS = frozenset({"omit", "differs"})


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
