"""The parts of a model by kind and name, and as JSON. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..model import (
    ContentType,
    Environment,
    GlobalField,
    Label,
    Locale,
    Model,
    Role,
    Taxonomy,
    Term,
    Workflow,
    WorkflowStage,
    read_content_type,
    read_global_field,
)
from ..model.hashing import hash_json

if TYPE_CHECKING:
    from contentstack_cma.types import JsonValue

    from .plans import Json, Kind

Declared: TypeAlias = "ContentType | GlobalField | Taxonomy | Environment | Locale | Label | Workflow | Role"
"""A part of a model that is written as a whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a model keeps the declarations of a kind.

    Attributes:
        attribute: The attribute of the model.
        key: The attribute of a declaration that identifies it.
        read: Returns the declaration of a JSON object.
    """

    attribute: str
    key: str
    read: Callable[[Json], Declared]

    def list_in(self, model: Model) -> dict[str, Declared]:
        """Return the declarations of a model by what identifies them."""
        return {getattr(each, self.key): each for each in getattr(model, self.attribute)}


def _read_taxonomy(document: Json) -> Taxonomy:
    values: Any = document
    own: dict[str, Any] = {**values, "terms": [_read_term(each) for each in values["terms"]]}
    return Taxonomy(**own)


def _read_term(values: dict[str, Any]) -> Term:
    own: dict[str, Any] = {**values, "terms": [_read_term(each) for each in values["terms"]]}
    return Term(**own)


def _read_workflow(document: Json) -> Workflow:
    values: Any = document
    own: dict[str, Any] = {**values, "stages": [WorkflowStage(**each) for each in values["stages"]]}
    return Workflow(**own)


def _read_as(kind: Callable[..., Declared]) -> Callable[[Json], Declared]:
    return lambda document: kind(**cast("dict[str, Any]", dict(document)))


PARTS: Mapping[Kind, Part] = {
    "taxonomy": Part("taxonomies", "uid", _read_taxonomy),
    "global field": Part("global_fields", "uid", read_global_field),
    "content type": Part("content_types", "uid", read_content_type),
    "locale": Part("locales", "code", _read_as(Locale)),
    "environment": Part("environments", "name", _read_as(Environment)),
    "role": Part("roles", "name", _read_as(Role)),
    "workflow": Part("workflows", "name", _read_workflow),
    "label": Part("labels", "name", _read_as(Label)),
}
"""The kinds, in the order in which they are written."""


def write_declaration(declared: Declared) -> dict[str, JsonValue]:
    """Return a declaration as JSON: schemas as the API has them, settings with the names of their attributes."""
    if isinstance(declared, ContentType | GlobalField):
        return declared.to_wire()
    return cast("dict[str, JsonValue]", _to_json(asdict(declared)))


def _to_json(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _to_json(inner) for key, inner in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_to_json(inner) for inner in cast("list[object]", value)]
    return value


def hash_declaration(declared: Declared) -> str:
    """Return a hash of a declaration, whatever the uids that the stack has given."""
    return hash_json(_without_uids(declared, write_declaration(declared)))


def _without_uids(declared: Declared, document: dict[str, Any]) -> dict[str, Any]:
    if isinstance(declared, ContentType | GlobalField | Taxonomy):
        return document
    stages = document.get("stages")
    own = {"stages": [{**stage, "uid": None} for stage in stages]} if stages else {}
    return {**document, "uid": None, **own}


def hash_model(model: Model, kinds: list[Kind]) -> dict[str, str]:
    """Return the hash of each part of a model by its kind and name.

    Args:
        model: The model.
        kinds: The kinds that count.
    """
    return {
        f"{kind}/{name}": hash_declaration(declared)
        for kind in kinds
        for name, declared in PARTS[kind].list_in(model).items()
    }


def list_managed_kinds(declared: Model) -> list[Kind]:
    """Return the kinds that a declared model manages: those that it has at least one declaration of."""
    return [kind for kind, part in PARTS.items() if getattr(declared, part.attribute)]


__all__ = ["PARTS", "Declared", "Part", "hash_model", "list_managed_kinds", "write_declaration"]
