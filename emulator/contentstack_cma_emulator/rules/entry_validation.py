"""Validates an entry against the schema of its content type, including groups and blocks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, as_object
from contentstack_cma_emulator.engine.errors import NOT_UNIQUE, NOT_VALID, REQUIRED, Errors, too_many
from contentstack_cma_emulator.engine.query import are_equal, find_values
from contentstack_cma_emulator.rules.field_values import Stored, check_value
from contentstack_cma_emulator.rules.fields import (
    METADATA,
    NESTING,
    Schema,
    find_block_schema,
    holds_many,
    read_metadata,
)
from contentstack_cma_emulator.rules.limits import MAX_INSTANCES, MAX_TERMS


def check_entry(schema: Schema, entry: Document, stored: Stored, sent: Collection[str]) -> Errors:
    """Return what is wrong with an entry, by a schema with its global fields expanded.

    Fields that were not `sent` with this call were validated earlier; for them only `mandatory` is checked.
    """
    errors: Errors = {}
    for field in schema:
        uid = field["uid"]
        value = entry.get(uid)
        if uid in sent or is_empty(value):
            errors |= _check_field(field, value, uid, stored)
    return errors


def is_in_progress(schema: Schema, entry: Document) -> bool:
    """Return whether an entry lacks mandatory values, as after a change of its content type. It cannot be published."""
    return any(field.get("mandatory") and is_empty(entry.get(field["uid"])) for field in schema)


def find_unique_values(schema: Schema, entry: Document) -> dict[str, list[Any]]:
    """Return the values of an entry that must be unique, by path.

    Fields that hold several values, or are inside a multiple group or a block, are never compared.
    """
    paths = _find_unique_paths(schema)
    found = {path: [value for value in find_values(entry, path) if not is_empty(value)] for path in paths}
    return {path: values for path, values in found.items() if values}


def _find_unique_paths(schema: Schema, path: str = "") -> Iterator[str]:
    for field in schema:
        if (field.get("unique") or field.get("schema")) and not holds_many(field):
            here = f"{path}{field['uid']}"
            if field.get("unique"):
                yield here
            yield from _find_unique_paths(field.get("schema") or (), f"{here}.")


def find_taken_fields(wanted: Mapping[str, Sequence[Any]], others: Iterable[Document]) -> Errors:
    """Return errors for the values in `wanted` that must be unique but are already used by one of `others`."""
    errors: Errors = {}
    for other in others:
        for path, values in wanted.items():
            theirs = find_values(other, path)
            if any(are_equal(value, their) for value in values for their in theirs):
                errors[path] = [NOT_UNIQUE]
    return errors


SINGLE_VALUE_TYPES = ("text", "number", "boolean", "isodate")
"""Data types for which an empty list, where a single value is expected, is not the same as no value."""


def is_empty(value: Any) -> bool:
    """Return whether there is no value: null, an empty text or an empty list."""
    return value is None or value in ("", [])


def _check_field(field: Document, value: Any, path: str, stored: Stored) -> Errors:
    misplaced = value == [] and field["data_type"] in SINGLE_VALUE_TYPES and not holds_many(field)
    if is_empty(value) and (field.get("mandatory") or not misplaced):
        return {path: [REQUIRED]} if field.get("mandatory") else {}
    if field["data_type"] == "reference" and not isinstance(value, list):
        value = [value]
    if not holds_many(field):
        return _check_item(field, value, path, stored)
    if not isinstance(value, list):
        return {path: ["is not a list."]}
    items = cast("Sequence[Any]", value)
    errors = _check_length(field, items, path) | _check_terms(field, items, path)
    for index, item in enumerate(items):
        errors |= _check_item(field, item, f"{path}.{index}", stored)
    return errors


def _check_length(field: Document, items: Sequence[Any], path: str) -> Errors:
    least, most = field.get("min_instance"), field.get("max_instance")
    if field["data_type"] == "reference" and not read_metadata(field).get("ref_multiple") and not field.get("multiple"):
        most = 1
    if field.get("multiple") or field["data_type"] == "blocks":
        most = min(most, MAX_INSTANCES) if isinstance(most, int) else MAX_INSTANCES
    if isinstance(least, int) and len(items) < least:
        return {path: [f"should have at least {least} instances."]}
    if isinstance(most, int) and len(items) > most:
        return {path: [too_many(most, "instances")]}
    return {}


def _check_terms(field: Document, items: Sequence[Any], path: str) -> Errors:
    """Return what is wrong with the number of terms in a taxonomy field: in total, or of one taxonomy."""
    if field["data_type"] == "taxonomy" and len(items) > MAX_TERMS:
        return {path: [too_many(MAX_TERMS, "terms")]}
    for taxonomy in field.get("taxonomies") or () if field["data_type"] == "taxonomy" else ():
        uid = taxonomy["taxonomy_uid"]
        count = sum(as_object(item).get("taxonomy_uid") == uid for item in items)
        most = taxonomy.get("max_terms") or (1 if taxonomy.get("multiple") is False else None)
        if taxonomy.get("mandatory") and not count:
            return {path: [f"should have a term of '{uid}'."]}
        if most is not None and count > most:
            return {path: [too_many(most, f"terms of '{uid}'")]}
    return {}


def _check_item(field: Document, value: Any, path: str, stored: Stored) -> Errors:
    if field["data_type"] == "blocks":
        return _check_block(field, value, path, stored)
    if field["data_type"] in NESTING:
        return _check_group(field.get("schema") or (), value, path, stored)
    text = check_value(field, value, stored)
    return {path: [text]} if text else {}


def _check_group(schema: Schema, value: Any, path: str, stored: Stored) -> Errors:
    if not isinstance(value, dict):
        return {path: ["is not an object."]}
    values = cast("Document", value)
    errors: Errors = {}
    for field in schema:
        errors |= _check_field(field, values.get(field["uid"]), f"{path}.{field['uid']}", stored)
    return errors


def _check_block(field: Document, value: Any, path: str, stored: Stored) -> Errors:
    if not isinstance(value, dict):
        return {path: ["is not a block."]}
    names = [name for name in cast("Document", value) if name != METADATA]
    schema = find_block_schema(field, names[0]) if len(names) == 1 else None
    if schema is None:
        return {path: [NOT_VALID]}
    return _check_group(schema, value[names[0]], f"{path}.{names[0]}", stored)
