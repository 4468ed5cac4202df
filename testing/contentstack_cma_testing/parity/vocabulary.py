"""The words of the description: names of operations by path, and keys that everybody may see."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from contentstack_cma_testing.parity.json_values import is_list, is_object

METHODS = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the description.

    Attributes:
        id: Its id.
        tag: Its tag.
        evidence: How well its request, its response and its errors are known.
    """

    id: str
    tag: str
    evidence: Mapping[str, str]


@cache
def load_description() -> Mapping[str, Any]:
    """Return the description that comes with the emulator."""
    text = files("contentstack_cma_emulator").joinpath("openapi.json").read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", json.loads(text))


@cache
def list_operations() -> Mapping[str, Operation]:
    """Return the operations by id."""
    return {operation.id: operation for operation in _routes().values()}


def find_operation(method: str, path: str) -> str:
    """Return the id of the operation of a method and a path; an empty text if there is none."""
    parts = path.strip("/").split("/")
    fitting = [key for key in _routes() if key[0] == method.lower() and _fits(key[1], parts)]
    if not fitting:
        return ""
    # A literal part of a path takes precedence over a parameter.
    return _routes()[min(fitting, key=lambda key: key[1].count("{"))].id


@cache
def list_words() -> frozenset[str]:
    """Return the names of all properties and parameters, and the values of all enums."""
    return frozenset(_walk(load_description()))


@cache
def _routes() -> Mapping[tuple[str, str], Operation]:
    paths: Mapping[str, Mapping[str, Any]] = load_description()["paths"]
    return {
        (method, path.partition("#")[0]): Operation(source["operationId"], source["tags"][0], source["x-evidence"])
        for path, item in paths.items()
        for method, source in item.items()
        if method in METHODS
    }


def _fits(template: str, parts: list[str]) -> bool:
    wanted = template.strip("/").split("/")
    return len(wanted) == len(parts) and all(
        want.startswith("{") or want == part for want, part in zip(wanted, parts, strict=True)
    )


def _walk(node: Any) -> Iterable[str]:
    if is_list(node):
        for item in node:
            yield from _walk(item)
    elif is_object(node):
        found = node
        yield from _list_own_words(found)
        for value in found.values():
            yield from _walk(value)


def _list_own_words(node: Mapping[str, Any]) -> Iterable[str]:
    if isinstance(properties := node.get("properties"), dict):
        yield from properties
    if isinstance(node.get("in"), str) and isinstance(name := node.get("name"), str):
        yield from re.split(r"[\[\]]+", name)
    values: list[Any] = [node.get("const"), *(node["enum"] if isinstance(node.get("enum"), list) else [])]
    yield from (value for value in values if isinstance(value, str))
