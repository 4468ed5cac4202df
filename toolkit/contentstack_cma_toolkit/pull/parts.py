"""The parts of a content model, and how one is built of what was read. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from contentstack_cma.types import JsonValue

from ..model import (
    Model,
    read_content_type,
    read_environment,
    read_global_field,
    read_labels,
    read_locale,
    read_role,
    read_taxonomy,
    read_workflow,
)
from ..transfer.mapping import SYSTEM_ROLES

ModelPart = Literal[
    "content_types", "global_fields", "taxonomies", "environments", "locales", "labels", "workflows", "roles"
]
"""A part of a content model."""

MODEL_PARTS: tuple[ModelPart, ...] = get_args(ModelPart)
"""All parts of a content model."""

Wire: TypeAlias = Mapping[str, JsonValue]
"""A resource as the API returns it."""


HISTORY = "contentstack_cma_migrations"
"""The content type that migrations keep their history in. It is no part of the model that people declare."""


class Identity(NamedTuple):
    """What one item of a part is called, and which attribute identifies it."""

    noun: str
    attribute: str


_IDENTITIES: Mapping[ModelPart, Identity] = {
    "content_types": Identity("content type", "uid"),
    "global_fields": Identity("global field", "uid"),
    "taxonomies": Identity("taxonomy", "uid"),
    "environments": Identity("environment", "name"),
    "locales": Identity("locale", "code"),
    "labels": Identity("label", "name"),
    "workflows": Identity("workflow", "name"),
    "roles": Identity("role", "name"),
}


def get_identity(part: ModelPart) -> Identity:
    """Return what identifies the items of a part."""
    return _IDENTITIES[part]


class WireTaxonomy(NamedTuple):
    """A taxonomy as the API returns it, with its terms as a flat list."""

    taxonomy: Wire
    terms: Sequence[Wire]


def choose_parts(parts: Iterable[ModelPart] | None) -> tuple[ModelPart, ...]:
    """Return the parts to read, each once, in the order of `MODEL_PARTS`.

    Args:
        parts: Names of parts. None for all.

    Raises:
        ValueError: There is no part of that name.
    """
    if parts is None:
        return MODEL_PARTS
    wanted = [parts] if isinstance(parts, str) else list(parts)
    if unknown := [each for each in wanted if each not in MODEL_PARTS]:
        raise ValueError(f"a content model has no part {unknown[0]!r}; use one of {', '.join(MODEL_PARTS)}")
    return tuple(each for each in MODEL_PARTS if each in wanted)


def build_model(read: Mapping[ModelPart, Sequence[Wire]], taxonomies: Iterable[WireTaxonomy] = ()) -> Model:
    """Return the model of what was read, with its parts in the order of their names.

    Args:
        read: Resources as the API returns them, by part. Taxonomies are apart.
        taxonomies: The taxonomies with their terms.

    Raises:
        ModelError: A resource lacks what identifies it.
    """
    content_types = [each for each in read.get("content_types", ()) if each.get("uid") != HISTORY]
    roles = [each for each in read.get("roles", ()) if each.get("name") not in SYSTEM_ROLES]
    found: dict[ModelPart, Iterable[object]] = {
        "content_types": map(read_content_type, content_types),
        "global_fields": map(read_global_field, read.get("global_fields", ())),
        "taxonomies": [read_taxonomy(each.taxonomy, each.terms) for each in taxonomies],
        "environments": map(read_environment, read.get("environments", ())),
        "locales": map(read_locale, read.get("locales", ())),
        "labels": read_labels(read.get("labels", ())),
        "workflows": map(read_workflow, read.get("workflows", ())),
        "roles": map(read_role, roles),
    }
    return Model(**{part: _sort(part, declared) for part, declared in found.items()})


def _sort(part: ModelPart, declared: Iterable[Any]) -> list[Any]:
    return sorted(declared, key=attrgetter(get_identity(part).attribute))


__all__ = [
    "MODEL_PARTS",
    "Identity",
    "ModelPart",
    "Wire",
    "WireTaxonomy",
    "build_model",
    "choose_parts",
    "get_identity",
]
