"""Shows what variants change in entries, alone or in the entry."""

from collections.abc import Iterator

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.fields import Schema
from contentstack_cma_emulator.rules.mentions import Mention, mentions
from contentstack_cma_emulator.rules.variant_merging import merged
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.publishing.records import read_record
from contentstack_cma_emulator.stores.variant_store import VariantStore

HEADER = "x-cs-variant-uid"


def open_variants(store: EntryStore, entry_uid: str) -> VariantStore:
    """Open the variants of an entry."""
    return VariantStore(store.call, store.uid, entry_uid)


def uids_in(text: str) -> list[str]:
    """Answer the uids in a text that separates them by commas."""
    return [uid.strip() for uid in text.split(",") if uid.strip()]


def applied(store: EntryStore, entry: Document, locale: str) -> tuple[Document, Document]:
    """Answer an entry with what the variants change that the call names, and what tells of the first of them.

    Where two change the same, the first one counts. A variant that changes nothing in the entry is passed over.
    """
    variants = open_variants(store, entry["uid"])
    named = uids_in(store.call.headers.get(HEADER, ""))
    found = [change for change in (variants.find(uid, locale) for uid in named) if change is not None]
    for change in reversed(found):
        entry = merged(entry, change)
    return entry, {"_variant": found[0]["_variant"]} if found else {}


def shown(store: EntryStore, base: Document, change: Document) -> Document:
    """Answer what a variant changes in the entry `base` as it is read, with what the call asks for."""
    call = store.call
    seen = dict(change)
    references = list(_references(store.schema, base, change))
    if references or call.flag("include_metadata"):
        seen["_metadata"] = {"references": references}
    if call.flag("include_publish_details"):
        seen["publish_details"] = publish_details(call, open_variants(store, base["uid"]), change)
    if call.flag("include_rules"):
        seen["_rules"] = []
    if call.flag("include_branch"):
        seen["_branch"] = call.branch
    return seen


def publish_details(call: Call, variants: VariantStore, change: Document) -> list[Document]:
    """Answer where a variant of an entry is published."""
    uid = change["_variant"]["_uid"]
    details = read_record(call, variants.parent, uid)["details"]
    return [detail | {"variant_uid": uid, "entry_locale": detail["locale"]} for detail in details]


def _references(schema: Schema, base: Document, change: Document) -> Iterator[Document]:
    """Go through what a variant refers to: first what the entry does in the fields it changes, and it does not."""
    own = list(mentions(schema, change))
    there = {(mention.content_type_uid, mention.uid) for mention in own}
    replaced = {name: value for name, value in base.items() if name in change}
    for mention in mentions(schema, replaced):
        if (mention.content_type_uid, mention.uid) not in there:
            yield _reference(mention) | {"deleted": True}
    yield from (_reference(mention) for mention in own)


def _reference(mention: Mention) -> Document:
    named = {"uid": mention.uid, "_content_type_uid": mention.content_type_uid}
    return named | {"path": mention.path, "absolutePath": mention.place}
