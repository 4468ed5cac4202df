"""What the server adds to a document of a declared resource: uid, version, and who stored it when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document

CREATED = ("created_at", "created_by")
UPDATED = ("updated_at", "updated_by")

MakeUid = Callable[[Call, Document], str]
"""Returns the uid of a new document. Raises `CmaError` if the sent one is not valid."""


def generate_uid(call: Call, _sent: Document) -> str:
    """Generate a uid with the prefix `blt`."""
    return call.make_uid()


def generate_uid_with(prefix: str) -> MakeUid:
    """Generate uids with a prefix such as `cs`."""
    return lambda call, _sent: call.make_uid(prefix)


def take_or_make_uid(prefix: str = "blt") -> MakeUid:
    """Take the uid that was sent, or generate one."""
    return lambda call, sent: str(sent.get("uid") or call.make_uid(prefix))


@dataclass(frozen=True, slots=True)
class SystemFields:
    """The fields that the server writes.

    Attributes:
        acl: The value of `ACL`; None omits it.
        versioned: Whether `_version` counts the changes.
        created: The fields with time and user of the creation.
        updated: The fields with time and user of the last change.
        updated_when_new: Whether a new document has the fields in `updated`.
    """

    acl: dict[str, Any] | list[Any] | None = field(default_factory=dict[str, Any])
    versioned: bool = True
    created: tuple[str, str] = CREATED
    updated: tuple[str, str] = UPDATED
    updated_when_new: bool = True

    def build_for_new(self, call: Call, uid: str) -> Document:
        """Return the fields of a new document."""
        whole = call.build_creation_fields()
        stamps = _rename(whole, CREATED, self.created)
        stamps |= _rename(whole, UPDATED, self.updated) if self.updated_when_new else {}
        acl = {} if self.acl is None else {"ACL": self.acl}
        return {"uid": uid, **stamps} | acl | ({"_version": 1} if self.versioned else {})

    def build_for_changed(self, call: Call, stored: Document) -> Document:
        """Return the fields of a changed document."""
        kept = {name: stored[name] for name in ("uid", "ACL", *self.created) if name in stored}
        version = {"_version": stored["_version"] + 1} if self.versioned else {}
        return kept | _rename(call.build_update_fields(), UPDATED, self.updated) | version

    def list_names(self) -> tuple[str, ...]:
        """Return the fields that no client can write."""
        return ("uid", "ACL", "_version", *self.created, *self.updated)


def _rename(stamps: Document, usual: tuple[str, str], names: tuple[str, str]) -> Document:
    """Return time and user under other names."""
    return {name: stamps[key] for key, name in zip(usual, names, strict=True)}


MINIMAL_FIELDS = SystemFields(acl=None, versioned=False)
"""Only the uid, and time and user of creation and last change."""
