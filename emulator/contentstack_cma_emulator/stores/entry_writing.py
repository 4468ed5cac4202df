"""Writes entries: works out what was sent, checks it against the content type and stores a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.atomic_operators import AtomicError, resolve
from contentstack_cma_emulator.rules.entry_shape import kept
from contentstack_cma_emulator.rules.entry_validation import Errors, is_empty, taken_fields, unique_values, wrong_fields
from contentstack_cma_emulator.rules.fields import could_be_uid
from contentstack_cma_emulator.rules.limits import wrong_tags
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.taxonomy_store import term_key
from contentstack_cma_emulator.stores.workflow_stages import check_writing, starting

NEW: Document = {}
"""What an entry that does not exist yet is based on."""


@dataclass(frozen=True, slots=True)
class Target:
    """Which copy to write. `action` is what the message of a refusal calls it."""

    uid: str
    locale: str
    action: str


@dataclass(frozen=True, slots=True)
class StoredThings:
    """What the values of an entry may refer to, in the branch of a call."""

    call: Call

    def find_asset(self, uid: str) -> Document | None:
        """Answer the asset with this uid, or None."""
        return asset_store.existing_asset(self.call, uid)

    def has_term(self, taxonomy_uid: str, uid: str) -> bool:
        """Answer whether a taxonomy has such a term."""
        return self.call.store.get(term_key(self.call, taxonomy_uid, uid)) is not None


def new_uid(store: EntryStore, sent: Mapping[str, Any], locale: str) -> str:
    """Answer the uid of a new entry: that which was sent, or one made now.

    Raises `CmaError` (422/119) if it cannot be one or if there is such an entry. An entry that has a copy in other
    locales only may get one in `locale` if the call says `copy_to_master`.
    """
    uid = sent.get("uid")
    if not uid:
        return store.call.state.clock.uid()
    if not isinstance(uid, str) or not could_be_uid(uid):
        raise refused("creation", {"uid": [errors.NOT_VALID]})
    copies = store.copies(uid)
    if locale in copies or (copies and not store.call.flag("copy_to_master")) or _is_taken(store, uid):
        raise refused("creation", {"uid": [errors.NOT_UNIQUE]})
    return uid


def write(store: EntryStore, sent: Document, base: Document, target: Target) -> Document:
    """Store what was sent, over the values of `base`, as a new version of the copy in `target`.

    Raises `CmaError` (422/119) with what is wrong by field, and stores nothing then.
    """
    stored = store.copies(target.uid).get(target.locale)
    if stored:
        check_writing(store.call, store.uid, stored)
    values = _resolved(sent, base, target)
    whole = base | values
    wrong = wrong_fields(store.schema, whole, StoredThings(store.call), values) | _wrong_system(values, whole)
    unique = unique_values(store.schema, whole)
    wrong |= taken_fields(unique, store.others_with(target.locale, target.uid, unique))
    if wrong:
        raise refused(target.action, wrong)
    version = stored["_version"] + 1 if stored else 1
    entry = _document(store, target, _own_values(store, base) | kept_values(store, values, version), stored, version)
    entry["tags"] = whole.get("tags") or []
    store.save(entry)
    return entry


def refused(action: str, wrong: Errors) -> errors.CmaError:
    """422/119: the entry cannot be stored."""
    return errors.refused("Entry", action, wrong)


def _is_taken(store: EntryStore, uid: str) -> bool:
    others = store.call.store.items(Scope(ENTRY, store.call.api_key, store.call.branch, uid=uid))
    return any(key.parent != store.uid for key, _ in others)


def _resolved(sent: Document, base: Document, target: Target) -> Document:
    try:
        return resolve(sent, base)
    except AtomicError as error:
        raise refused(target.action, {error.path: [error.text]}) from error


def _wrong_system(sent: Document, whole: Document) -> Errors:
    wrong: Errors = {}
    if is_empty(whole.get("title")):
        wrong["title"] = [errors.REQUIRED]
    tags: Any = sent.get("tags")
    return wrong if tags is None else wrong | wrong_tags(tags)


def _own_values(store: EntryStore, base: Document) -> Document:
    return {field["uid"]: base[field["uid"]] for field in store.schema if field["uid"] in base}


def kept_values(store: EntryStore, values: Document, version: int) -> Document:
    """Return checked values in the form in which they are kept in a version of an entry or of a variant."""
    clock = store.call.state.clock
    return kept(store.schema, values, version, lambda: clock.uid("cs"), clock.node_uid)


def _stage_of(stored: Document) -> Document:
    return {"_workflow": stored["_workflow"]} if "_workflow" in stored else {}


def _document(store: EntryStore, target: Target, values: Document, stored: Document | None, version: int) -> Document:
    call = store.call
    created = {name: stored[name] for name in ("created_at", "created_by")} if stored else call.creation()
    workflow = _stage_of(stored) if stored else starting(call, store.uid, version)
    system: Document = {"ACL": {}, "_version": version, "_in_progress": False}
    place: Document = {"tags": [], "locale": target.locale, "uid": target.uid}
    return values | place | created | call.change() | system | workflow
