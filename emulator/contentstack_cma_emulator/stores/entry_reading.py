"""Shows entries: assets whole, and with them whatever the `include_…` parameters of a call ask for."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.entry_shape import shown as in_shown_form
from contentstack_cma_emulator.rules.entry_shape import with_typed_references
from contentstack_cma_emulator.rules.entry_validation import is_empty
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.mentions import Mention, included, mentions
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.metadata_store import by_extension
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.schema_store import content_types, existing_content_type
from contentstack_cma_emulator.stores.workflow_stages import shown_stage

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

NAME = "_version_name"

VersionNames = Mapping[tuple[str, int], Document]

OF_THE_ENTRY = ("_branch", "_metadata", "path")
"""What a call asks of the entry it reads, not of the assets in it."""


def plain(store: EntryStore, entry: Document) -> Document:
    """Answer an entry as it is read, with nothing included."""
    values = in_shown_form(store.schema, entry, lambda uid: shown_asset(store.call, uid))
    return values | {name: entry[name] for name in SYSTEM} | {"_in_progress": is_in_progress(store, entry)}


def is_in_progress(store: EntryStore, entry: Document) -> bool:
    """Answer whether an entry lacks what its content type demands, as after a change of that; it is not published."""
    return any(field.get("mandatory") and is_empty(entry.get(field["uid"])) for field in store.schema)


def shown(store: EntryStore, entry: Document, locale: str) -> Document:
    """Answer an entry as it is read, with what the call asks for. References are followed in `locale`."""
    call = store.call
    seen = plain(store, entry) | written_extras(store, entry)
    stage = shown_stage(call, store.uid, entry) if call.flag("include_workflow") else None
    if stage is not None:
        seen["_workflow"] = stage
    if call.flag("include_metadata"):
        known = {"entity_uid": entry["uid"], "_content_type_uid": store.uid, "locale": entry["locale"]}
        seen["_metadata"] = by_extension(call, **known)
    seen = with_typed_references(store.schema, seen, included_fields(call))
    for path in call.texts("include[]"):
        seen = included(seen, path.split("."), lambda parent, uid: found(call, parent, uid, locale))
    if call.texts("include_embedded_items[]"):
        seen["_embedded_items"] = embedded(store, entry, locale)
    return seen


def written_extras(store: EntryStore, entry: Document) -> Document:
    """Answer what the call asks to be added to an entry, be it read or written."""
    call = store.call
    extras: Document = {}
    if call.flag("include_publish_details"):
        extras["publish_details"] = read_record(call, store.uid, entry["uid"])["details"]
    if call.flag("include_branch"):
        extras["_branch"] = call.branch
    return extras


def shown_asset(call: Call, uid: str) -> Document | None:
    """Answer an asset as an entry shows it, or None if it is gone."""
    asset = asset_store.existing_asset(call, uid)
    if asset is None:
        return None
    seen: Document = {**asset_store.with_publishing(call, asset), "ACL": []}
    return {name: value for name, value in seen.items() if name not in OF_THE_ENTRY}


def found(call: Call, content_type_uid: str, uid: str, locale: str) -> Document | None:
    """Answer another entry as it is read, or an asset, or None if there is none."""
    if content_type_uid == ASSETS:
        return shown_asset(call, uid)
    content_type = existing_content_type(call, content_type_uid)
    if content_type is None or not could_be_uid(uid):
        return None
    store = EntryStore.holding(call, content_type)
    entry = store.find(uid, locale)
    return None if entry is None else with_typed_references(store.schema, plain(store, entry), included_fields(call))


def included_fields(call: Call) -> set[str]:
    """Return the uids of all fields on the paths that the call asks to include."""
    return {name for path in call.texts("include[]") for name in path.split(".")}


def referred(call: Call, value: Any, locale: str) -> Document | None:
    """Answer the entry that the value of a reference field names, or None."""
    named = cast("Document", value) if isinstance(value, dict) else {}
    if "_content_type_uid" not in named:
        return None
    return found(call, str(named["_content_type_uid"]), str(named.get("uid")), locale)


def embedded(store: EntryStore, entry: Document, locale: str) -> Document:
    """Answer what the rich text of an entry embeds, by the path of the field."""
    items: dict[str, list[Document]] = {}
    for mention in mentions(store.schema, entry):
        target = found(store.call, mention.content_type_uid, mention.uid, locale) if mention.embedded else None
        if target is not None:
            named = target | {"_content_type_uid": mention.content_type_uid}
            items.setdefault(mention.path, []).append(named)
    return items


def references_to(call: Call, content_type_uid: str, uid: str, locale: str | None) -> list[Document]:
    """Answer the entries that refer to an entry or asset, as they are read in a locale, or in every copy of theirs."""
    return [
        _reference(store, entry)
        for store in _stores(call)
        for entry in (store.every_copy() if locale is None else store.all(locale))
        if any(_names(mention, content_type_uid, uid) for mention in mentions(store.schema, entry))
    ]


def _stores(call: Call) -> Iterator[EntryStore]:
    return (EntryStore.holding(call, content_type) for content_type in content_types(call))


def _names(mention: Mention, content_type_uid: str, uid: str) -> bool:
    return (mention.content_type_uid, mention.uid) == (content_type_uid, uid)


def _reference(store: EntryStore, entry: Document) -> Document:
    item = {
        "entry_uid": entry["uid"],
        "content_type_uid": store.uid,
        "locale": entry["locale"],
        "title": entry["title"],
        "content_type_title": store.content_type["title"],
    }
    if not store.call.flag("include_publish_details"):
        return item | written_extras(store, entry)
    names = version_names(store, entry["uid"])
    named = names.get((entry["locale"], entry["_version"]))
    item |= {"_version": entry["_version"]} | ({"_version_name": named} if named else {})
    extras = written_extras(store, entry)
    extras["publish_details"] = [with_version_name(detail, names) for detail in extras["publish_details"]]
    return item | extras


def version_names(store: EntryStore, uid: str) -> VersionNames:
    """Return the names of the versions of an entry, by locale and number of the version."""
    copies = store.call.store.find(store.scope(uid, version=None))
    return {(copy["locale"], copy["_version"]): copy[NAME] for copy in copies if NAME in copy}


def with_version_name(detail: Document, names: VersionNames) -> Document:
    """Return where a version is published, with the name of that version if it has one."""
    named = names.get((detail["locale"], detail["version"]))
    return detail | ({"version_name": named["title"]} if named else {})
