"""Entries as responses show them, with their assets and what the `include_…` parameters ask for."""

from collections.abc import Iterator, Mapping
from typing import Any

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, as_object, omit
from contentstack_cma_emulator.rules.entry_shape import expand_assets, with_typed_references
from contentstack_cma_emulator.rules.entry_validation import is_in_progress
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.mentions import find_mentions, include_references
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.metadata_store import group_by_extension
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.schema_store import list_content_types
from contentstack_cma_emulator.stores.workflow_stages import show_stage

SYSTEM = (
    "tags",
    "locale",
    "uid",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
    "ACL",
    "_version",
    "_in_progress",
)

VERSION_NAME = "_version_name"

VersionNames = Mapping[tuple[str, int], Document]

ENTRY_ONLY = ("_branch", "_metadata", "path")
"""Keys that a call includes for the entry only, not for the assets in it."""


def show_plain(store: EntryStore, entry: Document) -> Document:
    """Return an entry as responses show it, with nothing included."""
    values = expand_assets(store.schema, entry, lambda uid: show_asset_in_entry(store.call, uid))
    return values | {name: entry[name] for name in SYSTEM} | {"_in_progress": is_in_progress(store.schema, entry)}


def show_with_extras(store: EntryStore, entry: Document) -> Document:
    """Return an entry as responses to writes show it, with the extra fields that the call includes."""
    return show_plain(store, entry) | collect_extras(store, entry)


def show_entry(store: EntryStore, entry: Document, locale: str) -> Document:
    """Return an entry as responses show it, with what the call includes. References are read in `locale`."""
    call = store.call
    result = show_with_extras(store, entry)
    stage = show_stage(call, store.uid, entry) if call.has_flag("include_workflow") else None
    if stage is not None:
        result["_workflow"] = stage
    if call.has_flag("include_metadata"):
        known = {"entity_uid": entry["uid"], "_content_type_uid": store.uid, "locale": entry["locale"]}
        result["_metadata"] = group_by_extension(call, **known)
    result = with_typed_references(store.schema, result, list_included_fields(call))
    for path in call.get_texts("include[]"):
        result = include_references(result, path.split("."), lambda parent, uid: show_target(call, parent, uid, locale))
    if call.get_texts("include_embedded_items[]"):
        result["_embedded_items"] = show_embedded_items(store, entry, locale)
    return result


def collect_extras(store: EntryStore, entry: Document) -> Document:
    """Return the extra fields that a call may include for an entry that it reads or writes."""
    call = store.call
    extras: Document = {}
    if call.has_flag("include_publish_details"):
        extras["publish_details"] = read_record(call, store.uid, entry["uid"])["details"]
    if call.has_flag("include_branch"):
        extras["_branch"] = call.branch
    return extras


def show_asset_in_entry(call: Call, uid: str) -> Document | None:
    """Return an asset as entries show it, or None if it was deleted."""
    asset = asset_store.find_asset(call, uid)
    if asset is None:
        return None
    result: Document = {**asset_store.show_with_publish_details(call, asset), "ACL": []}
    return omit(result, *ENTRY_ONLY)


def show_target(call: Call, content_type_uid: str, uid: str, locale: str) -> Document | None:
    """Return the entry or asset that a reference points to, or None if there is none."""
    if content_type_uid == ASSETS:
        return show_asset_in_entry(call, uid)
    store = EntryStore.find_store(call, content_type_uid)
    entry = store.find(uid, locale) if store and could_be_uid(uid) else None
    if store is None or entry is None:
        return None
    return with_typed_references(store.schema, show_plain(store, entry), list_included_fields(call))


def list_included_fields(call: Call) -> set[str]:
    """Return the uids of all fields on the paths that the call asks to include."""
    return {name for path in call.get_texts("include[]") for name in path.split(".")}


def show_referenced_entry(call: Call, value: Any, locale: str) -> Document | None:
    """Return the entry that the value of a reference field points to, or None."""
    named = as_object(value)
    if "_content_type_uid" not in named:
        return None
    return show_target(call, str(named["_content_type_uid"]), str(named.get("uid")), locale)


def show_embedded_items(store: EntryStore, entry: Document, locale: str) -> Document:
    """Return the items that the rich text of an entry embeds, by the path of the field."""
    items: dict[str, list[Document]] = {}
    for mention in find_mentions(store.schema, entry):
        target = show_target(store.call, mention.content_type_uid, mention.uid, locale) if mention.embedded else None
        if target is not None:
            named = target | {"_content_type_uid": mention.content_type_uid}
            items.setdefault(mention.path, []).append(named)
    return items


def find_references_to(call: Call, content_type_uid: str, uid: str, locale: str | None) -> list[Document]:
    """Return the entries that refer to an entry or asset, as read in a locale, or (None) all localizations."""
    return [
        _show_reference(store, entry)
        for store in _open_stores(call)
        for entry in (store.iterate_localizations() if locale is None else store.list_all(locale))
        if any(mention.refers_to(content_type_uid, uid) for mention in find_mentions(store.schema, entry))
    ]


def _open_stores(call: Call) -> Iterator[EntryStore]:
    return (EntryStore.open(call, content_type) for content_type in list_content_types(call))


def _show_reference(store: EntryStore, entry: Document) -> Document:
    item = {
        "entry_uid": entry["uid"],
        "content_type_uid": store.uid,
        "locale": entry["locale"],
        "title": entry["title"],
        "content_type_title": store.content_type["title"],
    }
    if not store.call.has_flag("include_publish_details"):
        return item | collect_extras(store, entry)
    names = read_version_names(store, entry["uid"])
    named = names.get((entry["locale"], entry["_version"]))
    item |= {"_version": entry["_version"]} | ({"_version_name": named} if named else {})
    extras = collect_extras(store, entry)
    extras["publish_details"] = [with_version_name(detail, names) for detail in extras["publish_details"]]
    return item | extras


def read_version_names(store: EntryStore, uid: str) -> VersionNames:
    """Return the names of the versions of an entry, by locale and version number."""
    versions = store.call.store.find(store.build_scope(uid, version=None))
    return {(each["locale"], each["_version"]): each[VERSION_NAME] for each in versions if VERSION_NAME in each}


def with_version_name(detail: Document, names: VersionNames) -> Document:
    """Return publish details with the name of the version, if it has one."""
    named = names.get((detail["locale"], detail["version"]))
    return detail | ({"version_name": named["title"]} if named else {})
