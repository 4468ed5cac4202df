"""Entry variants as responses show them, alone or merged into the entry."""

from collections.abc import Iterator

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, split_by_comma
from contentstack_cma_emulator.rules.fields import Schema
from contentstack_cma_emulator.rules.mentions import Mention, find_mentions
from contentstack_cma_emulator.rules.variant_merging import merge_variant
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.variant_store import VariantStore

HEADER = "x-cs-variant-uid"


def open_variants(store: EntryStore, entry_uid: str) -> VariantStore:
    """Return the store of the variants of an entry."""
    return VariantStore(store.call, store.uid, entry_uid)


def apply_variants(store: EntryStore, entry: Document, locale: str) -> tuple[Document, Document]:
    """Return an entry with the changes of the variants in the call's header, and the `_variant` of the first of them.

    The first variant that changes a value wins. Variants that the entry does not have are skipped.
    """
    variants = open_variants(store, entry["uid"])
    named = split_by_comma(store.call.headers.get(HEADER, ""))
    found = [change for change in (variants.find(uid, locale) for uid in named) if change is not None]
    for change in reversed(found):
        entry = merge_variant(entry, change)
    return entry, {"_variant": found[0]["_variant"]} if found else {}


def show_variant(store: EntryStore, base: Document, change: Document) -> Document:
    """Return what a variant changes in the entry `base` as responses show it, with what the call includes."""
    call = store.call
    result = dict(change)
    references = list(_show_references(store.schema, base, change))
    if references or call.has_flag("include_metadata"):
        result["_metadata"] = {"references": references}
    if call.has_flag("include_publish_details"):
        result["publish_details"] = read_publish_details(call, open_variants(store, base["uid"]), change)
    if call.has_flag("include_rules"):
        result["_rules"] = []
    if call.has_flag("include_branch"):
        result["_branch"] = call.branch
    return result


def read_publish_details(call: Call, variants: VariantStore, change: Document) -> list[Document]:
    """Return where a variant of an entry is published."""
    uid = change["_variant"]["_uid"]
    details = read_record(call, variants.parent, uid)["details"]
    return [detail | {"variant_uid": uid, "entry_locale": detail["locale"]} for detail in details]


def _show_references(schema: Schema, base: Document, change: Document) -> Iterator[Document]:
    """Yield the references of a variant, after those of the entry that it removes from the fields it changes."""
    own = list(find_mentions(schema, change))
    there = {(mention.content_type_uid, mention.uid) for mention in own}
    replaced = {name: value for name, value in base.items() if name in change}
    for mention in find_mentions(schema, replaced):
        if (mention.content_type_uid, mention.uid) not in there:
            yield _show_reference(mention) | {"deleted": True}
    yield from (_show_reference(mention) for mention in own)


def _show_reference(mention: Mention) -> Document:
    named = {"uid": mention.uid, "_content_type_uid": mention.content_type_uid}
    return named | {"path": mention.path, "absolutePath": mention.place}
