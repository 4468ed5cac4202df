"""Which copy of an entry a locale reads from, and what localized copies take over from the master locale."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.fields import Schema, block_schema, part, shared_taxonomies


def pick(copies: Mapping[str, Document], chain: Sequence[str]) -> Document | None:
    """Answer the first copy there is along a chain of locale codes, or None."""
    return next((copies[code] for code in chain if code in copies), None)


def with_master_values(schema: Schema, copy: Document, master: Document) -> Document:
    """Answer a localized copy in which fields that are not localizable have the values of the master copy.

    In a list of groups or blocks an instance takes them from that with the same `_metadata.uid`.
    """
    merged = dict(copy)
    for field in schema:
        uid = field["uid"]
        if field.get("non_localizable"):
            merged.pop(uid, None)
            merged |= {uid: master[uid]} if uid in master else {}
        elif shared_taxonomies(field):
            merged[uid] = _with_master_terms(shared_taxonomies(field), copy.get(uid), master.get(uid))
        elif uid in copy and uid in master:
            merged[uid] = _with_master_value(field, copy[uid], master[uid])
    return merged


def _with_master_terms(shared: Collection[str], value: Any, master: Any) -> list[Any]:
    """Answer terms of a localized copy, with those of the master copy in the taxonomies that are shared."""
    own: Sequence[Document] = value or []
    theirs: Sequence[Document] = master or []
    return [
        *(term for term in theirs if term.get("taxonomy_uid") in shared),
        *(term for term in own if term.get("taxonomy_uid") not in shared),
    ]


def _with_master_value(field: Document, value: Any, master: Any) -> Any:
    if _both(dict, value, master):
        return with_master_values(field.get("schema") or (), value, master)
    if not _both(list, value, master):
        return value
    originals = {_instance_uid(field, item): item for item in master}
    return [_with_master_instance(field, item, originals) for item in value]


def _both(kind: type, value: Any, master: Any) -> bool:
    return isinstance(value, kind) and isinstance(master, kind)


def _with_master_instance(field: Document, item: Any, originals: Mapping[str | None, Any]) -> Any:
    uid = _instance_uid(field, item)
    if uid is None or uid not in originals:
        return item
    if field["data_type"] != "blocks":
        return with_master_values(field.get("schema") or (), item, originals[uid])
    name, values = next(iter(item.items()))
    original = originals[uid].get(name, {})
    return {name: with_master_values(block_schema(field, name) or (), values, original)}


def _instance_uid(field: Document, item: Any) -> str | None:
    """Answer the uid that a group instance or a block has in its `_metadata`, or None for anything else."""
    if not isinstance(item, dict):
        return None
    values: Any = cast("Document", item)
    if field["data_type"] == "blocks":
        values = next(iter(cast("Document", item).values()), None)
    if not isinstance(values, dict):
        return None
    uid = part(cast("Document", values), "_metadata").get("uid")
    return uid if isinstance(uid, str) else None
