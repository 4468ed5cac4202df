"""Entries: content in the form of a content type, with a copy for each locale it is localized in."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import collected, matching, shown_listing
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.registry import operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources import publish_calls, version_calls
from contentstack_cma_emulator.resources.import_files import read_file
from contentstack_cma_emulator.rules.default_values import default_values
from contentstack_cma_emulator.rules.entry_shape import in_written_form
from contentstack_cma_emulator.rules.fields import could_be_uid, part
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.rules.workflow_access import texts
from contentstack_cma_emulator.stores import entry_reading, variant_reading
from contentstack_cma_emulator.stores.entry_reading import shown, written_extras
from contentstack_cma_emulator.stores.entry_store import EntryStore, called_locale, checked_locale
from contentstack_cma_emulator.stores.entry_writing import NEW, StoredThings, Target, new_uid, refused, write
from contentstack_cma_emulator.stores.publishing import rule_checks, variants
from contentstack_cma_emulator.stores.publishing.publishables import Thing, copy_for
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.publishing.requests import step
from contentstack_cma_emulator.stores.taxonomy_queries import TermQueries
from contentstack_cma_emulator.stores.workflow_stages import set_stage

tolerate("name_entry_version", "entry", "locale", "_version_name")
tolerate("delete_entry_version_name", "entry", "locale")
take_any_key("name_entry_version", "delete_entry_version_name")
take_any_key("publish_entry", "unpublish_entry")


@operation("list_entries")
def list_entries(call: Call) -> Answer:
    """Answer a page of the entries as a locale reads them."""
    store, locale = EntryStore.of(call), called_locale(call)
    query = TermQueries(store, locale).without_terms(call.json("query"))
    asked = replace(call, query={**call.query, "query": (json.dumps(query),)})
    answer = page(replace(store, call=asked), locale)
    if call.flag("include_content_type"):
        return Answer({**(answer.body or {}), "content_type": store.content_type})
    return answer


def page(store: EntryStore, locale: str) -> Answer:
    """Answer a page by way of the index; entries of a version, or that take values over, are read one by one."""
    call, version = store.call, store.call.number("version") or 0
    collection = None if version else store.listed(locale)

    def referred(value: object) -> Document | None:
        return entry_reading.referred(call, value, locale)

    if collection is None:
        found = matching(call, store.all(locale, version), referred)
        return shown_listing(call, "entries", found, lambda entry: shown(store, entry, locale))
    answer = collected(call, "entries", collection, referred)
    entries: int | list[Document] = (answer.body or {})["entries"]
    seen = entries if isinstance(entries, int) else [shown(store, entry, locale) for entry in entries]
    return Answer((answer.body or {}) | {"entries": seen})


@operation("get_entry")
def get_entry(call: Call) -> Answer:
    """Answer one entry as a locale reads it, with what the variants change in it that the call names."""
    store, locale = EntryStore.of(call), called_locale(call)
    entry = store.read(call.path["entry_uid"], locale, call.number("version") or 0)
    entry, variant = variant_reading.applied(store, entry, locale)
    return Answer({"entry": shown(store, entry, locale) | variant})


@operation("export_entry")
def export_entry(call: Call) -> Answer:
    """Answer one entry bare."""
    store, locale = EntryStore.of(call), called_locale(call)
    return Answer(shown(store, store.read(call.path["entry_uid"], locale), locale))


@operation("create_entry")
def create_entry(call: Call) -> Answer:
    """Store a new entry in a locale."""
    store = EntryStore.of(call)
    return written(store, "created", create(store, call.body["entry"], called_locale(call)), 201)


@operation("update_entry")
def update_entry(call: Call) -> Answer:
    """Write the fields that were sent into an entry; a locale that had no copy of its own has one then."""
    store, locale = EntryStore.of(call), called_locale(call)
    is_localized = locale in store.existing(call.path["entry_uid"])
    entry = update(store, call.body["entry"], call.path["entry_uid"], locale)
    return written(store, "updated" if is_localized else "localized", entry, 200)


@operation("import_entry")
def import_entry(call: Call) -> Answer:
    """Store an entry from a file: a new one, or with `overwrite` a new version of that with the same uid."""
    store, locale = EntryStore.of(call), called_locale(call)
    sent = sent_file(store)
    uid = str(sent.pop("uid", ""))
    if not call.flag("overwrite"):
        entry = create(store, sent, locale)
    elif could_be_uid(uid) and store.copies(uid):
        entry = update(store, sent, uid, locale)
    else:
        entry = create(store, sent | {"uid": uid}, locale)
    return written(store, "imported", entry, 201)


@operation("import_entry_version")
def import_entry_version(call: Call) -> Answer:
    """Store a new version of an entry from a file."""
    store, locale, uid = EntryStore.of(call), called_locale(call), call.path["entry_uid"]
    store.existing(uid)
    return written(store, "imported", update(store, sent_file(store), uid, locale), 201)


@operation("delete_entry")
def delete_entry(call: Call) -> Answer:
    """Remove the copy in a locale, in several, or the whole entry."""
    store, uid = EntryStore.of(call), call.path["entry_uid"]
    copies = store.existing(uid)
    codes = list(copies) if call.flag("delete_all_localized") else sent_locales(call)
    if not set(codes) <= copies.keys():
        raise errors.object_not_found()
    call.speaks_of(entry_reading.plain(store, next(iter(copies.values()))))
    for code in codes:
        store.delete(uid, code)
    return Answer({"notice": "Entry deleted successfully."})


@operation("unlocalize_entry")
def unlocalize_entry(call: Call) -> Answer:
    """Remove the copy in a locale, which reads from its fallback then. The master locale keeps its copy."""
    store, locale, uid = EntryStore.of(call), called_locale(call), call.path["entry_uid"]
    copies = store.existing(uid)
    if locale == call.master_locale or locale not in copies:
        raise errors.invalid(141, "The entry is not localized.", {"locale": [errors.NOT_VALID]})
    store.delete(uid, locale)
    return Answer({"notice": "Entry unlocalized successfully."})


@operation("list_entry_locales")
def list_locales(call: Call) -> Answer:
    """Answer the locales in which the entry has a copy of its own."""
    copies = EntryStore.of(call).existing(call.path["entry_uid"])
    codes = [{"code": code} | ({} if code == call.master_locale else {"localized": True}) for code in copies]
    return Answer({"locales": codes})


@operation("list_entry_references")
def list_references(call: Call) -> Answer:
    """Answer the entries that refer to this one."""
    store, uid = EntryStore.of(call), call.path["entry_uid"]
    if not call.flag("deleted"):
        store.existing(uid)
    references = entry_reading.references_to(call, store.uid, uid, called_locale(call))
    count = {"count": len(references)} if call.flag("include_count") else {}
    return Answer({"references": references, **count})


@operation("list_entry_versions")
def list_versions(call: Call) -> Answer:
    """Answer a page of the versions of the copy that a locale reads."""
    store, uid = EntryStore.of(call), call.path["entry_uid"]
    scope = kept_versions(store, uid, called_locale(call))
    return version_calls.list_versions(call, scope, read_record(call, store.uid, uid))


@operation("name_entry_version")
def name_version(call: Call) -> Answer:
    """Give a version of a copy a name."""
    sent = sent_name(call)
    scope = kept_versions(EntryStore.of(call), call.path["entry_uid"], checked_locale(call, sent["locale"]))
    version_calls.set_name(call, scope, sent["_version_name"], force=bool(sent.get("force")))
    return Answer({"notice": "Version name assigned successfully."}, 201)


@operation("delete_entry_version_name")
def delete_version_name(call: Call) -> Answer:
    """Take the name from a version of a copy."""
    locale = checked_locale(call, sent_name(call)["locale"])
    version_calls.delete_name(call, kept_versions(EntryStore.of(call), call.path["entry_uid"], locale))
    return Answer({"notice": "Version name deleted successfully."})


@operation("publish_entry")
def publish_entry(call: Call) -> Answer:
    """Publish an entry."""
    return order(call, "publish")


@operation("unpublish_entry")
def unpublish_entry(call: Call) -> Answer:
    """Take an entry off environments."""
    return order(call, "unpublish")


@operation("set_entry_workflow_stage")
def set_workflow_stage(call: Call) -> Answer:
    """Move an entry to a workflow stage, or take a step with the request to publish it under a rule."""
    sent, locale = call.body["workflow"], called_locale(call)
    if "workflow_stage" in sent:
        set_stage(call, call.path["content_type_uid"], call.path["entry_uid"], locale, sent["workflow_stage"])
        return Answer({"notice": "Workflow stage updated successfully."})
    if "publishing_rule" not in sent:
        raise errors.invalid(119, "The workflow stage could not be set.", {"workflow_stage": [errors.REQUIRED]})
    store = EntryStore.of(call)
    entry = store.read(call.path["entry_uid"], locale)
    return Answer({"notice": step(store, entry, sent["publishing_rule"])})


def create(store: EntryStore, sent: Document, locale: str) -> Document:
    """Store a new entry; with `copy_to_master` in the master locale too, or from a localized copy of it."""
    call = store.call
    if part(store.content_type, "options").get("singleton") and store.all(locale):
        raise refused("creation", {"entry": ["is not the only one, though the content type allows only one."]})
    uid = new_uid(store, sent, locale)
    base = next(iter(store.copies(uid).values()), NEW)
    if base is NEW:
        sent = default_values(store.schema, StoredThings(call)) | sent
    entry = write(store, sent, base, Target(uid, locale, "creation"))
    if call.flag("copy_to_master") and locale != call.master_locale:
        write(store, sent, base, Target(uid, call.master_locale, "creation"))
    return entry


def update(store: EntryStore, sent: Document, uid: str, locale: str) -> Document:
    """Store a new version of the copy in a locale, based on what the locale read until now."""
    return write(store, sent, store.find(uid, locale) or NEW, Target(uid, locale, "updation"))


def written(store: EntryStore, done: str, entry: Document, status: int) -> Answer:
    """Answer an entry that was stored just now."""
    seen = entry_reading.plain(store, entry) | written_extras(store, entry)
    return Answer({"notice": f"Entry {done} successfully.", "entry": seen}, status)


def sent_file(store: EntryStore) -> Document:
    """Return the entry in the file of an import, which may be one that an export wrote."""
    return in_written_form(store.schema, read_file(store.call, "entry"))


def sent_locales(call: Call) -> list[str]:
    """Answer the locales a call to delete names: in its body, else in the query, else the master locale."""
    locales: list[str] = call.body.get("entry", {}).get("locales") or []
    return locales or [called_locale(call)]


def sent_name(call: Call) -> Document:
    """Answer the name of a version that was sent, in either form, and the locale it is for: if none, that of the call.

    Raises `CmaError` (422/119) for another form.
    """
    entry: Any = call.body.get("entry") or {}
    named: Any = call.body.get("version_name") or {}
    if not isinstance(entry, dict) or not isinstance(named, dict):
        raise errors.invalid(119, "The version could not be named.", {version_calls.NAME: [errors.NOT_VALID]})
    sent = {"_version_name": cast("Document", named).get("name"), **cast("Document", entry)}
    return sent | {"locale": str(sent.get("locale") or called_locale(call))}


def kept_versions(store: EntryStore, uid: str, locale: str) -> Scope:
    """Make the scope of the versions of the copy that a locale reads."""
    return store.scope(uid, store.read(uid, locale)["locale"], None)


def order(call: Call, action: Action) -> Answer:
    """Publish or unpublish an entry in some locales.

    The `version` is that of the copy in the `locale` of the call; without one, of the copy of the only locale it is
    for, or of the master copy. A locale with another copy of its own has the latest of that, and an entry without a
    copy in `locale` what each locale reads. With variants they are published, and the entry in its latest version
    where `variant_rules` say so.
    """
    store, uid = EntryStore.of(call), call.path["entry_uid"]
    copies = store.existing(uid)
    call.speaks_of(entry_reading.plain(store, next(iter(copies.values()))))
    source = call.body.get("locale") or call.text("locale") or only_copy(call, copies) or call.master_locale
    checked_locale(call, source)
    wish = variants.read(call, action, call.body["entry"])
    version = 0 if wish.variants else call.body.get("version") or 0

    def things_in(locale: str) -> list[Thing]:
        named = Thing(store.uid, uid, source if source in copies else locale, version)
        copy = copy_for(named, locale, copies)
        found = store.find(uid, copy.locale, copy.version)
        if action == "publish" and found is None:
            raise errors.object_not_found()
        return wish.things(replace(copy, version=int(found["_version"])) if found else copy, locale, source)

    rule_checks.check(call, wanted_publishing(call, action))
    job = publish_calls.order(call, action, publish_calls.Subject("entry", "Entry"), things_in, wish.wants)
    return Answer({"notice": "The requested action has been performed."} | job)


def only_copy(call: Call, copies: Collection[str]) -> str | None:
    """Return the locale of a call to publish that names no other and in which the entry has a copy, or None."""
    locales = texts(call.body["entry"].get("locales"))
    return locales[0] if len(locales) == 1 and locales[0] in copies else None


def wanted_publishing(call: Call, action: Action) -> rule_checks.Publishing:
    """Answer what a call wants to publish where, as publish rules speak of it; what does not exist is left out."""
    target = call.body["entry"]
    environments = [find_environment(call, name) for name in texts(target.get("environments"))]
    uids = [environment["uid"] for environment in environments if environment]
    locales = texts(target.get("locales"))
    return rule_checks.Publishing(call.path["content_type_uid"], call.path["entry_uid"], action, uids, locales)
