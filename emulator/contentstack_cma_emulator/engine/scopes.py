"""Where the documents of a resource are stored: in a branch, a stack or an organization, perhaps in a parent."""

from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how the documents of a resource are stored.

    Attributes:
        in_stack: Whether each stack has its own documents.
        in_branch: Whether each branch has its own documents.
        parents: The path parameters with the parent: `("taxonomy_uid",)` for terms.
    """

    in_stack: bool = True
    in_branch: bool = False
    parents: tuple[str, ...] = ()

    def inside(self, *parameters: str) -> "Place":
        """Return the place within this one whose parent is in these path parameters."""
        return replace(self, parents=(*self.parents, *parameters))

    def make_key(self, call: Call, kind: str, uid: str) -> Key:
        """Build the key of a document."""
        return Key(kind, uid, self._get_stack(call), self._get_branch(call), self._get_parent(call))

    def make_scope(self, call: Call, kind: str) -> Scope:
        """Build the scope of the documents that the call can refer to."""
        return Scope(kind, self._get_stack(call), self._get_branch(call), self._get_parent(call))

    def make_wide_scope(self, call: Call, kind: str) -> Scope:
        """Build the scope of the documents of a kind, in all parents if the path does not name one."""
        stack = (call.api_key or None) if self.in_stack else ""
        branch = (call.branch if call.stack else None) if self.in_branch else ""
        is_named = all(name in call.path for name in self.parents)
        return Scope(kind, stack, branch, self._get_parent(call) if is_named else None)

    def make_read_scope(self, call: Call, kind: str) -> Scope:
        """Build the scope of the documents that a call lists or gets."""
        return self.make_scope(call, kind)

    def put(self, call: Call, kind: str, document: Document) -> None:
        """Store a document."""
        call.store.put(self.make_key(call, kind, document["uid"]), document)

    def delete(self, call: Call, key: Key) -> None:
        """Delete a document."""
        call.store.delete(key)

    def _get_stack(self, call: Call) -> str:
        return call.api_key if self.in_stack else ""

    def _get_branch(self, call: Call) -> str:
        return call.branch if self.in_branch else ""

    def _get_parent(self, call: Call) -> str:
        return "/".join(call.path[name] for name in self.parents)


@dataclass(frozen=True, slots=True)
class VersionedPlace(Place):
    """A place that keeps all versions of its documents. Calls may read those of the query parameter `version`.

    Attributes:
        deleted_kind: The kind of deleted documents, which calls read with `deleted`. By default they are not kept.
    """

    deleted_kind: str = ""

    def make_read_scope(self, call: Call, kind: str) -> Scope:
        """Build the scope of the documents in the version that a call lists or gets."""
        kind = self.deleted_kind if self.deleted_kind and call.has_flag("deleted") else kind
        return replace(self.make_scope(call, kind), version=call.get_integer("version") or 0)

    def put(self, call: Call, kind: str, document: Document) -> None:
        """Store a document as the current version and under its number."""
        key = self.make_key(call, kind, document["uid"])
        for version in (0, document["_version"]):
            call.store.put(replace(key, version=version), document)

    def delete(self, call: Call, key: Key) -> None:
        """Delete all versions of a document."""
        versions = Scope(key.kind, key.stack, key.branch, key.parent, key.uid, version=None)
        if self.deleted_kind:
            call.store.delete_all(replace(versions, kind=self.deleted_kind))
            deletion = {"deleted_at": call.now, "deleted_by": call.actor}
            for stored_key, document in call.store.find_with_keys(versions):
                call.store.put(replace(stored_key, kind=self.deleted_kind), document | deletion)
        call.store.delete_all(versions)


PER_STACK = Place()
"""Shared by all branches of a stack."""

PER_BRANCH = Place(in_branch=True)
"""Each branch has its own. A new branch starts with copies."""

PER_ORGANIZATION = Place(in_stack=False).inside("organization_uid")
"""Each organization has its own."""
