"""Validates the schema of a content type or global field."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, as_list, as_object, omit
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, Errors
from contentstack_cma_emulator.rules.fields import Schema, map_schemas, read_reference_targets, walk_fields

UID = re.compile(r"[a-z0-9_]+")
FIELD_UID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

SYSTEM_FIELDS = frozenset(
    (
        "uid",
        "locale",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "ACL",
        "_version",
        "_in_progress",
        "_metadata",
        "publish_details",
        "_workflow",
        "_branch",
        "_embedded_items",
        "_content_type_uid",
    )
)
"""The system fields of an entry, whose names no field may have."""

FIELD_DEFAULTS: Document = {"mandatory": False, "unique": False, "non_localizable": False, "multiple": False}


@dataclass(frozen=True, slots=True)
class KnownUids:
    """The uids of content types, global fields and taxonomies that a schema may refer to."""

    content_types: Container[str]
    global_fields: Container[str]
    taxonomies: Container[str]


def is_uid(uid: str) -> bool:
    """Return whether a text is a valid uid of a content type or global field."""
    return UID.fullmatch(uid) is not None


def check_schema_form(schema: Any) -> str | None:
    """Return why a value cannot be read as a list of fields, or None. The other checks need one that can."""
    if not isinstance(schema, list):
        return REQUIRED
    return next(_check_form(cast("Sequence[Any]", schema)), None)


def check_schema(schema: Schema, known: KnownUids) -> list[str]:
    """Return what is wrong with the fields of a schema."""
    return [*_check_uids(schema, ""), *_check_targets(schema, known)]


def check_required_fields(schema: Schema, options: Document) -> Errors:
    """Return errors for the missing fields of a content type: `title`, and `url` if it is a page."""
    uids = {field["uid"] for field in schema}
    errors: Errors = {}
    if "title" not in uids:
        errors["content_type"] = ["should have a 'title' field."]
    if options.get("is_page") and "url" not in uids:
        errors["schema"] = ["should have a 'url' field."]
    return errors


def with_field_defaults(schema: Schema) -> list[Document]:
    """Return a schema with the defaults of `mandatory`, `unique`, `non_localizable` and `multiple` in every field."""
    fields = [map_schemas(field, with_field_defaults) for field in schema]
    return [field | omit(FIELD_DEFAULTS, *field) for field in fields]


def find_referenced_content_types(schema: Schema) -> set[str]:
    """Return the uids of the content types that a schema refers to or allows to be embedded."""
    return {
        uid
        for _, field in walk_fields(schema)
        if field["data_type"] != "global_field"
        for uid in read_reference_targets(field)
    }


def find_global_field_uses(schema: Schema, path: str = "") -> Iterator[tuple[str, str]]:
    """Iterate over the uses of global fields: the uid and the path, such as `schema.3.schema.4`."""
    for index, field in enumerate(schema):
        here = f"{path}schema.{index}"
        if field["data_type"] == "global_field":
            yield from ((uid, here) for uid in read_reference_targets(field))
        else:
            yield from find_global_field_uses(field.get("schema") or (), f"{here}.")
        for number, block in enumerate(field.get("blocks") or ()):
            where = f"{here}.blocks.{number}"
            source: str | None = block.get("reference_to")
            if source:
                yield source, where
            else:
                yield from find_global_field_uses(block.get("schema") or (), f"{where}.")


def _check_form(schema: Sequence[Any]) -> Iterator[str]:
    """Yield why a schema cannot be read."""
    for field in schema:
        if not isinstance(field, dict):
            yield "should hold objects."
            return
        source = cast("Document", field)
        if not isinstance(source.get("uid"), str) or not isinstance(source.get("data_type"), str):
            yield "should hold fields with a uid and a data_type."
            return
        yield from _check_inner_form(source)


def _check_inner_form(field: Document) -> Iterator[str]:
    if field.get("schema") is not None:
        yield from _check_list_form(field["schema"])
    if field.get("blocks") is None:
        return
    blocks = as_list(field["blocks"])
    uids = [as_object(block).get("uid") for block in blocks]
    if not isinstance(field["blocks"], list) or not all(isinstance(uid, str) for uid in uids):
        yield "should hold blocks with a uid."
        return
    for block in blocks:
        yield from _check_list_form(block.get("schema") or [])


def _check_list_form(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        yield from _check_form(cast("Sequence[Any]", schema))
    else:
        yield "should be a list of fields."


def _check_uids(schema: Schema, path: str) -> Iterator[str]:
    yield from _check_repeated_uids(schema, path)
    for field in schema:
        here = f"{path}{field['uid']}"
        if not FIELD_UID.fullmatch(field["uid"]) or (not path and field["uid"] in SYSTEM_FIELDS):
            yield f"has a field '{here}' whose uid {NOT_VALID}"
        yield from _check_uids(field.get("schema") or (), f"{here}.")
        blocks = field.get("blocks") or ()
        yield from _check_repeated_uids(blocks, f"{here}.")
        for block in blocks:
            yield from _check_uids(block.get("schema") or (), f"{here}.{block['uid']}.")


def _check_repeated_uids(fields: Schema, path: str) -> Iterator[str]:
    for uid, count in Counter(field["uid"] for field in fields).items():
        if count > 1:
            yield f"has the uid '{path}{uid}' more than once."


def _check_taxonomies(path: str, field: Document, known: KnownUids) -> Iterator[str]:
    taxonomies: Any = field.get("taxonomies")
    if not isinstance(taxonomies, list) or not taxonomies:
        yield f"has a field '{path}' that takes terms from no taxonomy."
        return
    for taxonomy in cast("Sequence[Any]", taxonomies):
        uid: Any = as_object(taxonomy).get("taxonomy_uid")
        if not isinstance(uid, str) or uid not in known.taxonomies:
            yield f"has a field '{path}' that takes terms from the taxonomy '{uid}', which does not exist."


def _check_targets(schema: Schema, known: KnownUids) -> Iterator[str]:
    for path, field in walk_fields(schema):
        if field["data_type"] == "reference":
            for uid in read_reference_targets(field):
                if uid not in known.content_types:
                    yield f"has a field '{path}' that refers to the content type '{uid}', which does not exist."
        elif field["data_type"] == "taxonomy":
            yield from _check_taxonomies(path, field, known)
    for uid, _ in find_global_field_uses(schema):
        if uid not in known.global_fields:
            yield f"takes in the global field '{uid}', which does not exist."
