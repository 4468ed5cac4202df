"""The fields of a schema and their values in an entry."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from contentstack_cma_emulator.engine.documents import Document, get_object, omit

Schema = Sequence[Document]

NESTING = ("group", "global_field")
"""The data types whose value is an object with fields of its own."""

ASSETS = "sys_assets"
"""The name for assets in places where the uid of a content type is expected."""

METADATA = "_metadata"
"""The key of an instance of a group or block under which its uid is stored."""

UID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that has no fields of its own, with its field and the dotted path of uids to that field.

    `place` is the same path with the uids of the instances of groups and blocks.
    """

    field: Document
    path: str
    value: Any
    place: str


class GlobalFields(Protocol):
    """Global fields by uid."""

    def get(self, uid: str, default: Document, /) -> Document:
        """Return the global field with this uid, or the default."""
        ...


@dataclass(frozen=True, slots=True)
class GlobalFieldsWithout:
    """All global fields except one, so that a global field that contains itself is not expanded forever."""

    others: GlobalFields
    uid: str

    def get(self, uid: str, default: Document) -> Document:
        """Return the global field with this uid, or the default."""
        return default if uid == self.uid else self.others.get(uid, default)


@dataclass(frozen=True, slots=True)
class GlobalFieldsWith:
    """All global fields, with one of them as it will be after a change."""

    others: GlobalFields
    changed: Document

    def get(self, uid: str, default: Document) -> Document:
        """Return the global field with this uid, or the default."""
        return self.changed if uid == self.changed["uid"] else self.others.get(uid, default)


def expand_global_fields(schema: Schema, global_fields: GlobalFields) -> list[Document]:
    """Add its `schema` to every global field in a schema.

    A global field that does not exist, or that contains itself, gets an empty schema.
    """
    return [_expand_field(field, global_fields) for field in schema]


def compact_global_fields(schema: Schema) -> list[Document]:
    """Return a schema as it is stored: without the schemas of its global fields."""
    return [_compact(field) for field in schema]


def map_schemas(field: Document, change: Callable[[Schema], list[Document]]) -> Document:
    """Return a field with `change` applied to every schema in it."""
    changed = dict(field)
    if isinstance(field.get("schema"), list):
        changed["schema"] = change(field["schema"])
    if isinstance(field.get("blocks"), list):
        changed["blocks"] = [map_schemas(block, change) for block in field["blocks"]]
    return changed


def without_global_field(schema: Schema, uid: str) -> list[Document]:
    """Return a schema without the fields and blocks that use the global field with this uid."""
    kept = [field for field in schema if (field["data_type"], field.get("reference_to")) != ("global_field", uid)]
    smaller = (map_schemas(field, lambda inner: without_global_field(inner, uid)) for field in kept)
    return [_without_blocks_of(field, uid) for field in smaller]


def walk_fields(schema: Schema, path: str = "") -> Iterator[tuple[str, Document]]:
    """Iterate over all fields of a schema, with the dotted path of uids to each."""
    for field in schema:
        here = f"{path}{field['uid']}"
        yield here, field
        yield from walk_fields(field.get("schema") or (), f"{here}.")
        for block in field.get("blocks") or ():
            yield from walk_fields(block.get("schema") or (), f"{here}.{block['uid']}.")


def walk_leaves(schema: Schema, values: Document, path: str = "", place: str = "") -> Iterator[Leaf]:
    """Iterate over the values of an entry that have no fields of their own; lists yield each element."""
    for field in schema:
        uid, value = field["uid"], values.get(field["uid"])
        for item in cast("Sequence[Any]", value) if isinstance(value, list) else [value]:
            yield from _walk_item(field, item, f"{path}{uid}", f"{place}{uid}")


def find_block_schema(field: Document, uid: str) -> Schema | None:
    """Return the schema of one block of a modular blocks field, or None."""
    return next((block.get("schema") or [] for block in field.get("blocks") or () if block["uid"] == uid), None)


