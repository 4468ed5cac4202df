"""The bundled OpenAPI description: its operations and their routes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

BUNDLED = Path(__file__).parents[1] / "openapi.json"

JSON = "application/json"
MULTIPART = "multipart/form-data"

METHODS = ("get", "put", "post", "delete", "patch")

PARTS = ("request", "response", "errors")
"""The parts of an operation with their own evidence."""

GRADES = ("recorded", "official", "client", "mock", "third-party", "inferred")
"""How well a part is known, strongest first."""

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query, header or path parameter. Header names are in lower case."""

    name: str
    location: str
    required: bool
    schema: JsonObject


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        security: The alternatives, each a mapping of scheme to OAuth scopes.
        bodies: The schema of the body by media type.
        action: What the operation does to what it changes (see `actions.py`); empty if it only reads.
        evidence: The grade by part.
    """

    id: str
    method: str
    path: str
    tag: str
    parameters: tuple[Parameter, ...] = ()
    security: tuple[Mapping[str, Sequence[str]], ...] = ()
    bodies: Mapping[str, JsonObject] = field(default_factory=dict[str, JsonObject])
    body_required: bool = False
    action: str = ""
    evidence: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(PARTS, GRADES[-1]))

    @cached_property
    def takes_branch(self) -> bool:
        """Whether there is a branch header."""
        return any(p.location == "header" and p.name == "branch" for p in self.parameters)

    @cached_property
    def schemes(self) -> frozenset[str]:
        """The schemes that are accepted."""
        return frozenset(scheme for alternative in self.security for scheme in alternative)

    @cached_property
    def required_schemes(self) -> frozenset[str]:
        """The schemes that are part of every alternative."""
        return frozenset(scheme for scheme in self.schemes if all(scheme in each for each in self.security))


class Description:
    """The whole description: the document and its operations by id."""

    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.operations = {operation.id: operation for operation in _iterate_operations(document)}

    @classmethod
    def load(cls, path: Path = BUNDLED) -> "Description":
        """Return the description at `path`. Raises `FileNotFoundError` if there is none.

        The bundled one is read once, because that takes half of the time in which an emulator starts.
        """
        return _load_bundled() if path == BUNDLED else cls(json.loads(path.read_bytes()))


@cache
def _load_bundled() -> Description:
    return Description(json.loads(BUNDLED.read_bytes()))


@dataclass(slots=True)
class _Node:
    """A node in the tree of routes, one level per path segment."""

    literals: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    parameter: "_Node | None" = None
    operations: dict[str, Operation] = field(default_factory=dict[str, Operation])


class Routes:
    """Finds the operation for a method and a path. A literal segment takes precedence over a parameter."""

    def __init__(self, operations: Iterator[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation and its decoded path parameters, or None. A trailing slash is ignored.

        `path` is percent-encoded, so that an encoded slash stays in its segment.
        """
        segments = [unquote(segment) for segment in path.strip("/").split("/")]
        operation = _find(self._root, segments, method)
        return (operation, _read_path_parameters(operation.path, segments)) if operation else None

    def _add(self, operation: Operation) -> None:
        node = self._root
        for segment in operation.path.strip("/").split("/"):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        node.operations[operation.method] = operation


def _find(node: _Node, segments: list[str], method: str) -> Operation | None:
    if not segments:
        return node.operations.get(method)
    head, rest = segments[0], segments[1:]
    literal = node.literals.get(head)
    found = _find(literal, rest, method) if literal else None
    if found or not node.parameter or not head:
        return found
    return _find(node.parameter, rest, method)


def _read_path_parameters(template: str, segments: list[str]) -> dict[str, str]:
    names = template.strip("/").split("/")
    return {name[1:-1]: value for name, value in zip(names, segments, strict=True) if name.startswith("{")}


def _iterate_operations(document: JsonObject) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield _read_operation(document, path, method, item)


def _read_operation(document: JsonObject, path: str, method: str, item: JsonObject) -> Operation:
    source = item[method]
    declared = [*item.get("parameters", ()), *source.get("parameters", ())]
    request = resolve(document, source.get("requestBody", {}))
    return Operation(
        id=source["operationId"],
        method=method.upper(),
        path=path,
        tag=source["tags"][0],
        parameters=tuple(_read_parameter(resolve(document, parameter)) for parameter in declared),
        security=tuple(source.get("security", ())),
        bodies={media: body.get("schema", {}) for media, body in request.get("content", {}).items()},
        body_required=request.get("required", False),
        action=source.get("x-action", ""),
        evidence={part: source.get("x-evidence", {}).get(part, GRADES[-1]) for part in PARTS},
    )


def _read_parameter(source: JsonObject) -> Parameter:
    name = source["name"].lower() if source["in"] == "header" else source["name"]
    return Parameter(name, source["in"], source.get("required", False), source["schema"])


def resolve(document: JsonObject, value: JsonObject) -> JsonObject:
    """Return `value`, or what its `$ref` points to in `document`."""
    while "$ref" in value:
        target: Any = document
        for name in value["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        value = target
    return value
