"""Write what a variant changes in an entry: check the values that were sent, and store a new version."""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document, get_object, is_list_of_texts, read_texts
from contentstack_cma_emulator.rules.entry_validation import check_entry
from contentstack_cma_emulator.rules.variant_merging import filter_known_paths, overlay, walk_paths
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.entry_writing import ReferenceTargets, to_stored_values
from contentstack_cma_emulator.stores.variant_reading import open_variants

INSTANCE_UID = "_instance_uid"


def save(store: EntryStore, base: Document, uid: str, sent: Document, locale: str) -> Document:
    """Store what the variant `uid` changes in the entry `base` in a locale, and return it.

    Raises `CmaError` (422/119) with the problems by field; then nothing is stored.
    """
    variants = open_variants(store, base["uid"])
    old = variants.find(uid, locale) or {}
    values = {field["uid"]: sent[field["uid"]] for field in store.schema if field["uid"] in sent}
    details = get_object(sent, "_variant")
    paths = list(walk_paths(store.schema, values))
    changes = choose_change_set(store, details, old, paths)
    whole = overlay(base, overlay(old, values, paths), changes)
    problems = check_entry(store.schema, whole, ReferenceTargets(store.call), values)
    if problems:
        raise errors.action_failed("Entry variant", "updation" if old else "creation", problems)
    version = old["_version"] + 1 if old.get("locale") == locale else 1
    new = to_stored_values(store, values, version)
    own = {field["uid"]: old[field["uid"]] for field in store.schema if field["uid"] in old}
    document = overlay(own, new, paths) | _build_system_fields(store, base, old, locale, version)
    document["_variant"] = _build_details(store, old, uid, details) | {
        "_change_set": changes,
        "_base_entry_version": base["_version"],
    }
    variants.save(document)
    return document


def choose_change_set(store: EntryStore, details: Document, old: Document, paths: Sequence[str]) -> list[str]:
    """Return the change set that was sent. Default: the previous one, and the paths of the values that were sent."""
    texts = read_texts(details.get("_change_set"))
    asked = filter_known_paths(store.schema, texts)
    until_now: list[str] = old["_variant"]["_change_set"] if old else []
    return asked or filter_known_paths(store.schema, [*until_now, *paths])


def read_order(value: Any) -> list[Document] | None:
    """Return the valid parts of the order of instances that was sent, or None if none was."""
    if not isinstance(value, list):
        return None
    orders = [cast("Document", order) for order in cast("list[object]", value) if isinstance(order, dict)]
    read = [{path: places for path, places in order.items() if is_list_of_texts(places)} for order in orders]
    return [order for order in read if order]


def _build_details(store: EntryStore, old: Document, uid: str, sent: Document) -> Document:
    before = get_object(old, "_variant")
    order = read_order(sent.get("_order"))
    new_uid: str = f"blt{store.call.state.clock.make_token('')[:20]}"
    kept_order: list[Document] = before.get("_order") or []
    return {
        "_uid": uid,
        INSTANCE_UID: before.get(INSTANCE_UID, new_uid),
        "_order": kept_order if order is None else order,
    }


def _build_system_fields(store: EntryStore, base: Document, old: Document, locale: str, version: int) -> Document:
    call = store.call
    created = call.build_creation_fields()
    if version > 1:
        created = {name: old[name] for name in ("created_at", "created_by")}
    place: Document = {"uid": base["uid"], "locale": locale, "tags": [], "_version": version}
    return place | created | call.build_update_fields()
