"""Entries of a content type, with their locales, versions, publishing and workflow stages."""

import json
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.listing import filter_by_query, list_collection, list_rendered
from contentstack_cma_emulator.engine.registry import add_import_reader, allow_any_key, operation, tolerate
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources import version_calls
from contentstack_cma_emulator.rules.default_values import find_default_values
from contentstack_cma_emulator.rules.entry_shape import to_writable
from contentstack_cma_emulator.rules.fields import could_be_uid
from contentstack_cma_emulator.stores import entry_reading, variant_reading
from contentstack_cma_emulator.stores.entry_reading import show_entry
from contentstack_cma_emulator.stores.entry_store import EntryStore, Localizations, check_locale, read_locale
from contentstack_cma_emulator.stores.entry_writing import (
    EMPTY_ENTRY,
    ReferenceTargets,
    Target,
    build_entry_error,
    choose_uid,
    write_entry,
)
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.publishing.requests import process_request
from contentstack_cma_emulator.stores.taxonomy_queries import TermQueries
from contentstack_cma_emulator.stores.workflow_stages import set_stage

tolerate("name_entry_version", "entry", "locale", "_version_name")
tolerate("delete_entry_version_name", "entry", "locale")
allow_any_key("name_entry_version", "delete_entry_version_name")
add_import_reader("import_entry", "entry")
add_import_reader("import_entry_version", "entry")


@operation("list_entries")
def list_entries(call: Call) -> ApiResponse:
    """Return a page of the entries in a locale."""
    store, locale = EntryStore.from_call(call), read_locale(call)
    query = TermQueries(store, locale).resolve_terms(call.get_json("query"))
    call = replace(call, query={**call.query, "query": (json.dumps(query),)})
    response = list_page(replace(store, call=call), locale)
    if call.has_flag("include_content_type"):
        return ApiResponse({**(response.body or {}), "content_type": store.content_type})
    return response


def list_page(store: EntryStore, locale: str) -> ApiResponse:
    """Return a page from the index. Entries of a version, or with values of a fallback locale, are read one by one."""
    call, version = store.call, store.call.get_integer("version") or 0
    collection = None if version else store.open_collection(locale)

    def find_referenced(value: object) -> Document | None:
        return entry_reading.show_referenced_entry(call, value, locale)

    def render(entry: Document) -> Document:
        return show_entry(store, entry, locale)

    if collection is not None:
        return list_collection(call, "entries", collection, render, find_referenced)
    found = filter_by_query(call, store.list_all(locale, version), find_referenced)
    return list_rendered(call, "entries", found, render)


@operation("get_entry")
def get_entry(call: Call) -> ApiResponse:
    """Return one entry in a locale, with the changes of the variants in the call."""
    store, locale = EntryStore.from_call(call), read_locale(call)
    entry = store.require(call.path["entry_uid"], locale, call.get_integer("version") or 0)
    entry, variant = variant_reading.apply_variants(store, entry, locale)
    return ApiResponse({"entry": show_entry(store, entry, locale) | variant})


@operation("export_entry")
def export_entry(call: Call) -> ApiResponse:
    """Return one entry, without an envelope."""
    store, locale = EntryStore.from_call(call), read_locale(call)
    return ApiResponse(show_entry(store, store.require(call.path["entry_uid"], locale), locale))


@operation("create_entry")
def create_entry(call: Call) -> ApiResponse:
    """Create an entry in a locale."""
    store = EntryStore.from_call(call)
    return build_response(store, "created", create(store, call.body["entry"], read_locale(call)), 201)


@operation("update_entry")
def update_entry(call: Call) -> ApiResponse:
    """Update the fields of an entry that are in the body; localize it if the locale has no version of its own."""
    store, locale = EntryStore.from_call(call), read_locale(call)
    localizations = store.require_localizations(call.path["entry_uid"])
    entry = update(store, localizations, call.body["entry"], locale)
    return build_response(store, "updated" if locale in localizations else "localized", entry, 200)


