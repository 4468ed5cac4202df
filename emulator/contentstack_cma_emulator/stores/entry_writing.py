"""Write entries: resolve the values that were sent, check them against the content type, store a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.atomic_operators import AtomicError, resolve_operators
from contentstack_cma_emulator.rules.entry_shape import to_stored
from contentstack_cma_emulator.rules.entry_validation import (
    check_entry,
    find_taken_fields,
    find_unique_values,
    is_empty,
)
from contentstack_cma_emulator.rules.fields import could_be_uid
from contentstack_cma_emulator.rules.limits import check_tags
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.taxonomy_store import build_term_key
from contentstack_cma_emulator.stores.workflow_stages import build_first_stage, check_writing

EMPTY_ENTRY: Document = {}
"""The base of an entry that does not exist yet."""


@dataclass(frozen=True, slots=True)
class Target:
    """Which localization to write.

    Attributes:
        action: The word for it in error messages.
        stored: The localization until now, or None if it is new.
    """

    uid: str
    locale: str
    action: str
    stored: Document | None


@dataclass(frozen=True, slots=True)
class ReferenceTargets:
    """The assets and terms that values of entries may refer to in the branch of a call."""

    call: Call

    def find_asset(self, uid: str) -> Document | None:
        """Return the asset with this uid, or None."""
        return asset_store.find_asset(self.call, uid)

    def has_term(self, taxonomy_uid: str, uid: str) -> bool:
        """Return whether a taxonomy has this term."""
        return self.call.store.get(build_term_key(self.call, taxonomy_uid, uid)) is not None


def choose_uid(store: EntryStore, sent: Mapping[str, Any], locale: str) -> str:
    """Return the uid that was sent for a new entry, or a new one.

    Raises `CmaError` (422/119) if it is invalid or taken. With `copy_to_master`, an entry that exists only in other
    locales may be created in `locale`.
    """
    uid = sent.get("uid")
    if not uid:
        return store.call.state.clock.make_uid()
    if not isinstance(uid, str) or not could_be_uid(uid):
        raise build_entry_error("creation", {"uid": [errors.NOT_VALID]})
    localizations = store.find_localizations(uid)
    may_exist = store.call.has_flag("copy_to_master")
    if locale in localizations or (localizations and not may_exist) or _is_taken(store, uid):
        raise build_entry_error("creation", {"uid": [errors.NOT_UNIQUE]})
    return uid


def write_entry(store: EntryStore, sent: Document, base: Document, target: Target) -> Document:
    """Merge what was sent into the values of `base`, and store it as a new version of the localization in `target`.

    Raises `CmaError` (422/119) with the problems by field; then nothing is stored.
    """
    stored = target.stored
    if stored and "_workflow" in stored:
        check_writing(store.call, store.uid, stored)
    values = _resolve_values(sent, base, target)
    whole = base | values
    problems = check_entry(store.schema, whole, ReferenceTargets(store.call), values)
    problems |= _find_system_problems(values, whole)
    unique = find_unique_values(store.schema, whole)
    others = store.find_others_with(target.locale, target.uid, unique)
    problems |= find_taken_fields(unique, others) if others else {}
    if problems:
        raise build_entry_error(target.action, problems)
    version = stored["_version"] + 1 if stored else 1
    fields = _select_field_values(store, base) | to_stored_values(store, values, version)
    entry = _build_document(store, target, fields, version)
    entry["tags"] = whole.get("tags") or []
    store.save(entry)
    return entry


def build_entry_error(action: str, problems: Errors) -> errors.CmaError:
    """Return the error (422/119) of an entry that cannot be stored."""
    return errors.action_failed("Entry", action, problems)


def _is_taken(store: EntryStore, uid: str) -> bool:
    others = store.call.store.find_with_keys(Scope(ENTRY, store.call.api_key, store.call.branch, uid=uid))
    return any(key.parent != store.uid for key, _ in others)


def _resolve_values(sent: Document, base: Document, target: Target) -> Document:
    try:
        return resolve_operators(sent, base)
    except AtomicError as error:
        raise build_entry_error(target.action, {error.path: [error.text]}) from error


def _find_system_problems(sent: Document, whole: Document) -> Errors:
    problems: Errors = {}
    if is_empty(whole.get("title")):
        problems["title"] = [errors.REQUIRED]
    tags: Any = sent.get("tags")
    return problems if tags is None else problems | check_tags(tags)


def _select_field_values(store: EntryStore, base: Document) -> Document:
    return {field["uid"]: base[field["uid"]] for field in store.schema if field["uid"] in base}


def to_stored_values(store: EntryStore, values: Document, version: int) -> Document:
    """Return checked values as a version of an entry or of a variant stores them."""
    clock = store.call.state.clock
    return to_stored(store.schema, values, version, lambda: clock.make_uid("cs"), clock.make_node_uid)


def _copy_stage(stored: Document) -> Document:
    return {"_workflow": stored["_workflow"]} if "_workflow" in stored else {}


def _build_document(store: EntryStore, target: Target, values: Document, version: int) -> Document:
    call, stored = store.call, target.stored
    created = {name: stored[name] for name in ("created_at", "created_by")} if stored else call.build_creation_fields()
    workflow = _copy_stage(stored) if stored else build_first_stage(call, store.uid, version)
    system: Document = {"ACL": {}, "_version": version, "_in_progress": False}
    place: Document = {"tags": [], "locale": target.locale, "uid": target.uid}
    return values | place | created | call.build_update_fields() | system | workflow
