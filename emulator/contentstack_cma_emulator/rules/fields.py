"""The fields of a schema, and the values in an entry that go with them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from contentstack_cma_emulator.engine.documents import Document

Schema = Sequence[Document]

NESTING = ("group", "global_field")
"""The data types whose value is an object of other fields."""

ASSETS = "sys_assets"
"""Stands for assets where a content type is named."""

UID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that has no fields of its own, with its field and the dotted path of uids that leads to the field.

    `place` is that path with the uids of instances of groups and blocks.
    """

    field: Document
    path: str
    value: Any
    place: str


class GlobalFields(Protocol):
    """Global fields by their uids."""

    def get(self, uid: str, default: Document, /) -> Document:
        """Return a global field, or the default if there is none with this uid."""
        ...


@dataclass(frozen=True, slots=True)
class Without:
    """All global fields but one, so that none is taken into itself without end."""

    others: GlobalFields
    uid: str

    def get(self, uid: str, default: Document) -> Document:
        """Return a global field, or the default if it is left out or there is none with this uid."""
        return default if uid == self.uid else self.others.get(uid, default)


@dataclass(frozen=True, slots=True)
class With:
    """All global fields, one of them as it would be after a change."""

    others: GlobalFields
    changed: Document

    def get(self, uid: str, default: Document) -> Document:
        """Return a global field, or the default if there is none with this uid."""
        return self.changed if uid == self.changed["uid"] else self.others.get(uid, default)


def expanded(schema: Schema, global_fields: GlobalFields) -> list[Document]:
    """Answer a schema in which every global field has its `schema`; `global_fields` are all there are, by uid.

    One that is not there, or that holds itself, has no fields.
    """
    return [_expanded(field, global_fields) for field in schema]


def compact(schema: Schema) -> list[Document]:
    """Answer a schema as it is stored: what global fields hold is left to them."""
    return [_compact(field) for field in schema]


def mapped(field: Document, change: Callable[[Schema], list[Document]]) -> Document:
    """Answer a field with every schema in it changed."""
    changed = dict(field)
    if isinstance(field.get("schema"), list):
        changed["schema"] = change(field["schema"])
    if isinstance(field.get("blocks"), list):
        changed["blocks"] = [mapped(block, change) for block in field["blocks"]]
    return changed


def without_global_field(schema: Schema, uid: str) -> list[Document]:
    """Answer a schema in which nothing takes in the global field with this uid any more."""
    kept = [field for field in schema if not (field["data_type"] == "global_field" and _takes_in(field, uid))]
    return [_without_blocks(mapped(field, lambda inner: without_global_field(inner, uid)), uid) for field in kept]


def walk(schema: Schema, path: str = "") -> Iterator[tuple[str, Document]]:
    """Go through all fields of a schema, with the dotted path of uids that leads to each."""
    for field in schema:
        here = f"{path}{field['uid']}"
        yield here, field
        yield from walk(field.get("schema") or (), f"{here}.")
        for block in field.get("blocks") or ():
            yield from walk(block.get("schema") or (), f"{here}.{block['uid']}.")


def leaves(schema: Schema, values: Document, path: str = "", place: str = "") -> Iterator[Leaf]:
    """Go through the values of an entry that have no fields of their own; of a list through every element."""
    for field in schema:
        uid, value = field["uid"], values.get(field["uid"])
        for item in cast("Sequence[Any]", value) if isinstance(value, list) else [value]:
            yield from _leaves(field, item, f"{path}{uid}", f"{place}{uid}")


def block_schema(field: Document, uid: str) -> Schema | None:
    """Answer the schema of one block of a modular blocks field, or None."""
    return next((block.get("schema") or [] for block in field.get("blocks") or () if block["uid"] == uid), None)


def holds_many(field: Document) -> bool:
    """Answer whether a field's value is a list."""
    return field["data_type"] in ("blocks", "reference", "taxonomy") or bool(field.get("multiple"))


def is_inherited(field: Document) -> bool:
    """Answer whether localized copies take over a value of this field from the master locale, or some of its terms."""
    return bool(field.get("non_localizable")) or bool(shared_taxonomies(field))


