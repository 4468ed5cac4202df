"""What variants change in entries: one document for each locale, and one for each version of it."""

from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import (
    CONTENT_TYPE,
    ENTRY_VARIANT,
    PUBLISHING,
    VARIANT,
    VARIANT_GROUP,
)
from contentstack_cma_emulator.engine.lookup import fallback_chain
from contentstack_cma_emulator.engine.store import Key, Scope


@dataclass(frozen=True, slots=True)
class VariantStore:
    """The variants of one entry in the branch of a call."""

    call: Call
    content_type_uid: str
    entry_uid: str

    @property
    def parent(self) -> str:
        """What the documents lie under."""
        return f"{self.content_type_uid}/{self.entry_uid}"

    def find(self, uid: str, locale: str, version: int = 0) -> Document | None:
        """Answer what a variant changes as a locale reads it, in a version if one is given, or None."""
        for code in fallback_chain(self.call, locale):
            if self.call.store.has(self._key(uid, code)):
                return self.call.store.get(self._key(uid, code, version))
        return None

    def locales(self, uid: str) -> set[str]:
        """Return the locales that have a copy of their own of what a variant changes."""
        scope = self.call.branch_scope(ENTRY_VARIANT, parent=self.parent, uid=uid)
        return {key.locale for key, _ in self.call.store.items(scope)}

    def all(self, locale: str) -> list[Document]:
        """Answer what every variant changes as a locale reads it, oldest first."""
        kept = self.call.store.find(self.call.branch_scope(ENTRY_VARIANT, parent=self.parent))
        uids = dict.fromkeys(document["_variant"]["_uid"] for document in kept)
        found = (self.find(uid, locale) for uid in uids)
        return [document for document in found if document is not None]

    def save(self, document: Document) -> None:
        """Store what a variant changes, as it is now and as this version."""
        uid, locale = document["_variant"]["_uid"], document["locale"]
        for version in (0, document["_version"]):
            self.call.store.put(self._key(uid, locale, version), document)

    def versions(self, uid: str) -> Scope:
        """Make the scope of the versions of what a variant changes, in all locales."""
        return self.call.branch_scope(ENTRY_VARIANT, parent=self.parent, uid=uid, version=None)

    def delete(self, uid: str, locale: str) -> None:
        """Remove what a variant changes in a locale; where it is published goes with the last locale."""
        self.call.store.delete_all(replace(self.versions(uid), locale=locale))
        if not self.call.store.count(self.versions(uid)):
            self.call.store.delete(self.call.branch_key(PUBLISHING, uid, parent=self.parent))

    def delete_all(self, locale: str) -> None:
        """Remove what all variants change in a locale, because the copy of the entry goes."""
        scope = self.call.branch_scope(ENTRY_VARIANT, parent=self.parent, locale=locale)
        for document in self.call.store.find(scope):
            self.delete(document["_variant"]["_uid"], locale)

    def _key(self, uid: str, locale: str, version: int = 0) -> Key:
        return self.call.branch_key(ENTRY_VARIANT, uid, parent=self.parent, locale=locale, version=version)


def find_variant(call: Call, uid: str) -> Document | None:
    """Answer the variant with this uid, in a group or in none, or None."""
    return next(iter(call.store.find(Scope(VARIANT, call.api_key, "", uid=uid))), None)


def is_linked(call: Call, variant: Document, content_type_uid: str) -> bool:
    """Answer whether entries of a content type may have a variant: those of groups need a link, the others none."""
    group_uid = variant.get("variant_group_uid")
    if group_uid is None:
        return True
    group = call.store.get(call.stack_key(VARIANT_GROUP, group_uid))
    return group is not None and any(link["uid"] == content_type_uid for link in group["content_types"])


def of_type(call: Call, content_type_uid: str) -> list[tuple[Key, Document]]:
    """Answer what variants change in the entries of a content type, with the keys."""
    found = call.store.items(call.branch_scope(ENTRY_VARIANT))
    return [(key, document) for key, document in found if key.parent.startswith(f"{content_type_uid}/")]


def remove_of_variant(call: Call, uid: str) -> None:
    """Remove what a variant changes in any entry of any branch, because the variant goes."""
    for key, _ in call.store.items(Scope(ENTRY_VARIANT, call.api_key, uid=uid)):
        call.store.delete_all(Scope(ENTRY_VARIANT, call.api_key, key.branch, key.parent, uid, version=None))
        call.store.delete(replace(key, kind=PUBLISHING, locale=""))


def remove_all(call: Call) -> None:
    """Remove what variants change in the entries of the branch, and where that is published."""
    for parent in {key.parent for key, _ in call.store.items(call.branch_scope(ENTRY_VARIANT))}:
        call.store.delete_all(call.branch_scope(PUBLISHING, parent=parent))
    call.store.delete_all(call.branch_scope(ENTRY_VARIANT, version=None))


def remove_of_type(call: Call, content_type_uid: str) -> None:
    """Remove what variants change in entries of a content type that goes; no group is linked to what is nowhere."""
    for parent in {key.parent for key, _ in of_type(call, content_type_uid)}:
        for kind in (ENTRY_VARIANT, PUBLISHING):
            call.store.delete_all(call.branch_scope(kind, parent=parent, version=None))
    elsewhere = call.store.items(Scope(CONTENT_TYPE, call.api_key, uid=content_type_uid))
    if all(key.branch == call.branch for key, _ in elsewhere):
        _unlink(call, content_type_uid)


def _unlink(call: Call, content_type_uid: str) -> None:
    for key, group in call.store.items(call.stack_scope(VARIANT_GROUP)):
        left = [link for link in group["content_types"] if link["uid"] != content_type_uid]
        call.store.put(key, group | {"content_types": left})