@operation("import_entry")
def import_entry(call: Call) -> ApiResponse:
    """Create an entry from a file, or with `overwrite` update the entry with the same uid."""
    store, locale = EntryStore.from_call(call), read_locale(call)
    sent = read_entry_file(store)
    uid = str(sent.pop("uid", ""))
    if not call.has_flag("overwrite"):
        entry = create(store, sent, locale)
    elif could_be_uid(uid) and (localizations := store.find_localizations(uid)):
        entry = update(store, localizations, sent, locale)
    else:
        entry = create(store, sent | {"uid": uid}, locale)
    return build_response(store, "imported", entry, 201)


@operation("import_entry_version")
def import_entry_version(call: Call) -> ApiResponse:
    """Update an entry from a file."""
    store, locale, uid = EntryStore.from_call(call), read_locale(call), call.path["entry_uid"]
    localizations = store.require_localizations(uid)
    return build_response(store, "imported", update(store, localizations, read_entry_file(store), locale), 201)


@operation("delete_entry")
def delete_entry(call: Call) -> ApiResponse:
    """Delete an entry in one locale, several or all."""
    store, uid = EntryStore.from_call(call), call.path["entry_uid"]
    localizations = store.require_localizations(uid)
    codes = list(localizations) if call.has_flag("delete_all_localized") else read_locales_to_delete(call)
    if not set(codes) <= localizations.keys():
        raise errors.object_not_found()
    call.set_changed_document(entry_reading.show_plain(store, next(iter(localizations.values()))))
    for code in codes:
        store.delete(uid, code)
    return ApiResponse({"notice": "Entry deleted successfully."})


@operation("unlocalize_entry")
def unlocalize_entry(call: Call) -> ApiResponse:
    """Unlocalize an entry, so that the locale reads its fallback again. Not possible in the master locale."""
    store, locale, uid = EntryStore.from_call(call), read_locale(call), call.path["entry_uid"]
    localizations = store.require_localizations(uid)
    if locale == call.master_locale or locale not in localizations:
        raise errors.invalid(141, "The entry is not localized.", {"locale": [errors.NOT_VALID]})
    store.delete(uid, locale)
    return ApiResponse({"notice": "Entry unlocalized successfully."})


@operation("list_entry_locales")
def list_locales(call: Call) -> ApiResponse:
    """Return the locales in which the entry is localized."""
    localizations = EntryStore.from_call(call).require_localizations(call.path["entry_uid"])
    codes = [{"code": code} | ({} if code == call.master_locale else {"localized": True}) for code in localizations]
    return ApiResponse({"locales": codes})


@operation("list_entry_references")
def list_references(call: Call) -> ApiResponse:
    """Return the entries that refer to this one."""
    store, uid = EntryStore.from_call(call), call.path["entry_uid"]
    if not call.has_flag("deleted"):
        store.require_localizations(uid)
    references = entry_reading.find_references_to(call, store.uid, uid, read_locale(call))
    count = {"count": len(references)} if call.has_flag("include_count") else {}
    return ApiResponse({"references": references, **count})


@operation("list_entry_versions")
def list_versions(call: Call) -> ApiResponse:
    """Return a page of the versions of an entry in a locale."""
    store, uid = EntryStore.from_call(call), call.path["entry_uid"]
    scope = get_version_scope(store, uid, read_locale(call))
    return version_calls.list_versions(call, scope, read_record(call, store.uid, uid))


@operation("name_entry_version")
def name_version(call: Call) -> ApiResponse:
    """Name a version of an entry in a locale."""
    sent = read_version_name(call)
    scope = get_version_scope(EntryStore.from_call(call), call.path["entry_uid"], check_locale(call, sent["locale"]))
    version_calls.set_name(call, scope, sent["_version_name"], force=bool(sent.get("force")))
    return ApiResponse({"notice": "Version name assigned successfully."}, 201)


