"""Make the query companion of a generated class, `Article.fields`, of its declared fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma_toolkit import model
from contentstack_cma_toolkit.model.names import name_uids

from . import queries
from .descriptions import find_fields
from .namespaces import CONTENT_TYPES, GLOBAL_FIELDS, find_class, find_nested
from .queries import ROOT, BlocksFields, EntryFields, FieldEntry, GroupFields, Place

if TYPE_CHECKING:
    from contentstack_cma_toolkit.model import Field

Make = Callable[[Place], Any]


def make_companion(owner: Any) -> EntryFields:
    """Return the companion of the class of a content type."""
    return _make_entry_fields(owner, ROOT)


def _make_entry_fields(owner: Any, place: Place) -> EntryFields:
    companion: type[EntryFields] = getattr(owner, "Fields", EntryFields)
    return companion(place, _describe(owner))


def _make_group_fields(owner: Any, fields: Any, place: Place) -> GroupFields:
    companion: type[GroupFields] = getattr(owner, "Fields", GroupFields)
    return companion(place, _describe(owner) if fields is None else _describe_fields(owner, fields))


def _describe(owner: Any) -> dict[str, FieldEntry]:
    return _describe_fields(owner, find_fields(owner) or ())


def _describe_fields(owner: Any, fields: Any) -> dict[str, FieldEntry]:
    renamed: Mapping[str, str] = getattr(owner, "renamed", {})
    return {renamed.get(each.uid, each.uid): _make_entry(each, owner) for each in fields}


def _make_entry(field: Field, owner: Any) -> FieldEntry:
    return FieldEntry(field.uid, _choose_maker(field, owner), is_multiple=field.multiple)


_BY_KIND: Mapping[type[Field], type[queries.Field]] = {
    model.Text: queries.TextField,
    model.Html: queries.TextField,
    model.Markdown: queries.TextField,
    model.Select: queries.SelectField,
    model.Number: queries.NumberField,
    model.Boolean: queries.BooleanField,
    model.Date: queries.DateField,
    model.File: queries.FileField,
    model.Link: queries.LinkField,
    model.RichText: queries.RichTextField,
}
_BY_DATA_TYPE: Mapping[str, type[queries.Field]] = {
    "text": queries.TextField,
    "number": queries.NumberField,
    "boolean": queries.BooleanField,
    "isodate": queries.DateField,
}
"""Custom fields whose values can be compared."""


def _choose_maker(field: Field, owner: Any) -> Make:
    """Return what makes a field at a place."""
    if isinstance(field, model.Reference):
        return _choose_reference_maker(field, owner)
    if isinstance(field, model.Custom):
        return _BY_DATA_TYPE.get(field.kind, queries.JsonField)
    return _choose_nesting_maker(field, owner) or _BY_KIND.get(type(field), queries.JsonField)


def _choose_nesting_maker(field: Field, owner: Any) -> Make | None:
    """Return what makes a field that has fields of its own; None for others."""
    if isinstance(field, model.Group):
        return partial(_make_group_fields, find_nested(owner, field.uid), field.fields)
    if isinstance(field, model.Embed):
        return partial(_make_group_fields, find_class(owner, GLOBAL_FIELDS, field.global_field), None)
    if isinstance(field, model.Blocks):
        return partial(_make_blocks, field, owner)
    if isinstance(field, model.Taxonomies):
        return partial(_make_taxonomies, field)
    return None


def _choose_reference_maker(field: model.Reference, owner: Any) -> Make:
    """Return what makes a reference: the fields of its content type if there is only one."""
    target = find_class(owner, CONTENT_TYPES, field.to[0]) if len(field.to) == 1 else None
    return queries.ReferenceField if target is None else partial(_make_entry_fields, target)


def _make_blocks(field: model.Blocks, owner: Any, place: Place) -> BlocksFields:
    names = name_uids(block.uid for block in field.blocks)
    entries = {
        names[block.uid]: FieldEntry(block.uid, _choose_block_maker(field, block, owner)) for block in field.blocks
    }
    return BlocksFields(place, entries)


def _choose_block_maker(field: model.Blocks, block: model.Block, owner: Any) -> Make:
    nested = find_nested(owner, field.uid, block.uid)
    return partial(_make_group_fields, nested, None if block.global_field is not None else block.fields)


def _make_taxonomies(field: model.Taxonomies, place: Place) -> GroupFields:
    names = name_uids(each.taxonomy for each in field.taxonomies)
    entries = {name: FieldEntry(uid, cast("Make", queries.TermsField)) for uid, name in names.items()}
    return GroupFields(place, entries)


__all__ = ["make_companion"]
