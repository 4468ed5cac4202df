"""What variants change in entries: a document per localization, and one per version of it."""

from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, ENTRY_VARIANT, PUBLISHING, VARIANT, VARIANT_GROUP
from contentstack_cma_emulator.engine.lookup import find_fallback_chain
from contentstack_cma_emulator.engine.store import Key, Scope


@dataclass(frozen=True, slots=True)
class VariantStore:
    """The variants of one entry in the branch of a call."""

    call: Call
    content_type_uid: str
    entry_uid: str

    @property
    def parent(self) -> str:
        """The parent in the keys of the documents."""
        return f"{self.content_type_uid}/{self.entry_uid}"

    def find(self, uid: str, locale: str, version: int = 0) -> Document | None:
        """Return the latest or another version of what a variant changes, as read in a locale, or None."""
        for code in find_fallback_chain(self.call, locale):
            if self.call.store.has(self._build_key(uid, code)):
                return self.call.store.get(self._build_key(uid, code, version))
        return None

    def list_locales(self, uid: str) -> set[str]:
        """Return the locales in which a variant has a localization."""
        scope = Scope(ENTRY_VARIANT, self.call.api_key, self.call.branch, parent=self.parent, uid=uid)
        return {key.locale for key, _ in self.call.store.find_with_keys(scope)}

    def list_all(self, locale: str) -> list[Document]:
        """Return what every variant changes, as read in a locale, oldest first."""
        documents = self.call.store.find(Scope(ENTRY_VARIANT, self.call.api_key, self.call.branch, parent=self.parent))
        uids = dict.fromkeys(document["_variant"]["_uid"] for document in documents)
        found = (self.find(uid, locale) for uid in uids)
        return [document for document in found if document is not None]

    def save(self, document: Document) -> None:
        """Store what a variant changes as the latest version and under its version number."""
        uid, locale = document["_variant"]["_uid"], document["locale"]
        for version in (0, document["_version"]):
            self.call.store.put(self._build_key(uid, locale, version), document)

    def build_scope(self, uid: str) -> Scope:
        """Return the scope of all versions of what a variant changes, in all locales."""
        return Scope(ENTRY_VARIANT, self.call.api_key, self.call.branch, parent=self.parent, uid=uid, version=None)

    def delete(self, uid: str, locale: str) -> None:
        """Delete what a variant changes in a locale, and with the last locale its publish details."""
        self.call.store.delete_all(replace(self.build_scope(uid), locale=locale))
        if not self.call.store.count(self.build_scope(uid)):
            self.call.store.delete(Key(PUBLISHING, uid, self.call.api_key, self.call.branch, parent=self.parent))

    def delete_all(self, locale: str) -> None:
        """Delete what all variants change in a locale."""
        scope = Scope(ENTRY_VARIANT, self.call.api_key, self.call.branch, parent=self.parent, locale=locale)
        for document in self.call.store.find(scope):
            self.delete(document["_variant"]["_uid"], locale)

    def _build_key(self, uid: str, locale: str, version: int = 0) -> Key:
        return Key(ENTRY_VARIANT, uid, self.call.api_key, self.call.branch, self.parent, locale, version)


def find_variant(call: Call, uid: str) -> Document | None:
    """Return the variant with this uid, in any group or in none, or None."""
    return next(iter(call.store.find(Scope(VARIANT, call.api_key, "", uid=uid))), None)


def is_linked(call: Call, variant: Document, content_type_uid: str) -> bool:
    """Return whether entries of a content type may have a variant: its group, if any, must be linked to the type."""
    group_uid = variant.get("variant_group_uid")
    if group_uid is None:
        return True
    group = call.store.get(Key(VARIANT_GROUP, group_uid, call.api_key))
    return group is not None and any(link["uid"] == content_type_uid for link in group["content_types"])


def list_type_changes(call: Call, content_type_uid: str) -> list[tuple[Key, Document]]:
    """Return what variants change in the entries of a content type, with the keys."""
    found = call.store.find_with_keys(Scope(ENTRY_VARIANT, call.api_key, call.branch))
    return [(key, document) for key, document in found if key.parent.startswith(f"{content_type_uid}/")]


def delete_variant_changes(call: Call, uid: str) -> None:
    """Delete what a variant changes in all entries of all branches."""
    for key, _ in call.store.find_with_keys(Scope(ENTRY_VARIANT, call.api_key, uid=uid)):
        call.store.delete_all(Scope(ENTRY_VARIANT, call.api_key, key.branch, key.parent, uid, version=None))
        call.store.delete(replace(key, kind=PUBLISHING, locale=""))


def delete_all_changes(call: Call) -> None:
    """Delete what variants change in the entries of the branch, with its publish details."""
    for parent in {key.parent for key, _ in call.store.find_with_keys(Scope(ENTRY_VARIANT, call.api_key, call.branch))}:
        call.store.delete_all(Scope(PUBLISHING, call.api_key, call.branch, parent=parent))
    call.store.delete_all(Scope(ENTRY_VARIANT, call.api_key, call.branch, version=None))


def delete_type_changes(call: Call, content_type_uid: str) -> None:
    """Delete what variants change in entries of a content type; unlink it from groups if no other branch has it."""
    for parent in {key.parent for key, _ in list_type_changes(call, content_type_uid)}:
        for kind in (ENTRY_VARIANT, PUBLISHING):
            call.store.delete_all(Scope(kind, call.api_key, call.branch, parent=parent, version=None))
    elsewhere = call.store.find_with_keys(Scope(CONTENT_TYPE, call.api_key, uid=content_type_uid))
    if all(key.branch == call.branch for key, _ in elsewhere):
        _unlink(call, content_type_uid)


def _unlink(call: Call, content_type_uid: str) -> None:
    for key, group in call.store.find_with_keys(Scope(VARIANT_GROUP, call.api_key, "")):
        left = [link for link in group["content_types"] if link["uid"] != content_type_uid]
        call.store.put(key, group | {"content_types": left})
