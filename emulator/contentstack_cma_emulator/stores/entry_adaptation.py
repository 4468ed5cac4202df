"""Adapt entries when their content type changes.

They lose the values of fields that were removed, or whose data type or `multiple` changed.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.rules.fields import METADATA, NESTING, Schema, find_block_schema
from contentstack_cma_emulator.rules.variant_merging import filter_known_paths
from contentstack_cma_emulator.stores import variant_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.schema_store import expand_schema, find_content_type, list_content_types


@contextmanager
def adapt_entries(call: Call, only: str | None = None) -> Generator[None]:
    """Adapt the entries of the branch and their variants to changes of content types and global fields in the block.

    No entry gets a new version, and earlier versions do not change. `only` is the uid of the content type that
    changes, if only one does.
    """
    before = {content_type["uid"]: expand_schema(call, content_type) for content_type in _list_types(call, only)}
    yield
    for content_type in _list_types(call, only):
        store = EntryStore.open(call, content_type)
        old = before.get(store.uid)
        if old is not None and loses_values(old, store.schema):
            _adapt_type(store, old)


def loses_values(old: Schema, new: Schema) -> bool:
    """Return whether the new schema loses values of the old one."""
    fields = _by_uid(new)
    return any(field["uid"] not in fields or _loses_value(field, fields[field["uid"]]) for field in old)


def carry_over(old: Schema, new: Schema, values: Document) -> Document:
    """Return the values of an old schema that a new one keeps."""
    before = _by_uid(old)
    result: Document = {}
    for field in new:
        uid = field["uid"]
        if uid in values and uid in before and _is_same_kind(before[uid], field):
            result[uid] = _carry_over_value(before[uid], field, values[uid])
    return result


def _list_types(call: Call, only: str | None) -> list[Document]:
    if only is None:
        return list_content_types(call)
    found = find_content_type(call, only)
    return [] if found is None else [found]


def _adapt_type(store: EntryStore, old: Schema) -> None:
    for entry in list(store.iterate_localizations()):
        changed = _adapt_document(store, old, entry)
        if changed != entry:
            store.rewrite(changed)
    for key, change in variant_store.list_type_changes(store.call, store.uid):
        details: Document = change["_variant"]
        paths = filter_known_paths(store.schema, details["_change_set"])
        changed = _adapt_document(store, old, change) | {"_variant": details | {"_change_set": paths}}
        store.call.store.put(key, changed)


def _adapt_document(store: EntryStore, old: Schema, document: Document) -> Document:
    fields = [field["uid"] for field in old]
    system = omit(document, *fields)
    return system | carry_over(old, store.schema, document)


def _by_uid(schema: Schema) -> dict[str, Document]:
    return {field["uid"]: field for field in schema}


def _is_same_kind(old: Document, new: Document) -> bool:
    return old["data_type"] == new["data_type"] and bool(old.get("multiple")) == bool(new.get("multiple"))


def _loses_value(old: Document, new: Document) -> bool:
    if not _is_same_kind(old, new):
        return True
    if old["data_type"] == "blocks":
        blocks = {block["uid"]: block.get("schema") or () for block in new.get("blocks") or ()}
        return any(
            block["uid"] not in blocks or loses_values(block.get("schema") or (), blocks[block["uid"]])
            for block in old.get("blocks") or ()
        )
    return old["data_type"] in NESTING and loses_values(old.get("schema") or (), new.get("schema") or ())


def _carry_over_value(old: Document, new: Document, value: Any) -> Any:
    if isinstance(value, list):
        items = [_carry_over_value(old, new, item) for item in cast("Sequence[Any]", value)]
        return [item for item in items if item is not None]
    if old["data_type"] not in (*NESTING, "blocks"):
        return value
    if not isinstance(value, dict):
        return None
    values = cast("Document", value)
    if old["data_type"] != "blocks":
        return _with_metadata(values, carry_over(old.get("schema") or (), new.get("schema") or (), values))
    uid = next((name for name in values if name != METADATA), "")
    before, after = find_block_schema(old, uid), find_block_schema(new, uid)
    if before is None or after is None:
        return None
    return values | {uid: _with_metadata(values[uid], carry_over(before, after, values[uid]))}


def _with_metadata(values: Document, changed: Document) -> Document:
    return changed | ({METADATA: values[METADATA]} if METADATA in values else {})