def holds_many(field: Document) -> bool:
    """Return whether the value of a field is a list."""
    return field["data_type"] in ("blocks", "reference", "taxonomy") or bool(field.get("multiple"))


def is_inherited(field: Document) -> bool:
    """Return whether localizations take the value of this field, or some of its terms, from the master locale."""
    return bool(field.get("non_localizable")) or bool(find_shared_taxonomies(field))


def find_shared_taxonomies(field: Document) -> set[str]:
    """Return the taxonomies of a localizable taxonomy field whose terms are the same in all locales."""
    return {item["taxonomy_uid"] for item in field.get("taxonomies") or () if item.get("non_localizable")}


def could_be_uid(text: str) -> bool:
    """Return whether a text has the form of an entry or asset uid, so that looking it up makes sense."""
    return UID.fullmatch(text) is not None


def read_metadata(field: Document) -> Document:
    """Return the `field_metadata` of a field."""
    return get_object(field, "field_metadata")


def is_rich_text(field: Document) -> bool:
    """Return whether a field holds JSON rich text."""
    return field["data_type"] == "json" and bool(read_metadata(field).get("allow_json_rte"))


def is_custom(field: Document) -> bool:
    """Return whether an extension edits the field, so that only the extension knows the form of its value."""
    return bool(field.get("extension_uid"))


def read_reference_targets(field: Document) -> list[str]:
    """Return the uids of the content types that a field may refer to. In older schemas it is a single text."""
    named = field.get("reference_to")
    if isinstance(named, str):
        return [named]
    return list(named or ())


def _expand_field(field: Document, global_fields: GlobalFields) -> Document:
    if field["data_type"] == "blocks":
        return field | {"blocks": [_expand_part(block, global_fields) for block in field.get("blocks") or ()]}
    if field["data_type"] == "global_field":
        return _expand_part(field, global_fields)
    return map_schemas(field, lambda schema: expand_global_fields(schema, global_fields))


def _expand_part(part: Document, global_fields: GlobalFields) -> Document:
    """Expand a global field, or a block that may be one."""
    uid = part.get("reference_to")
    if not isinstance(uid, str):
        return map_schemas(part, lambda schema: expand_global_fields(schema, global_fields))
    schema = global_fields.get(uid, {}).get("schema", ())
    return part | {"schema": expand_global_fields(schema, GlobalFieldsWithout(global_fields, uid))}


def _without_blocks_of(field: Document, uid: str) -> Document:
    blocks: Schema | None = field.get("blocks")
    if blocks is None:
        return field
    return field | {"blocks": [block for block in blocks if block.get("reference_to") != uid]}


def _compact(field: Document) -> Document:
    if field["data_type"] == "global_field":
        return omit(field, "schema")
    if field["data_type"] == "blocks":
        return field | {"blocks": [_compact_block(block) for block in field.get("blocks") or ()]}
    return map_schemas(field, compact_global_fields)


def _compact_block(block: Document) -> Document:
    if isinstance(block.get("reference_to"), str):
        return omit(block, "schema")
    return map_schemas(block, compact_global_fields)


def _walk_item(field: Document, item: Any, path: str, place: str) -> Iterator[Leaf]:
    if item is None:
        return
    if field["data_type"] not in (*NESTING, "blocks"):
        yield Leaf(field, path, item, place)
    elif isinstance(item, dict):
        values = cast("Document", item)
        inside = f"{place}{_read_instance_suffix(values)}."
        yield from walk_leaves(field.get("schema") or (), values, f"{path}.", inside)
        for block in field.get("blocks") or ():
            inner: Any = values.get(block["uid"])
            if isinstance(inner, dict):
                here = f".{block['uid']}"
                inside = f"{place}{here}{_read_instance_suffix(cast('Document', inner))}."
                yield from walk_leaves(block.get("schema") or (), cast("Document", inner), f"{path}{here}.", inside)


def _read_instance_suffix(values: Document) -> str:
    """Return the uid of an instance of a group or block with a leading dot, or an empty text if it has none."""
    uid = get_object(values, METADATA).get("uid")
    return f".{uid}" if uid else ""
