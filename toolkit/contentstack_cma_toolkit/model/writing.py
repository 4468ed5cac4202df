"""Write declarations as the API has them. Pure functions."""

from __future__ import annotations

from dataclasses import fields as list_attributes
from typing import TYPE_CHECKING, Any

from .fields import Block, Blocks, Custom, Field, Group, Html, Other, Reference, RichText, Select, Taxonomies, Text
from .slots import COMMON, EDITOR_VERSION, MARKS, OWN, STANDARD, VERSIONED, Slot

if TYPE_CHECKING:
    from .content_types import ContentType, GlobalField, Schema
    from .fields import TaxonomyRule

Wire = dict[str, Any]

_ALWAYS = frozenset({"display_name", "mandatory", "unique", "multiple", "non_localizable"})
"""Keys that every field of the API has."""


def write_content_type(declared: ContentType) -> dict[str, Any]:
    """Return a content type as the API has it."""
    options: Wire = {"is_page": declared.is_page, "singleton": declared.is_singleton, "title": "title"}
    if declared.is_page:
        options |= {"url_pattern": declared.url_pattern, "url_prefix": declared.url_prefix}
    return {**_write_schema(declared), "options": {**options, **declared.options}}


def write_global_field(declared: GlobalField) -> dict[str, Any]:
    """Return a global field as the API has it."""
    options = {"options": dict(declared.options)} if declared.options else {}
    return {**_write_schema(declared), **options}


def _write_schema(declared: Schema) -> Wire:
    rules = {"field_rules": [dict(rule) for rule in declared.field_rules]} if declared.field_rules else {}
    return {
        "uid": declared.uid,
        "title": declared.title,
        "description": declared.description,
        "schema": [write_field(each) for each in declared.fields],
        **rules,
        **declared.extra,
    }


def write_field(declared: Field) -> dict[str, Any]:
    """Return a field as the API has it."""
    found: Wire = {"display_name": declared.name, "uid": declared.uid, "data_type": find_data_type(declared)}
    metadata: Wire = dict(MARKS.get(type(declared), {}))
    defaults = _list_defaults(type(declared))
    for slot in (*COMMON, *OWN[type(declared)]):
        _write_slot(slot, declared, defaults, metadata if slot.is_metadata else found)
    if isinstance(declared, VERSIONED):
        metadata["version"] = EDITOR_VERSION
    if declared.uid in STANDARD and isinstance(declared, Text):
        metadata["_default"] = True
    _write_parts(declared, found, metadata)
    return {**found, "field_metadata": {**metadata, **declared.metadata}, **declared.extra}


def find_data_type(declared: Field) -> str:
    """Return the `data_type` of a field."""
    if isinstance(declared, Custom | Other):
        return declared.kind
    if isinstance(declared, Select):
        return "number" if declared.is_numeric else "text"
    return declared.data_type


def _list_defaults(kind: type[Field]) -> dict[str, object]:
    return {each.name: each.default for each in list_attributes(kind)}


def _write_slot(slot: Slot, declared: Field, defaults: dict[str, object], into: Wire) -> None:
    value = getattr(declared, slot.attribute)
    is_default = value == defaults[slot.attribute] or value in ((), {})
    if not is_default or slot.key in _ALWAYS or slot.attribute == "editor":
        into[slot.key] = slot.write(value)


def _write_parts(declared: Field, found: Wire, metadata: Wire) -> None:
    """Write what is more than a plain value."""
    if isinstance(declared, Text) and declared.pattern_message is not None:
        found["error_messages"] = {"format": declared.pattern_message}
    if isinstance(declared, Html | RichText) and declared.embeds:
        metadata["embed_entry"] = True
    if isinstance(declared, Reference):
        _write_reference(declared, found, metadata)
    elif isinstance(declared, Group):
        found["schema"] = [write_field(each) for each in declared.fields]
    elif isinstance(declared, Blocks):
        found["blocks"] = [_write_block(each) for each in declared.blocks]
    elif isinstance(declared, Taxonomies):
        found["taxonomies"] = [_write_rule(each) for each in declared.taxonomies]


def _write_reference(declared: Reference, found: Wire, metadata: Wire) -> None:
    found["multiple"] = False
    metadata["ref_multiple"] = declared.multiple
    metadata["ref_multiple_content_types"] = not declared.has_bare_uids
    if declared.has_bare_uids:
        found["reference_to"] = next(iter(declared.to), "")


def _write_block(block: Block) -> Wire:
    target = {} if block.global_field is None else {"reference_to": block.global_field}
    schema = {"schema": [write_field(each) for each in block.fields]} if block.global_field is None else {}
    return {"title": block.title, "uid": block.uid, **target, **schema, **block.extra}


def _write_rule(rule: TaxonomyRule) -> Wire:
    most = {} if rule.max_terms is None else {"max_terms": rule.max_terms}
    return {
        "taxonomy_uid": rule.taxonomy,
        **most,
        "mandatory": rule.required,
        "multiple": rule.multiple,
        "non_localizable": not rule.localizable,
        **rule.extra,
    }


__all__ = ["find_data_type", "write_content_type", "write_field", "write_global_field"]
