"""Entry variants: the changes of a variant to an entry. The path may name several variants, separated by commas."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, split_by_comma
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources import version_calls
from contentstack_cma_emulator.rules.fields import could_be_uid
from contentstack_cma_emulator.stores import variant_reading, variant_writing
from contentstack_cma_emulator.stores.entry_store import EntryStore, read_locale
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.variant_store import VariantStore, find_variant, is_linked


@operation("list_entry_variants")
def list_entry_variants(call: Call) -> ApiResponse:
    """Return a page of the variants of an entry, always with their count."""
    store, locale, base = open_entry(call)
    found = filter_by_query(call, variant_reading.open_variants(store, base["uid"]).list_all(locale))
    response = list_rendered(call, "entries", found, lambda change: variant_reading.show_variant(store, base, change))
    return ApiResponse({**(response.body or {}), "count": len(found)})


@operation("get_entry_variant")
def get_entry_variant(call: Call) -> ApiResponse:
    """Return the first existing entry variant of those in the path."""
    store, locale, base = open_entry(call)
    change = require_changes(variant_reading.open_variants(store, base["uid"]), read_variant_uids(call), locale)[0]
    return ApiResponse({"entry": variant_reading.show_variant(store, base, change)})


@operation("save_entry_variant")
def save_entry_variant(call: Call) -> ApiResponse:
    """Create or update an entry variant."""
    store, locale, base = open_entry(call)
    uids = read_variant_uids(call)
    for uid in uids:
        check_variant(call, uid, store.uid)
    saved = [variant_writing.save(store, base, uid, call.body["entry"], locale) for uid in uids]
    notice = f"Entry variant {'created' if saved[0]['_version'] == 1 else 'updated'} successfully."
    return ApiResponse({"notice": notice, "entry": variant_reading.show_variant(store, base, saved[0])})


@operation("delete_entry_variant")
def delete_entry_variant(call: Call) -> ApiResponse:
    """Delete an entry variant in a locale, but neither the variant nor the entry."""
    store, locale, base = open_entry(call)
    variants = variant_reading.open_variants(store, base["uid"])
    changes = require_changes(variants, read_variant_uids(call), locale)
    call.set_changed_document(changes[0])
    for change in changes:
        variants.delete(change["_variant"]["_uid"], change["locale"])
    return ApiResponse({"notice": "Entry variant deleted successfully."})


@operation("list_entry_variant_versions")
def list_entry_variant_versions(call: Call) -> ApiResponse:
    """Return a page of the versions of an entry variant, newest first."""
    store, locale, base = open_entry(call)
    variants = variant_reading.open_variants(store, base["uid"])
    uid = require_changes(variants, read_variant_uids(call), locale)[0]["_variant"]["_uid"]
    return version_calls.list_versions(call, variants.build_scope(uid), read_record(call, variants.parent, uid))


def open_entry(call: Call) -> tuple[EntryStore, str, Document]:
    """Return the store of entries, the locale of the call, and the entry of the path in that locale.

    Raises `CmaError` (422) if one of them does not exist.
    """
    store, locale = EntryStore.from_call(call), read_locale(call)
    return store, locale, store.require(call.path["entry_uid"], locale)


def read_variant_uids(call: Call) -> list[str]:
    """Return the variant uids in the path. Raises `CmaError` (404/141) if none is valid."""
    uids = [uid for uid in split_by_comma(call.path["variant_uid"]) if could_be_uid(uid)]
    if not uids:
        raise build_not_found()
    return uids


def require_changes(variants: VariantStore, uids: list[str], locale: str) -> list[Document]:
    """Return the entry variants of these variants. Raises `CmaError` (404/141) if there are none."""
    found = [change for change in (variants.find(uid, locale) for uid in uids) if change is not None]
    if not found:
        raise build_not_found()
    return found


def check_variant(call: Call, uid: str, content_type_uid: str) -> None:
    """Raise `CmaError` if the variant does not exist or its group is not linked to the content type."""
    variant = errors.require_found(find_variant(call, uid), build_not_found())
    if not is_linked(call, variant, content_type_uid):
        text = "is not linked to the variant group."
        raise errors.action_failed("Entry variant", "creation", {"content_type": [text]})


def build_not_found() -> CmaError:
    """Return the error (404/141) for a variant that does not exist or does not change the entry."""
    error = errors.object_not_found()
    return CmaError(404, error.code, error.message, {"variant_uid": [errors.NOT_VALID]})
