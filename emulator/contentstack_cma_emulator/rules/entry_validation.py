"""Checks an entry against the schema of its content type, field by field and down into groups and blocks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_UNIQUE, NOT_VALID, REQUIRED, too_many
from contentstack_cma_emulator.engine.query import same, values_at
from contentstack_cma_emulator.rules.field_values import Stored, wrong_value
from contentstack_cma_emulator.rules.fields import NESTING, Schema, block_schema, holds_many, metadata
from contentstack_cma_emulator.rules.limits import MAX_INSTANCES, MAX_TERMS

Errors = dict[str, list[str]]
"""Texts by the dotted path of the value they are about: `seo.title`, `sections.0.hero.heading`."""

METADATA = "_metadata"


def wrong_fields(schema: Schema, entry: Document, stored: Stored, sent: Collection[str]) -> Errors:
    """Answer what is wrong with an entry.

    `schema` has the fields of global fields in it. What was not `sent` now was checked when it was; of that only
    what is mandatory is looked at.
    """
    errors: Errors = {}
    for field in schema:
        uid = field["uid"]
        value = entry.get(uid)
        if uid in sent or is_empty(value):
            errors |= _wrong_field(field, value, uid, stored)
    return errors


def unique_values(schema: Schema, entry: Document) -> dict[str, list[Any]]:
    """Return the values of an entry that must be unique, by path.

    A field that holds several values, or lies inside a multiple group or a block, is never compared.
    """
    paths = [path for path, field in _single_fields(schema) if field.get("unique")]
    found = {path: [value for value in values_at(entry, path) if not is_empty(value)] for path in paths}
    return {path: values for path, values in found.items() if values}


def _single_fields(schema: Schema, path: str = "") -> Iterator[tuple[str, Document]]:
    for field in schema:
        if not holds_many(field):
            here = f"{path}{field['uid']}"
            yield here, field
            yield from _single_fields(field.get("schema") or (), f"{here}.")


def taken_fields(wanted: Mapping[str, Sequence[Any]], others: Iterable[Document]) -> Errors:
    """Answer which of the values that must be unique are already in one of the `others`."""
    errors: Errors = {}
    for other in others:
        for path, values in wanted.items():
            theirs = values_at(other, path)
            if any(same(value, their) for value in values for their in theirs):
                errors[path] = [NOT_UNIQUE]
    return errors


PLAIN = ("text", "number", "boolean", "isodate")
"""Where one value is held, an empty list is not the same as none."""


def is_empty(value: Any) -> bool:
    """Answer whether a value is none at all: null, an empty text, an empty list."""
    return value is None or value in ("", [])


def _wrong_field(field: Document, value: Any, path: str, stored: Stored) -> Errors:
    misplaced = value == [] and field["data_type"] in PLAIN and not holds_many(field)
    if is_empty(value) and (field.get("mandatory") or not misplaced):
        return {path: [REQUIRED]} if field.get("mandatory") else {}
    if field["data_type"] == "reference" and not isinstance(value, list):
        value = [value]
    if not holds_many(field):
        return _wrong_item(field, value, path, stored)
    if not isinstance(value, list):
        return {path: ["is not a list."]}
    items = cast("Sequence[Any]", value)
    errors = _wrong_length(field, items, path) | _wrong_terms(field, items, path)
    for index, item in enumerate(items):
        errors |= _wrong_item(field, item, f"{path}.{index}", stored)
    return errors


def _wrong_length(field: Document, items: Sequence[Any], path: str) -> Errors:
    least, most = field.get("min_instance"), field.get("max_instance")
    if field["data_type"] == "reference" and not metadata(field).get("ref_multiple") and not field.get("multiple"):
        most = 1
    if field.get("multiple") or field["data_type"] == "blocks":
        most = min(most, MAX_INSTANCES) if isinstance(most, int) else MAX_INSTANCES
    if isinstance(least, int) and len(items) < least:
        return {path: [f"should have at least {least} instances."]}
    if isinstance(most, int) and len(items) > most:
        return {path: [too_many(most, "instances")]}
    return {}


def _wrong_terms(field: Document, items: Sequence[Any], path: str) -> Errors:
    """Return what is wrong with the number of terms in a taxonomy field: of all, or of one taxonomy."""
    if field["data_type"] == "taxonomy" and len(items) > MAX_TERMS:
        return {path: [too_many(MAX_TERMS, "terms")]}
    for taxonomy in field.get("taxonomies") or () if field["data_type"] == "taxonomy" else ():
        uid = taxonomy["taxonomy_uid"]
        count = sum(isinstance(item, dict) and cast("Document", item).get("taxonomy_uid") == uid for item in items)
        most = taxonomy.get("max_terms") or (1 if taxonomy.get("multiple") is False else None)
        if taxonomy.get("mandatory") and not count:
            return {path: [f"should have a term of '{uid}'."]}
        if most is not None and count > most:
            return {path: [too_many(most, f"terms of '{uid}'")]}
    return {}


def _wrong_item(field: Document, value: Any, path: str, stored: Stored) -> Errors:
    if field["data_type"] == "blocks":
        return _wrong_block(field, value, path, stored)
    if field["data_type"] in NESTING:
        return _wrong_group(field.get("schema") or (), value, path, stored)
    text = wrong_value(field, value, stored)
    return {path: [text]} if text else {}


def _wrong_group(schema: Schema, value: Any, path: str, stored: Stored) -> Errors:
    if not isinstance(value, dict):
        return {path: ["is not an object."]}
    values = cast("Document", value)
    errors: Errors = {}
    for field in schema:
        errors |= _wrong_field(field, values.get(field["uid"]), f"{path}.{field['uid']}", stored)
    return errors


def _wrong_block(field: Document, value: Any, path: str, stored: Stored) -> Errors:
    if not isinstance(value, dict):
        return {path: ["is not a block."]}
    names = [name for name in cast("Document", value) if name != METADATA]
    schema = block_schema(field, names[0]) if len(names) == 1 else None
    if schema is None:
        return {path: [NOT_VALID]}
    return _wrong_group(schema, value[names[0]], f"{path}.{names[0]}", stored)
