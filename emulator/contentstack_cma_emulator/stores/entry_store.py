"""Entries of a content type in the branch of a call: a document per localization, and one per version of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.collection import Collection
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ABOUT_ENTRIES, CONTENT_TYPE, ENTRY, GLOBAL_FIELD, PUBLISHING
from contentstack_cma_emulator.engine.lookup import find_fallback_chain, find_fallbacks
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import is_inherited, walk_fields
from contentstack_cma_emulator.rules.localization import with_master_values
from contentstack_cma_emulator.stores.metadata_store import delete_metadata
from contentstack_cma_emulator.stores.publishing.records import clear_locale
from contentstack_cma_emulator.stores.schema_store import expand_schema, read_schema
from contentstack_cma_emulator.stores.variant_store import VariantStore

Localizations = Mapping[str, Document]
"""The localizations of an entry by locale code. Other locales fall back on one of them."""


def read_locale(call: Call) -> str:
    """Return the locale of a call. Default: master locale. Raises `CmaError` (422/141) if it does not exist."""
    return check_locale(call, call.get_text("locale", "locale_code") or call.master_locale)


def check_locale(call: Call, code: str) -> str:
    """Return the code of a locale. Raises `CmaError` (422/141) if the branch does not have it."""
    if code not in find_fallbacks(call):
        raise errors.not_found(141, f"The Language '{code}' was not found. Please try again.", "locale")
    return code


@dataclass(frozen=True, slots=True)
class EntryStore:
    """The entries of a content type (`uid`). Its `schema` has global fields expanded."""

    call: Call
    uid: str
    content_type: Document
    schema: Sequence[Document]

    @classmethod
    def open(cls, call: Call, content_type: Document) -> "EntryStore":
        """Return the store of the entries of a content type."""
        return cls(call, content_type["uid"], content_type, expand_schema(call, content_type))

    @classmethod
    def find_store(cls, call: Call, content_type_uid: str) -> "EntryStore | None":
        """Return the store of the entries of the content type with this uid, or None if the type does not exist.

        Type and schema are cached: do not change them.
        """
        about = ("schema", call.api_key, call.branch, content_type_uid)
        read = partial(read_schema, call, content_type_uid)
        found = call.store.cache.recall((CONTENT_TYPE, GLOBAL_FIELD), about, read)
        return cls(call, content_type_uid, *found) if found else None

    @classmethod
    def require_store(cls, call: Call, content_type_uid: str) -> "EntryStore":
        """Return what `find_store` returns. Raises `CmaError` (422/118) if it returns None."""
        store = cls.find_store(call, content_type_uid)
        if store is None:
            raise errors.content_type_not_found(content_type_uid)
        return store

    @classmethod
    def from_call(cls, call: Call) -> "EntryStore":
        """Return the store for the content type in the path. Raises `CmaError` (422/118) if it does not exist."""
        return cls.require_store(call, call.path["content_type_uid"])

    def find_localizations(self, uid: str) -> Localizations:
        """Return the localizations of an entry. Empty if the entry does not exist."""
        return {each["locale"]: each for each in self.call.store.find(self.build_scope(uid))}

    def require_localizations(self, uid: str) -> Localizations:
        """Return the localizations of an entry. Raises `CmaError` (422/141) if the entry does not exist."""
        localizations = self.find_localizations(uid)
        if not localizations:
            raise errors.object_not_found()
        return localizations

    def require(self, uid: str, locale: str, version: int = 0) -> Document:
        """Return what `find` returns. Raises `CmaError` (422/141) if it returns None."""
        return errors.require_found(self.find(uid, locale, version), errors.object_not_found())

    def find(self, uid: str, locale: str, version: int = 0) -> Document | None:
        """Return the latest or another version of an entry, as read in a locale, or None."""
        return self.read(self.find_localizations(uid), locale, version)

    def read(self, localizations: Localizations, locale: str, version: int = 0) -> Document | None:
        """Return what `find` returns for an entry whose localizations are known."""
        chain = [locale] if locale in localizations else find_fallback_chain(self.call, locale)
        return self._read_in_chain(localizations, chain, version)

    def list_all(self, locale: str, version: int = 0) -> list[Document]:
        """Return the entries as read in a locale, oldest first."""
        chain = find_fallback_chain(self.call, locale)
        by_uid: dict[str, dict[str, Document]] = {}
        for each in self.call.store.find(self.build_scope()):
            by_uid.setdefault(each["uid"], {})[each["locale"]] = each
        found = (self._read_in_chain(localizations, chain, version) for localizations in by_uid.values())
        return [entry for entry in found if entry is not None]

    def iterate_localizations(self) -> Iterator[Document]:
        """Iterate over all localizations of all entries."""
        yield from self.call.store.find(self.build_scope())

    def find_others_with(self, locale: str, uid: str, values: Mapping[str, Sequence[Any]]) -> list[Document]:
        """Return the localizations of other entries in a locale that hold one of the values at its path."""
        collection = self.open_localizations([locale])
        found: dict[str, Document] = {}
        for path, wanted in values.items():
            holding = collection.find_by_value(path, wanted)
            entries = self.call.store.find(self.build_scope(locale=locale)) if holding is None else holding
            found |= {entry["uid"]: entry for entry in entries}
        return [entry for other, entry in found.items() if other != uid]

    def open_collection(self, locale: str) -> Collection | None:
        """Return the collection of entries as read in a locale, or None if they inherit values from the master."""
        chain = find_fallback_chain(self.call, locale)
        if chain[0] != self.call.master_locale and any(is_inherited(field) for _, field in walk_fields(self.schema)):
            return None
        return self.open_localizations(chain)

    def open_localizations(self, locales: Sequence[str]) -> Collection:
        """Return the collection with one localization of each entry: that in the first of the locales that has one."""
        call = self.call
        return Collection(call.store, [(ENTRY, call.api_key, call.branch, self.uid, locale) for locale in locales])

    def save(self, entry: Document) -> None:
        """Store a localization as the latest version and under its version number."""
        for version in (0, entry["_version"]):
            self._put(entry, version)

    def change(self, uid: str, locale: str, values: Document) -> None:
        """Change values of a localization and of its latest version, without creating a new version."""
        latest = self.find_localizations(uid)[locale]["_version"]
        for version in (0, latest):
            stored = self.call.store.find(self.build_scope(uid, locale, version))
            self._put(stored[0] | values, version)

    def rewrite(self, entry: Document) -> None:
        """Replace a localization, but none of its versions."""
        self._put(entry, 0)

    def delete(self, uid: str, locale: str) -> None:
        """Delete a localization with its versions, variants, tasks, metadata and publish details."""
        self.call.store.delete_all(self.build_scope(uid, locale, None))
        self._delete_tasks(uid, locale)
        VariantStore(self.call, self.uid, uid).delete_all(locale)
        if self.find_localizations(uid):
            clear_locale(self.call, self.uid, uid, locale)
            delete_metadata(self.call, entity_uid=uid, _content_type_uid=self.uid, locale=locale)
        else:
            delete_metadata(self.call, entity_uid=uid, _content_type_uid=self.uid)
            self.call.store.delete(Key(PUBLISHING, uid, self.call.api_key, self.call.branch, parent=self.uid))

    def build_scope(self, uid: str | None = None, locale: str | None = None, version: int | None = 0) -> Scope:
        """Return the scope of localizations: the latest version (0), another one, or (None) all of them."""
        return Scope(ENTRY, self.call.api_key, self.call.branch, self.uid, uid, locale, version)

    def _read_in_chain(self, localizations: Localizations, chain: Sequence[str], version: int) -> Document | None:
        entry = next((localizations[code] for code in chain if code in localizations), None)
        if entry is not None and version:
            stored = self.call.store.find(self.build_scope(entry["uid"], entry["locale"], version))
            entry = stored[0] if stored else None
        if entry is None or len(localizations) == 1 or entry["locale"] == self.call.master_locale:
            return entry
        master = localizations.get(self.call.master_locale)
        return entry if master is None else with_master_values(self.schema, entry, master)

    def _delete_tasks(self, uid: str, locale: str) -> None:
        for kind in ABOUT_ENTRIES:
            scope = Scope(kind, self.call.api_key, self.call.branch, parent=self.uid, locale=locale)
            for key, document in self.call.store.find_with_keys(scope):
                if document["entry"] == uid:
                    self.call.store.delete(key)

    def _put(self, entry: Document, version: int) -> None:
        key = Key(ENTRY, entry["uid"], self.call.api_key, self.call.branch, self.uid, entry["locale"], version)
        self.call.store.put(key, entry)
