"""Parts of content models that can be used alone. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model import (
    Block,
    Blocks,
    ContentType,
    Embed,
    Field,
    Group,
    Model,
    ModelError,
    Other,
    Reference,
    Schema,
    Taxonomies,
    TaxonomyRule,
    list_embedded,
    walk_fields,
)
from ..model.checks import ASSETS, list_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Pruned(NamedTuple):
    """A model without what refers to nothing.

    Attributes:
        model: The model.
        notes: What was removed, each with its content type and field.
    """

    model: Model
    notes: list[str]


def remove_missing_targets(model: Model) -> Pruned:
    """Return a model in which no field refers to a content type or global field that is not there.

    Stacks have such fields after a content type was deleted. References keep their other targets; without any, they
    can refer to anything. Global fields that are not there become fields whose form is not known.

    Args:
        model: The model.
    """
    types = {each.uid for each in model.content_types} | {ASSETS}
    known = _Known(types, {each.uid for each in model.global_fields})
    pruned = replace(
        model,
        content_types=[replace(each, fields=_prune(each.fields, known)) for each in model.content_types],
        global_fields=[replace(each, fields=_prune(each.fields, known)) for each in model.global_fields],
    )
    left = set(list_problems(pruned))
    return Pruned(pruned, [each for each in list_problems(model) if each not in left])


class _Known(NamedTuple):
    content_types: set[str]
    global_fields: set[str]


def _prune(fields: Iterable[Field], known: _Known) -> list[Field]:
    return [_prune_field(each, known) for each in fields]


def _prune_field(field: Field, known: _Known) -> Field:
    if isinstance(field, Reference):
        return replace(field, to=[uid for uid in field.to if uid in known.content_types])
    if isinstance(field, Group):
        return replace(field, fields=_prune(field.fields, known))
    if isinstance(field, Blocks):
        return replace(field, blocks=[_prune_block(each, known) for each in field.blocks])
    if isinstance(field, Embed) and field.global_field not in known.global_fields:
        kept: dict[str, Any] = {**vars(field), "extra": {**field.extra, "reference_to": field.global_field}}
        del kept["global_field"]
        return Other(kind=field.data_type, **kept)
    return field


def _prune_block(block: Block, known: _Known) -> Block:
    if block.global_field is not None and block.global_field not in known.global_fields:
        return replace(block, global_field=None)
    return replace(block, fields=_prune(block.fields, known))


def select_content_types(model: Model, uids: Iterable[str]) -> Model:
    """Return a model with some content types, and with all that they need.

    These are the content types that they refer to, the global fields and the taxonomies. Settings, such as locales, are
    all there.

    Args:
        model: The model.
        uids: Uids of the content types.

    Raises:
        ModelError: The model does not have one of them.
    """
    types: dict[str, ContentType] = {}
    shared: dict[str, Schema] = {}
    missing = list(uids)
    for uid in missing:
        if model.find_content_type(uid) is None:
            known = ", ".join(each.uid for each in model.content_types) or "none"
            raise ModelError(f"there is no content type {uid!r}; there are {known}")
    while missing:
        content_type = model.find_content_type(missing.pop())
        if content_type is not None and content_type.uid not in types:
            types[content_type.uid] = content_type
            for schema in (content_type, *_add_global_fields(model, content_type, shared)):
                missing += _list_targets(schema)
    taxonomies = {rule.taxonomy for each in types.values() for rule in _list_rules(each)}
    return replace(
        model,
        content_types=[each for each in model.content_types if each.uid in types],
        global_fields=[each for each in model.global_fields if each.uid in shared],
        taxonomies=[each for each in model.taxonomies if each.uid in taxonomies],
    )


def _add_global_fields(model: Model, schema: Schema, found: dict[str, Schema]) -> list[Schema]:
    """Add the global fields that a schema contains at any depth, and return those that are new."""
    added: list[Schema] = []
    for _, uid in list_embedded(schema.fields):
        global_field = model.find_global_field(uid)
        if global_field is not None and uid not in found:
            found[uid] = global_field
            added += [global_field, *_add_global_fields(model, global_field, found)]
    return added


def _list_targets(schema: Schema) -> list[str]:
    fields = [each for _, each in walk_fields(schema.fields)]
    return [uid for each in fields if isinstance(each, Reference) for uid in each.to]


def _list_rules(schema: Schema) -> Sequence[TaxonomyRule]:
    return [rule for each in schema.fields if isinstance(each, Taxonomies) for rule in each.taxonomies]


__all__ = ["Pruned", "remove_missing_targets", "select_content_types"]
