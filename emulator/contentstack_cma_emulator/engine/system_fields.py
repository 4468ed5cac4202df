"""What the server adds to a document of a declared resource: its uid, and who stored it when and how often."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document

MakeUid = Callable[[Call, Document], str]
"""Answers the uid of a new document, from what was sent or made now. Raises `CmaError` where it cannot be one."""


def made(call: Call, _sent: Document) -> str:
    """Make a uid that begins with `blt`."""
    return call.state.clock.uid()


def made_with(prefix: str) -> MakeUid:
    """Make uids that begin with `prefix`, such as `cs`."""
    return lambda call, _sent: call.state.clock.uid(prefix)


def sent_as(expression: str, noun: str, code: int = 119) -> MakeUid:
    """Take the uid from what was sent; it must fit the regular expression as a whole, else 422 with `code`."""
    compiled = re.compile(expression)

    def take(_call: Call, sent: Document) -> str:
        uid = sent.get("uid")
        if not isinstance(uid, str) or compiled.fullmatch(uid) is None:
            text = errors.NOT_VALID if uid else errors.REQUIRED
            raise errors.refused(noun, "creation", {"uid": [text]}, code)
        return uid

    return take


def sent_or_made(prefix: str = "blt") -> MakeUid:
    """Take the uid from what was sent, or make one where none was."""
    return lambda call, sent: str(sent.get("uid") or call.state.clock.uid(prefix))


@dataclass(frozen=True, slots=True)
class System:
    """The fields that the server writes.

    `acl` is the value of `ACL`; None leaves it out. `versioned` says whether `_version` counts the changes.
    `created` and `updated` name the fields of when and by whom; `updated_when_new` says whether a document that
    was never changed has the latter.
    """

    acl: dict[str, Any] | list[Any] | None = field(default_factory=dict[str, Any])
    versioned: bool = True
    created: tuple[str, str] = ("created_at", "created_by")
    updated: tuple[str, str] = ("updated_at", "updated_by")
    updated_when_new: bool = True

    def of_new(self, call: Call, uid: str) -> Document:
        """Answer the fields of a document that is stored for the first time."""
        updated = self._stamps(call, self.updated) if self.updated_when_new else {}
        stamps = self._stamps(call, self.created) | updated
        acl = {} if self.acl is None else {"ACL": self.acl}
        return {"uid": uid, **stamps} | acl | ({"_version": 1} if self.versioned else {})

    def of_changed(self, call: Call, stored: Document) -> Document:
        """Answer the fields of a document that is stored again."""
        kept = {name: stored[name] for name in ("uid", "ACL", *self.created) if name in stored}
        version = {"_version": stored["_version"] + 1} if self.versioned else {}
        return kept | self._stamps(call, self.updated) | version

    def names(self) -> tuple[str, ...]:
        """Answer the fields that no client can write."""
        return ("uid", "ACL", "_version", *self.created, *self.updated)

    def _stamps(self, call: Call, names: tuple[str, str]) -> Document:
        return dict(zip(names, (call.now, call.actor), strict=True))


NONE = System(acl=None, versioned=False)
"""Only the uid, and who created and changed it when."""
