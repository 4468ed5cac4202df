"""Where the documents of a resource are stored: in a branch, a stack or an organization, perhaps in a parent."""

from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.store import Key, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """Where the documents of a resource are stored. Builds their keys and scopes.

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

    def _get_stack(self, call: Call) -> str:
        return call.api_key if self.in_stack else ""

    def _get_branch(self, call: Call) -> str:
        return call.branch if self.in_branch else ""

    def _get_parent(self, call: Call) -> str:
        return "/".join(call.path[name] for name in self.parents)


PER_STACK = Place()
"""Shared by all branches of a stack."""

PER_BRANCH = Place(in_branch=True)
"""Each branch has its own. A new branch starts with copies."""

PER_ORGANIZATION = Place(in_stack=False).inside("organization_uid")
"""Each organization has its own."""
