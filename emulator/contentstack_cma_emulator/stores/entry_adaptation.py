"""What becomes of entries when their content type changes: values of a field that is gone or of another kind are lost.

A field is another kind when its data type changes, or whether it holds many values.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.fields import NESTING, Schema, block_schema
from contentstack_cma_emulator.rules.variant_merging import known_paths
from contentstack_cma_emulator.stores import variant_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.schema_store import content_types, existing_content_type, whole_schema

METADATA = "_metadata"


@contextmanager
def adapted(call: Call, only: str | None = None) -> Generator[None]:
    """Adapt the entries of the branch, and their variants, to what is done inside to content types and global fields.

    `only` is the uid of the one content type that is changed, if no other is. No entry gets a new version by that, and
    earlier versions stay as they are.
    """
    before = {content_type["uid"]: whole_schema(call, content_type) for content_type in _types(call, only)}
    yield
    for content_type in _types(call, only):
        store = EntryStore.holding(call, content_type)
        old = before.get(store.uid)
        if old is not None and loses(old, store.schema):
            _adapt(store, old)


def loses(old: Schema, new: Schema) -> bool:
    """Answer whether values of the old schema are lost in the new one."""
    fields = _by_uid(new)
    return any(field["uid"] not in fields or _is_lost(field, fields[field["uid"]]) for field in old)


def carried(old: Schema, new: Schema, values: Document) -> Document:
    """Answer those of the values of an old schema that a new one still has, in the same form."""
    before = _by_uid(old)
    kept: Document = {}
    for field in new:
        uid = field["uid"]
        if uid in values and uid in before and _is_same_kind(before[uid], field):
            kept[uid] = _carried(before[uid], field, values[uid])
    return kept


def _types(call: Call, only: str | None) -> list[Document]:
    if only is None:
        return content_types(call)
    found = existing_content_type(call, only)
    return [] if found is None else [found]


def _adapt(store: EntryStore, old: Schema) -> None:
    for copy in list(store.every_copy()):
        changed = _adapted(store, old, copy)
        if changed != copy:
            store.rewrite(changed)
    for key, change in variant_store.of_type(store.call, store.uid):
        details: Document = change["_variant"]
        paths = known_paths(store.schema, details["_change_set"])
        changed = _adapted(store, old, change) | {"_variant": details | {"_change_set": paths}}
        store.call.store.put(key, changed)


def _adapted(store: EntryStore, old: Schema, document: Document) -> Document:
    gone = [field["uid"] for field in old]
    system = {name: value for name, value in document.items() if name not in gone}
    return system | carried(old, store.schema, document)


def _by_uid(schema: Schema) -> dict[str, Document]:
    return {field["uid"]: field for field in schema}


def _is_same_kind(old: Document, new: Document) -> bool:
    return old["data_type"] == new["data_type"] and bool(old.get("multiple")) == bool(new.get("multiple"))


def _is_lost(old: Document, new: Document) -> bool:
    if not _is_same_kind(old, new):
        return True
    if old["data_type"] == "blocks":
        blocks = {block["uid"]: block.get("schema") or () for block in new.get("blocks") or ()}
        return any(
            block["uid"] not in blocks or loses(block.get("schema") or (), blocks[block["uid"]])
            for block in old.get("blocks") or ()
        )
    return old["data_type"] in NESTING and loses(old.get("schema") or (), new.get("schema") or ())


def _carried(old: Document, new: Document, value: Any) -> Any:
    if isinstance(value, list):
        items = [_carried(old, new, item) for item in cast("Sequence[Any]", value)]
        return [item for item in items if item is not None]
    if old["data_type"] not in (*NESTING, "blocks"):
        return value
    if not isinstance(value, dict):
        return None
    values = cast("Document", value)
    if old["data_type"] != "blocks":
        return _with_metadata(values, carried(old.get("schema") or (), new.get("schema") or (), values))
    uid = next((name for name in values if name != METADATA), "")
    before, after = block_schema(old, uid), block_schema(new, uid)
    if before is None or after is None:
        return None
    return values | {uid: _with_metadata(values[uid], carried(before, after, values[uid]))}


def _with_metadata(values: Document, kept: Document) -> Document:
    return kept | ({METADATA: values[METADATA]} if METADATA in values else {})
