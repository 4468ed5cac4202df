"""What is known of the API, read from `facts/`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from generator.bundle import Document, bundle, list_operations
from generator.layout import Layout

FACTS = Path(__file__).parents[1] / "facts"

Json = Any
Strength = Literal["recorded", "documented", "mixed", "mock"]


@dataclass(frozen=True)
class KnownParameter:
    """A parameter that a source names."""

    name: str
    place: Literal["path", "query", "header"]
    type: str | None
    required: bool
    enum: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownBody:
    """The body that an operation takes."""

    media_types: tuple[str, ...]
    required: tuple[str, ...]
    fields: tuple[str, ...]
    examples: tuple[Json, ...]


@dataclass(frozen=True)
class KnownOperation:
    """An operation that a source names."""

    method: str
    path: str
    tag: str
    confidence: Literal["high", "medium", "low"]
    parameters: tuple[KnownParameter, ...]
    auth: frozenset[str]
    auth_is_inferred: bool
    scopes: frozenset[str]
    api_key: bool
    body: KnownBody | None
    answers: tuple[Json, ...]

    @property
    def key(self) -> str:
        """Method and path, such as `GET /v3/user`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Sample:
    """A payload as a server, a document or a mock has it."""

    file: str
    group: str
    strength: Strength

    @property
    def payload(self) -> Json:
        """The payload, decoded."""
        return json.loads((FACTS / "samples" / self.file).read_text(encoding="utf-8"))


@cache
def read_operations() -> dict[str, KnownOperation]:
    """Every operation that a source names, by method and path."""
    rows = json.loads((FACTS / "operations.json").read_text(encoding="utf-8"))
    return {operation.key: operation for operation in map(_operation, rows)}


@cache
def read_samples() -> tuple[Sample, ...]:
    """Every sample payload."""
    rows = json.loads((FACTS / "samples.json").read_text(encoding="utf-8"))
    return tuple(Sample(**row) for row in rows)


@cache
def load_description() -> Document:
    """The description as one document."""
    return bundle(Layout().spec)


@cache
def load_operations() -> dict[str, Document]:
    """Every operation of the description, by method and path, its parameters resolved."""
    return {f"{method.upper()} {path}": operation for path, method, operation in list_operations(load_description())}


def _operation(row: Json) -> KnownOperation:
    body = row.get("body")
    return KnownOperation(
        method=row["method"],
        path=row["path"],
        tag=row["tag"],
        confidence=row["confidence"],
        parameters=tuple(_parameter(parameter) for parameter in row["parameters"]),
        auth=frozenset(row["auth"]) - {"none"},
        auth_is_inferred=row.get("auth_inferred", False),
        scopes=frozenset(row["scopes"]),
        api_key=row["api_key"],
        body=body and _body(body),
        answers=tuple(row["answers"]),
    )


def _parameter(row: Json) -> KnownParameter:
    return KnownParameter(row["name"], row["in"], row.get("type"), row["required"], tuple(row.get("enum", ())))


def _body(row: Json) -> KnownBody:
    return KnownBody(
        media_types=tuple(row["media_types"]),
        required=tuple(row["required"]),
        fields=tuple(row.get("fields", ())),
        examples=tuple(row["examples"]),
    )
