"""Finds content types and global fields in the branch of a call."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, GLOBAL_FIELD, TAXONOMY
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.rules.fields import could_be_uid, expanded, reference_targets, walk
from contentstack_cma_emulator.rules.schemas import Known, global_field_uses, referred_content_types


def content_types(call: Call) -> list[Document]:
    """Answer the content types, oldest first."""
    return call.store.find(call.branch_scope(CONTENT_TYPE))


def find_content_type(call: Call, uid: str) -> Document:
    """Answer a content type. Raises `CmaError` (422/118) if there is none with this uid."""
    content_type = existing_content_type(call, uid)
    if content_type is None:
        raise errors.content_type_not_found(uid)
    return content_type


def existing_content_type(call: Call, uid: str) -> Document | None:
    """Answer a content type, or None if there is none with this uid."""
    return call.store.get(call.branch_key(CONTENT_TYPE, uid)) if could_be_uid(uid) else None


def global_fields(call: Call) -> dict[str, Document]:
    """Answer the global fields by their uids."""
    return {field["uid"]: field for field in call.store.find(call.branch_scope(GLOBAL_FIELD))}


@dataclass(frozen=True, slots=True)
class Uids:
    """The uids of what there is, and of `more` than that; each is looked up when it is asked for."""

    call: Call
    key: Callable[[str], Key]
    more: Collection[str] = ()

    def __contains__(self, uid: object) -> bool:
        """Return whether there is something with this uid."""
        if not isinstance(uid, str):
            return False
        return uid in self.more or (uid.isascii() and self.call.store.has(self.key(uid)))


@dataclass(frozen=True, slots=True)
class GlobalFields:
    """The global fields of a branch, each read when it is asked for."""

    call: Call

    def get(self, uid: str, default: Document) -> Document:
        """Return a global field, or the default if there is none with this uid."""
        found = self.call.store.get(self.call.branch_key(GLOBAL_FIELD, uid)) if uid.isascii() else None
        return default if found is None else found


def known_names(call: Call, stored: Document | None, content_type_uid: str | None = None) -> Known:
    """Return what the schema of a content type or global field may name.

    That is all that exists, what the `stored` one refers to, so that it stays writable after its targets are gone, and
    the content type itself.
    """
    more = referred_content_types(stored["schema"]) if stored else set[str]()
    return Known(
        Uids(call, partial(call.branch_key, CONTENT_TYPE), more | ({content_type_uid} if content_type_uid else set())),
        Uids(call, partial(call.branch_key, GLOBAL_FIELD)),
        Uids(call, partial(call.stack_key, TAXONOMY)),
    )


def whole_schema(call: Call, owner: Document) -> list[Document]:
    """Answer the schema of a content type or global field, with the fields of global fields in it."""
    return expanded(owner["schema"], GlobalFields(call))


def held_global_fields(call: Call, owner: Document) -> list[Document]:
    """Answer the global fields in a content type or global field: how often each, and where it is taken in directly."""
    uses = list(global_field_uses(owner["schema"]))
    fields = walk(whole_schema(call, owner)) if uses else ()
    counts = Counter(
        uid for _, field in fields if field["data_type"] == "global_field" for uid in reference_targets(field)
    )
    paths: dict[str, list[str]] = {uid: [] for uid in counts}
    for uid, path in uses:
        paths.setdefault(uid, []).append(path)
    return [
        {"uid": uid, "occurrence_count": max(counts[uid], len(direct)), "isChild": bool(direct)}
        | ({"paths": direct} if direct else {})
        for uid, direct in paths.items()
    ]


def opened(call: Call, uid: str) -> tuple[Document, list[Document]]:
    """Answer a content type and its whole schema, for reading only.

    Raises `CmaError` (422/118) if there is none with this uid.
    """

    def read() -> tuple[Document, list[Document]]:
        content_type = find_content_type(call, uid)
        return content_type, whole_schema(call, content_type)

    return call.store.remember((CONTENT_TYPE, GLOBAL_FIELD), ("schema", call.api_key, call.branch, uid), read)
