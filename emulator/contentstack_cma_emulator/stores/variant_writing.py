"""Writes what a variant changes in an entry: works out what was sent, checks it and stores a new version."""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.entry_validation import wrong_fields
from contentstack_cma_emulator.rules.variant_merging import known_paths, overlaid, paths_of
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.entry_writing import StoredThings, kept_values
from contentstack_cma_emulator.stores.variant_reading import open_variants

INSTANCE_UID = "_instance_uid"


def save(store: EntryStore, base: Document, uid: str, sent: Document, locale: str) -> Document:
    """Store what the variant `uid` changes in the entry `base` in a locale, and answer it.

    Raises `CmaError` (422/119) with what is wrong by field, and stores nothing then.
    """
    variants = open_variants(store, base["uid"])
    old = variants.find(uid, locale) or {}
    values = {field["uid"]: sent[field["uid"]] for field in store.schema if field["uid"] in sent}
    details = _part(sent.get("_variant"))
    paths = list(paths_of(store.schema, values))
    changes = change_set(store, details, old, paths)
    whole = overlaid(base, overlaid(old, values, paths), changes)
    wrong = wrong_fields(store.schema, whole, StoredThings(store.call), values)
    if wrong:
        raise errors.refused("Entry variant", "updation" if old else "creation", wrong)
    version = old["_version"] + 1 if old.get("locale") == locale else 1
    new = kept_values(store, values, version)
    own = {field["uid"]: old[field["uid"]] for field in store.schema if field["uid"] in old}
    document = overlaid(own, new, paths) | _system(store, base, old, locale, version)
    document["_variant"] = _details(store, old, uid, details) | {
        "_change_set": changes,
        "_base_entry_version": base["_version"],
    }
    variants.save(document)
    return document


def change_set(store: EntryStore, details: Document, old: Document, paths: Sequence[str]) -> list[str]:
    """Answer which fields differ: what was sent of that, or else what did until now and what was sent now."""
    sent: Any = details.get("_change_set")
    texts = [path for path in cast("list[object]", sent) if isinstance(path, str)] if isinstance(sent, list) else []
    asked = known_paths(store.schema, texts)
    until_now: list[str] = old["_variant"]["_change_set"] if old else []
    return asked or known_paths(store.schema, [*until_now, *paths])


def read_order(value: Any) -> list[Document] | None:
    """Answer the order of instances that was sent, without what is none; None where none was sent."""
    if not isinstance(value, list):
        return None
    orders = [cast("Document", order) for order in cast("list[object]", value) if isinstance(order, dict)]
    read = [{path: places for path, places in order.items() if _are_texts(places)} for order in orders]
    return [order for order in read if order]


def _details(store: EntryStore, old: Document, uid: str, sent: Document) -> Document:
    before = _part(old.get("_variant"))
    order = read_order(sent.get("_order"))
    made: str = f"blt{store.call.state.clock.token('')[:20]}"
    kept_order: list[Document] = before.get("_order") or []
    return {
        "_uid": uid,
        INSTANCE_UID: before.get(INSTANCE_UID, made),
        "_order": kept_order if order is None else order,
    }


def _system(store: EntryStore, base: Document, old: Document, locale: str, version: int) -> Document:
    call = store.call
    created = {name: old[name] for name in ("created_at", "created_by")} if version > 1 else call.creation()
    place: Document = {"uid": base["uid"], "locale": locale, "tags": [], "_version": version}
    return place | created | call.change()


def _part(value: Any) -> Document:
    return cast("Document", value) if isinstance(value, dict) else {}


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in cast("list[object]", values))
