"""Which localization of an entry a locale reads, and which values localizations take from the master locale."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from contentstack_cma_emulator.engine.documents import Document, as_object, get_object
from contentstack_cma_emulator.rules.fields import METADATA, Schema, find_block_schema, find_shared_taxonomies


def with_master_values(schema: Schema, localization: Document, master: Document) -> Document:
    """Return a localization with the values of the master locale in all fields that are not localizable.

    In a list of groups or blocks, an instance takes them from the instance with the same `_metadata.uid`.
    """
    merged = dict(localization)
    for field in schema:
        uid = field["uid"]
        if field.get("non_localizable"):
            merged.pop(uid, None)
            merged |= {uid: master[uid]} if uid in master else {}
        elif find_shared_taxonomies(field):
            merged[uid] = _with_master_terms(find_shared_taxonomies(field), localization.get(uid), master.get(uid))
        elif uid in localization and uid in master:
            merged[uid] = _with_master_value(field, localization[uid], master[uid])
    return merged


def _with_master_terms(shared: Collection[str], value: Any, master: Any) -> list[Any]:
    """Return the terms of a localization, with those of shared taxonomies taken from the master locale."""
    own: Sequence[Document] = value or []
    theirs: Sequence[Document] = master or []
    return [
        *(term for term in theirs if term.get("taxonomy_uid") in shared),
        *(term for term in own if term.get("taxonomy_uid") not in shared),
    ]


def _with_master_value(field: Document, value: Any, master: Any) -> Any:
    if _are_both(dict, value, master):
        return with_master_values(field.get("schema") or (), value, master)
    if not _are_both(list, value, master):
        return value
    originals = {_find_instance_uid(field, item): item for item in master}
    return [_with_master_instance(field, item, originals) for item in value]


def _are_both(kind: type, value: Any, master: Any) -> bool:
    return isinstance(value, kind) and isinstance(master, kind)


def _with_master_instance(field: Document, item: Any, originals: Mapping[str | None, Any]) -> Any:
    uid = _find_instance_uid(field, item)
    if uid is None or uid not in originals:
        return item
    if field["data_type"] != "blocks":
        return with_master_values(field.get("schema") or (), item, originals[uid])
    name, values = next(iter(item.items()))
    original = originals[uid].get(name, {})
    return {name: with_master_values(find_block_schema(field, name) or (), values, original)}


def _find_instance_uid(field: Document, item: Any) -> str | None:
    """Return the `_metadata.uid` of a group instance or a block, or None for any other value."""
    values = as_object(item)
    if field["data_type"] == "blocks":
        values = as_object(next(iter(values.values()), None))
    uid = get_object(values, METADATA).get("uid")
    return uid if isinstance(uid, str) else None
