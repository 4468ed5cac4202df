"""Where the documents of a resource lie: in a branch, a stack or an organization, and there perhaps in a parent."""

from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.store import Key, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """Makes the keys and scopes of a resource.

    `in_stack` says that each stack has its own, `in_branch` that each branch has. `parents` are the path
    parameters that name the collection inside of that: `("taxonomy_uid",)` for terms.
    """

    in_stack: bool = True
    in_branch: bool = False
    parents: tuple[str, ...] = ()

    def under(self, *parameters: str) -> "Place":
        """Answer this place, and in it the collection that these path parameters name."""
        return replace(self, parents=(*self.parents, *parameters))

    def key(self, call: Call, kind: str, uid: str) -> Key:
        """Make the key of one document."""
        return Key(kind, uid, self._stack(call), self._branch(call), self._parent(call))

    def scope(self, call: Call, kind: str) -> Scope:
        """Make the scope of all documents that the call could speak of."""
        return Scope(kind, self._stack(call), self._branch(call), self._parent(call))

    def wide_scope(self, call: Call, kind: str) -> Scope:
        """Make the scope of all documents of a kind, in every collection where the call names none."""
        stack = (call.open_stack["api_key"] if call.open_stack else None) if self.in_stack else ""
        branch = (call.branch if call.open_stack else None) if self.in_branch else ""
        is_named = all(name in call.path for name in self.parents)
        return Scope(kind, stack, branch, self._parent(call) if is_named else None)

    def _stack(self, call: Call) -> str:
        return call.api_key if self.in_stack else ""

    def _branch(self, call: Call) -> str:
        return call.branch if self.in_branch else ""

    def _parent(self, call: Call) -> str:
        return "/".join(call.path[name] for name in self.parents)


PER_STACK = Place()
"""All branches of a stack share them."""

PER_BRANCH = Place(in_branch=True)
"""Each branch has its own; a new branch begins with copies."""

PER_ORGANIZATION = Place(in_stack=False).under("organization_uid")
"""Each organization has its own."""