def shared_taxonomies(field: Document) -> set[str]:
    """Answer the taxonomies whose terms are the same in all locales, in a field of terms that differs otherwise."""
    return {item["taxonomy_uid"] for item in field.get("taxonomies") or () if item.get("non_localizable")}


def could_be_uid(text: str) -> bool:
    """Answer whether a text could be the uid of an entry or asset, so that it is worth looking for one."""
    return UID.fullmatch(text) is not None


def part(document: Document, name: str) -> Document:
    """Answer the object under a key, empty where there is none or null."""
    value: Document | None = document.get(name)
    return value or {}


def metadata(field: Document) -> Document:
    """Answer the `field_metadata` of a field."""
    return part(field, "field_metadata")


def is_rich_text(field: Document) -> bool:
    """Answer whether a field holds JSON rich text."""
    return field["data_type"] == "json" and bool(metadata(field).get("allow_json_rte"))


def is_custom(field: Document) -> bool:
    """Answer whether an extension edits the field, so that only the extension knows what it holds."""
    return bool(field.get("extension_uid"))


def reference_targets(field: Document) -> list[str]:
    """Answer the uids of the content types that a field may refer to; older schemas name one as text."""
    named = field.get("reference_to")
    if isinstance(named, str):
        return [named]
    return list(named or ())


def _expanded(field: Document, global_fields: GlobalFields) -> Document:
    source = field.get("reference_to") if field["data_type"] == "global_field" else None
    if isinstance(source, str):
        field = field | _taken_in(source, global_fields)
    if field["data_type"] == "blocks":
        return field | {"blocks": [_expanded_block(block, global_fields) for block in field.get("blocks") or ()]}
    return field if isinstance(source, str) else mapped(field, lambda schema: expanded(schema, global_fields))


def _expanded_block(block: Document, global_fields: GlobalFields) -> Document:
    source = block.get("reference_to")
    if isinstance(source, str):
        return block | _taken_in(source, global_fields)
    return mapped(block, lambda schema: expanded(schema, global_fields))


def _taken_in(uid: str, global_fields: GlobalFields) -> Document:
    source = global_fields.get(uid, {})
    return {"schema": expanded(source.get("schema", ()), Without(global_fields, uid))}


def _takes_in(part_of_schema: Document, uid: str) -> bool:
    return part_of_schema.get("reference_to") == uid


def _without_blocks(field: Document, uid: str) -> Document:
    blocks: Schema | None = field.get("blocks")
    return field if blocks is None else field | {"blocks": [block for block in blocks if not _takes_in(block, uid)]}


def _compact(field: Document) -> Document:
    if field["data_type"] == "global_field":
        return {name: value for name, value in field.items() if name != "schema"}
    if field["data_type"] == "blocks":
        return field | {"blocks": [_compact_block(block) for block in field.get("blocks") or ()]}
    return mapped(field, compact)


def _compact_block(block: Document) -> Document:
    if isinstance(block.get("reference_to"), str):
        return {name: value for name, value in block.items() if name != "schema"}
    return mapped(block, compact)


def _leaves(field: Document, item: Any, path: str, place: str) -> Iterator[Leaf]:
    if item is None:
        return
    if field["data_type"] not in (*NESTING, "blocks"):
        yield Leaf(field, path, item, place)
    elif isinstance(item, dict):
        values = cast("Document", item)
        yield from leaves(field.get("schema") or (), values, f"{path}.", f"{place}{_instance(values)}.")
        for block in field.get("blocks") or ():
            inner: Any = values.get(block["uid"])
            if isinstance(inner, dict):
                here = f".{block['uid']}"
                inside = f"{place}{here}{_instance(cast('Document', inner))}."
                yield from leaves(block.get("schema") or (), cast("Document", inner), f"{path}{here}.", inside)


def _instance(values: Document) -> str:
    """Answer the uid of a group or block among others, with the dot before it; empty where it has none."""
    given = values.get("_metadata")
    uid = cast("Document", given).get("uid") if isinstance(given, dict) else None
    return f".{uid}" if uid else ""
