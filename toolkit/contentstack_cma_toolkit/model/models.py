"""A whole content model. No I/O."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, fields
from typing import TYPE_CHECKING

from .content_types import ContentType, GlobalField
from .fields import Block, Blocks, Embed, Field, Group, check_items
from .hashing import hash_json
from .settings import Environment, Label, Locale, Role, Taxonomy, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contentstack_cma.types import JsonValue

    from .content_types import Schema

_KINDS: Mapping[str, type] = {
    "content_types": ContentType,
    "global_fields": GlobalField,
    "taxonomies": Taxonomy,
    "environments": Environment,
    "locales": Locale,
    "labels": Label,
    "workflows": Workflow,
    "roles": Role,
}
"""What each part of a model consists of."""


@dataclass(frozen=True)
class Model:
    """The content model of a stack.

    Args:
        content_types: The content types.
        global_fields: The global fields.
        taxonomies: The taxonomies, with their terms.
        environments: The environments.
        locales: The locales.
        labels: The labels.
        workflows: The workflows.
        roles: The roles that are not the system's.
    """

    _: KW_ONLY
    content_types: Sequence[ContentType] = ()
    global_fields: Sequence[GlobalField] = ()
    taxonomies: Sequence[Taxonomy] = ()
    environments: Sequence[Environment] = ()
    locales: Sequence[Locale] = ()
    labels: Sequence[Label] = ()
    workflows: Sequence[Workflow] = ()
    roles: Sequence[Role] = ()

    def __post_init__(self) -> None:
        for each in fields(self):
            items: Sequence[object] = tuple(getattr(self, each.name))
            check_items(self, each.name, items, _KINDS[each.name])
            object.__setattr__(self, each.name, items)

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """The global fields and the content types."""
        return (*self.global_fields, *self.content_types)

    def find_content_type(self, uid: str) -> ContentType | None:
        """Return the content type with this uid, or None."""
        return next((each for each in self.content_types if each.uid == uid), None)

    def find_global_field(self, uid: str) -> GlobalField | None:
        """Return the global field with this uid, or None."""
        return next((each for each in self.global_fields if each.uid == uid), None)

    def hash_schemas(self) -> str:
        """Return a hash of what the types of entries depend on: content types, global fields and taxonomies."""
        from .writing import write_content_type, write_global_field

        parts = {
            "content_types": sorted((write_content_type(each) for each in self.content_types), key=_read_uid),
            "global_fields": sorted((write_global_field(each) for each in self.global_fields), key=_read_uid),
            "taxonomies": sorted([each.uid, *each.list_term_uids()] for each in self.taxonomies),
        }
        return hash_json(parts)


def walk_fields(declared: Sequence[Field], path: str = "") -> Iterator[tuple[str, Field]]:
    """Iterate over fields and those in groups and blocks, each with its dotted path. Global fields are not entered.

    Args:
        declared: The fields.
        path: Path of what has them.
    """
    for each in declared:
        here = f"{path}.{each.uid}" if path else each.uid
        yield here, each
        if isinstance(each, Group):
            yield from walk_fields(each.fields, here)
        elif isinstance(each, Blocks):
            for block in each.blocks:
                yield from walk_fields(block.fields, f"{here}.{block.uid}")


def list_embedded(declared: Sequence[Field]) -> list[tuple[str, str]]:
    """Return the global fields in fields: each with the path where it is, and its uid."""
    return [found for path, each in walk_fields(declared) for found in _list_targets(path, each)]


def _list_targets(path: str, declared: Field) -> Iterator[tuple[str, str]]:
    if isinstance(declared, Embed):
        yield path, declared.global_field
    elif isinstance(declared, Blocks):
        for block in declared.blocks:
            yield from _list_target_of_block(path, block)


def _list_target_of_block(path: str, block: Block) -> Iterator[tuple[str, str]]:
    if block.global_field is not None:
        yield f"{path}.{block.uid}", block.global_field


def _read_uid(wire: Mapping[str, JsonValue]) -> str:
    return str(wire["uid"])


__all__ = ["Model", "list_embedded", "walk_fields"]
