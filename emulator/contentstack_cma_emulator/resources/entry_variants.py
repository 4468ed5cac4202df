"""Entry variants: what a variant changes in an entry. The path may name several variants, separated by commas."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources import version_calls
from contentstack_cma_emulator.rules.fields import could_be_uid
from contentstack_cma_emulator.stores import variant_reading, variant_writing
from contentstack_cma_emulator.stores.entry_store import EntryStore, called_locale
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.variant_store import VariantStore, find_variant, is_linked


@operation("list_entry_variants")
def list_entry_variants(call: Call) -> Answer:
    """Answer a page of what the variants change, always with their number."""
    store, locale, base = opened(call)
    found = matching(call, variant_reading.open_variants(store, base["uid"]).all(locale))
    answer = shown_listing(call, "entries", found, lambda change: variant_reading.shown(store, base, change))
    return Answer({**(answer.body or {}), "count": len(found)})


@operation("get_entry_variant")
def get_entry_variant(call: Call) -> Answer:
    """Answer what a variant changes, the first one there is of those that the path names."""
    store, locale, base = opened(call)
    change = existing(variant_reading.open_variants(store, base["uid"]), variant_uids(call), locale)[0]
    return Answer({"entry": variant_reading.shown(store, base, change)})


@operation("save_entry_variant")
def save_entry_variant(call: Call) -> Answer:
    """Store what a variant changes: for the first time, or as a new version."""
    store, locale, base = opened(call)
    uids = variant_uids(call)
    for uid in uids:
        check_variant(call, uid, store.uid)
    saved = [variant_writing.save(store, base, uid, call.body["entry"], locale) for uid in uids]
    notice = (
        "Entry variant created successfully." if saved[0]["_version"] == 1 else "Entry variant updated successfully."
    )
    return Answer({"notice": notice, "entry": variant_reading.shown(store, base, saved[0])})


@operation("delete_entry_variant")
def delete_entry_variant(call: Call) -> Answer:
    """Remove what a variant changes in a locale; the variant stays, and so does the entry."""
    store, locale, base = opened(call)
    variants = variant_reading.open_variants(store, base["uid"])
    changes = existing(variants, variant_uids(call), locale)
    call.speaks_of(changes[0])
    for change in changes:
        variants.delete(change["_variant"]["_uid"], change["locale"])
    return Answer({"notice": "Entry variant deleted successfully."})


@operation("list_entry_variant_versions")
def list_entry_variant_versions(call: Call) -> Answer:
    """Answer a page of the versions of what a variant changes, the newest first."""
    store, locale, base = opened(call)
    variants = variant_reading.open_variants(store, base["uid"])
    uid = existing(variants, variant_uids(call), locale)[0]["_variant"]["_uid"]
    return version_calls.list_versions(call, variants.versions(uid), read_record(call, variants.parent, uid))


def opened(call: Call) -> tuple[EntryStore, str, Document]:
    """Answer the entries, the locale of the call, and the entry of the path as that reads it.

    Raises `CmaError` (422) where one of them is not there.
    """
    store, locale = EntryStore.of(call), called_locale(call)
    return store, locale, store.read(call.path["entry_uid"], locale)


def variant_uids(call: Call) -> list[str]:
    """Answer the uids of variants that the path names. Raises `CmaError` (404/141) if none could be one."""
    uids = [uid for uid in variant_reading.uids_in(call.path["variant_uid"]) if could_be_uid(uid)]
    if not uids:
        raise missing()
    return uids


def existing(variants: VariantStore, uids: list[str], locale: str) -> list[Document]:
    """Answer what the variants change. Raises `CmaError` (404/141) if none of them changes anything."""
    found = [change for change in (variants.find(uid, locale) for uid in uids) if change is not None]
    if not found:
        raise missing()
    return found


def check_variant(call: Call, uid: str, content_type_uid: str) -> None:
    """Refuse a variant that is not there, and one of a group that the content type is not linked to."""
    variant = find_variant(call, uid)
    if variant is None:
        raise missing()
    if not is_linked(call, variant, content_type_uid):
        text = "is not linked to the variant group."
        raise errors.refused("Entry variant", "creation", {"content_type": [text]})


def missing() -> CmaError:
    """404/141: there is no such variant, or it changes nothing in the entry."""
    error = errors.object_not_found()
    return CmaError(404, error.code, error.message, {"variant_uid": [errors.NOT_VALID]})
