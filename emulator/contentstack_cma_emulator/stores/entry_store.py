"""Entries of one content type in the branch of a call: one document for each locale, and one for each version of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.collection import Collection
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ABOUT_ENTRIES, ENTRY, PUBLISHING
from contentstack_cma_emulator.engine.lookup import fallback_chain, has_locale
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.fields import is_inherited, walk
from contentstack_cma_emulator.rules.localization import pick, with_master_values
from contentstack_cma_emulator.stores.metadata_store import forget
from contentstack_cma_emulator.stores.publishing.records import withdraw
from contentstack_cma_emulator.stores.schema_store import opened, whole_schema
from contentstack_cma_emulator.stores.variant_store import VariantStore

Copies = Mapping[str, Document]
"""The copies of one entry by the codes of their locales."""


def called_locale(call: Call) -> str:
    """Answer the locale a call names, or else the master locale. Raises `CmaError` (422/141) if it is none."""
    code = call.text("locale") or call.text("locale_code") or call.master_locale
    return checked_locale(call, code)


def checked_locale(call: Call, code: str) -> str:
    """Answer the code of a locale of the branch. Raises `CmaError` (422/141) if it is none."""
    if not has_locale(call, code):
        raise errors.not_found(141, f"The Language '{code}' was not found. Please try again.", "locale")
    return code


@dataclass(frozen=True, slots=True)
class EntryStore:
    """The entries of `content_type`; `schema` is its schema with the fields of global fields in it."""

    call: Call
    content_type: Document
    schema: Sequence[Document]

    @classmethod
    def holding(cls, call: Call, content_type: Document) -> "EntryStore":
        """Open the entries of a content type."""
        return cls(call, content_type, whole_schema(call, content_type))

    @classmethod
    def of(cls, call: Call) -> "EntryStore":
        """Open the entries of the content type in the path. Raises `CmaError` (422/118) if there is no such type."""
        return cls(call, *opened(call, call.path["content_type_uid"]))

    @property
    def uid(self) -> str:
        """The uid of the content type."""
        return str(self.content_type["uid"])

    def copies(self, uid: str) -> Copies:
        """Answer the copies of an entry, none if there is no such entry."""
        return {copy["locale"]: copy for copy in self.call.store.find(self.scope(uid))}

    def existing(self, uid: str) -> Copies:
        """Answer the copies of an entry. Raises `CmaError` (422/141) if there is none."""
        copies = self.copies(uid)
        if not copies:
            raise errors.object_not_found()
        return copies

    def read(self, uid: str, locale: str, version: int = 0) -> Document:
        """Answer an entry as a locale reads it, in a version if one is given.

        Raises `CmaError` (422/141) if the locale reads none.
        """
        entry = self.find(uid, locale, version)
        if entry is None:
            raise errors.object_not_found()
        return entry

    def find(self, uid: str, locale: str, version: int = 0) -> Document | None:
        """Answer an entry as a locale reads it, in a version if one is given, or None."""
        return self._reading(self.copies(uid), fallback_chain(self.call, locale), version)

    def all(self, locale: str, version: int = 0) -> list[Document]:
        """Answer the entries as a locale reads them, oldest first."""
        chain = fallback_chain(self.call, locale)
        by_uid: dict[str, dict[str, Document]] = {}
        for copy in self.call.store.find(self.scope()):
            by_uid.setdefault(copy["uid"], {})[copy["locale"]] = copy
        found = (self._reading(copies, chain, version) for copies in by_uid.values())
        return [entry for entry in found if entry is not None]

    def every_copy(self) -> Iterator[Document]:
        """Go through all copies of all entries."""
        yield from self.call.store.find(self.scope())

    def others_with(self, locale: str, uid: str, values: Mapping[str, Sequence[Any]]) -> list[Document]:
        """Answer the copies that other entries have in a locale, and that hold one of the values at its path."""
        collection = self.collection([locale])
        found: dict[str, Document] = {}
        for path, wanted in values.items():
            holding = collection.holding(path, wanted)
            copies = self.call.store.find(self.scope(locale=locale)) if holding is None else holding
            found |= {copy["uid"]: copy for copy in copies}
        return [copy for other, copy in found.items() if other != uid]

    def listed(self, locale: str) -> Collection | None:
        """Open the entries as a locale reads them; None where copies take values over, so that each must be read."""
        chain = fallback_chain(self.call, locale)
        inherits = chain[0] != self.call.master_locale and any(is_inherited(field) for _, field in walk(self.schema))
        return None if inherits else self.collection(chain)

    def collection(self, locales: Sequence[str]) -> Collection:
        """Open the copies in some locales, of which the first counts that an entry has."""
        call = self.call
        return Collection(call.store, [(ENTRY, call.api_key, call.branch, self.uid, locale) for locale in locales])

    def save(self, entry: Document) -> None:
        """Store a copy, as it is now and as this version."""
        for version in (0, entry["_version"]):
            self._put(entry, version)

    def change(self, uid: str, locale: str, values: Document) -> None:
        """Write values into a copy and its latest version, without making a new one."""
        copy = self.copies(uid)[locale]
        for version in (0, copy["_version"]):
            stored = self.call.store.find(self.scope(uid, locale, version))
            self._put(stored[0] | values, version)

    def rewrite(self, entry: Document) -> None:
        """Put a copy in the place of what it is now; all its versions stay as they are."""
        self._put(entry, 0)

    def delete(self, uid: str, locale: str) -> None:
        """Remove a copy with its versions, its variants, its tasks and what was published in its locale."""
        self.call.store.delete_all(self.scope(uid, locale, None))
        self._forget_tasks(uid, locale)
        VariantStore(self.call, self.uid, uid).delete_all(locale)
        if self.copies(uid):
            withdraw(self.call, self.uid, uid, locale)
            forget(self.call, entity_uid=uid, _content_type_uid=self.uid, locale=locale)
        else:
            forget(self.call, entity_uid=uid, _content_type_uid=self.uid)
            self.call.store.delete(self.call.branch_key(PUBLISHING, uid, parent=self.uid))

    def scope(self, uid: str | None = None, locale: str | None = None, version: int | None = 0) -> Scope:
        """Make the scope of copies, each as it is now or (`version` None) in all its versions too."""
        return self.call.branch_scope(ENTRY, parent=self.uid, uid=uid, locale=locale, version=version)

    def _reading(self, copies: Copies, chain: Sequence[str], version: int) -> Document | None:
        copy = pick(copies, chain)
        if copy is not None and version:
            kept = self.call.store.find(self.scope(copy["uid"], copy["locale"], version))
            copy = kept[0] if kept else None
        master = copies.get(self.call.master_locale)
        if copy is None or master is None or copy["locale"] == self.call.master_locale:
            return copy
        return with_master_values(self.schema, copy, master)

    def _forget_tasks(self, uid: str, locale: str) -> None:
        for kind in ABOUT_ENTRIES:
            scope = self.call.branch_scope(kind, parent=self.uid, locale=locale)
            for key, document in self.call.store.items(scope):
                if document["entry"] == uid:
                    self.call.store.delete(key)

    def _put(self, entry: Document, version: int) -> None:
        key = self.call.branch_key(ENTRY, entry["uid"], parent=self.uid, locale=entry["locale"], version=version)
        self.call.store.put(key, entry)