@operation("delete_entry_version_name")
def delete_version_name(call: Call) -> ApiResponse:
    """Delete the name of a version of an entry in a locale."""
    locale = check_locale(call, read_version_name(call)["locale"])
    version_calls.delete_name(call, get_version_scope(EntryStore.from_call(call), call.path["entry_uid"], locale))
    return ApiResponse({"notice": "Version name deleted successfully."})


@operation("set_entry_workflow_stage")
def set_workflow_stage(call: Call) -> ApiResponse:
    """Move an entry to a workflow stage, or process its publish request under a publish rule."""
    sent, locale = call.body["workflow"], read_locale(call)
    if "workflow_stage" in sent:
        set_stage(call, call.path["content_type_uid"], call.path["entry_uid"], locale, sent["workflow_stage"])
        return ApiResponse({"notice": "Workflow stage updated successfully."})
    if "publishing_rule" not in sent:
        raise errors.invalid(119, "The workflow stage could not be set.", {"workflow_stage": [errors.REQUIRED]})
    store = EntryStore.from_call(call)
    entry = store.require(call.path["entry_uid"], locale)
    return ApiResponse({"notice": process_request(store, entry, sent["publishing_rule"])})


def create(store: EntryStore, sent: Document, locale: str) -> Document:
    """Store a new entry, or localize the one with the same uid; with `copy_to_master` in the master locale too."""
    call = store.call
    if get_object(store.content_type, "options").get("singleton") and store.list_all(locale):
        text = "is not the only one, though the content type allows only one."
        raise build_entry_error("creation", {"entry": [text]})
    uid = choose_uid(store, sent, locale)
    localizations = store.find_localizations(uid)
    base = next(iter(localizations.values()), EMPTY_ENTRY)
    if base is EMPTY_ENTRY:
        sent = find_default_values(store.schema, ReferenceTargets(call)) | sent
    entry = write_entry(store, sent, base, Target(uid, locale, "creation", localizations.get(locale)))
    if call.has_flag("copy_to_master") and locale != call.master_locale:
        master = call.master_locale
        write_entry(store, sent, base, Target(uid, master, "creation", localizations.get(master)))
    return entry


def update(store: EntryStore, localizations: Localizations, sent: Document, locale: str) -> Document:
    """Store a new version of an entry in a locale, based on what the locale reads now."""
    base = store.read(localizations, locale) or EMPTY_ENTRY
    uid = next(iter(localizations.values()))["uid"]
    return write_entry(store, sent, base, Target(uid, locale, "updation", localizations.get(locale)))


def build_response(store: EntryStore, done: str, entry: Document, status: int) -> ApiResponse:
    """Return the response with a stored entry."""
    notice = f"Entry {done} successfully."
    return ApiResponse({"notice": notice, "entry": entry_reading.show_with_extras(store, entry)}, status)


def read_entry_file(store: EntryStore) -> Document:
    """Return the entry in the file of an import, which may have the form of an export."""
    return to_writable(store.schema, store.call.body["entry"])


def read_locales_to_delete(call: Call) -> list[str]:
    """Return the locales to delete: from the body, the query or, by default, the master locale."""
    locales: list[str] = call.body.get("entry", {}).get("locales") or []
    return locales or [read_locale(call)]


def read_version_name(call: Call) -> Document:
    """Return the version name in the body, in either form, with its locale. Default: the locale of the call.

    Raises `CmaError` (422/119) for any other form.
    """
    entry: Any = call.body.get("entry") or {}
    named: Any = call.body.get("version_name") or {}
    if not isinstance(entry, dict) or not isinstance(named, dict):
        raise errors.invalid(119, "The version could not be named.", {version_calls.NAME: [errors.NOT_VALID]})
    sent = {"_version_name": cast("Document", named).get("name"), **cast("Document", entry)}
    return sent | {"locale": str(sent.get("locale") or read_locale(call))}


def get_version_scope(store: EntryStore, uid: str, locale: str) -> Scope:
    """Return the scope of all versions of an entry in a locale."""
    return store.build_scope(uid, store.require(uid, locale)["locale"], None)
