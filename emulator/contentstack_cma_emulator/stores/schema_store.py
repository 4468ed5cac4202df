"""Content types and global fields in the branch of a call."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, GLOBAL_FIELD, TAXONOMY
from contentstack_cma_emulator.engine.store import Key, Scope, Store
from contentstack_cma_emulator.rules.fields import (
    could_be_uid,
    expand_global_fields,
    read_reference_targets,
    walk_fields,
)
from contentstack_cma_emulator.rules.schemas import KnownUids, find_global_field_uses, find_referenced_content_types


def list_content_types(call: Call) -> list[Document]:
    """Return the content types, oldest first."""
    return call.store.find(Scope(CONTENT_TYPE, call.api_key, call.branch))


def find_content_type(call: Call, uid: str) -> Document | None:
    """Return a content type, or None if it does not exist."""
    return call.store.get(Key(CONTENT_TYPE, uid, call.api_key, call.branch)) if could_be_uid(uid) else None


def list_global_fields(call: Call) -> dict[str, Document]:
    """Return the global fields by uid."""
    return {field["uid"]: field for field in call.store.find(Scope(GLOBAL_FIELD, call.api_key, call.branch))}


@dataclass(frozen=True, slots=True)
class ExistingUids:
    """The uids of existing documents with the kind and the place of a key, looked up on demand, and those in `more`."""

    store: Store
    place: Key
    more: Collection[str] = ()

    def __contains__(self, uid: object) -> bool:
        """Return whether a document has this uid."""
        if not isinstance(uid, str):
            return False
        return uid in self.more or (uid.isascii() and self.store.has(replace(self.place, uid=uid)))


@dataclass(frozen=True, slots=True)
class GlobalFields:
    """The global fields of a branch, read on demand."""

    call: Call

    def get(self, uid: str, default: Document) -> Document:
        """Return a global field, or the default if it does not exist."""
        key = Key(GLOBAL_FIELD, uid, self.call.api_key, self.call.branch)
        return (self.call.store.get(key) if uid.isascii() else None) or default


def collect_known_names(call: Call, stored: Document, content_type_uid: str | None = None) -> KnownUids:
    """Return what the schema of a content type or global field may refer to.

    That is everything that exists, what the `stored` one refers to (so that it can still be updated after its targets
    were deleted), and the content type itself.
    """
    more = find_referenced_content_types(stored["schema"]) if stored else set[str]()
    more |= {content_type_uid} if content_type_uid else set()
    branch = Key("", "", call.api_key, call.branch)
    return KnownUids(
        ExistingUids(call.store, replace(branch, kind=CONTENT_TYPE), more),
        ExistingUids(call.store, replace(branch, kind=GLOBAL_FIELD)),
        ExistingUids(call.store, Key(TAXONOMY, "", call.api_key)),
    )


def expand_schema(call: Call, owner: Document) -> list[Document]:
    """Return the schema of a content type or global field, with global fields expanded."""
    return expand_global_fields(owner["schema"], GlobalFields(call))


def describe_global_fields(call: Call, owner: Document) -> list[Document]:
    """Return how often a content type or global field has each global field, and the paths of those in it directly."""
    uses = list(find_global_field_uses(owner["schema"]))
    fields = walk_fields(expand_schema(call, owner)) if uses else ()
    global_fields = (field for _, field in fields if field["data_type"] == "global_field")
    counts = Counter(uid for field in global_fields for uid in read_reference_targets(field))
    paths: dict[str, list[str]] = {uid: [] for uid in counts}
    for uid, path in uses:
        paths.setdefault(uid, []).append(path)
    return [
        {"uid": uid, "occurrence_count": max(counts[uid], len(direct)), "isChild": bool(direct)}
        | ({"paths": direct} if direct else {})
        for uid, direct in paths.items()
    ]


def read_schema(call: Call, uid: str) -> tuple[Document, list[Document]] | None:
    """Return a content type and its expanded schema, or None if it does not exist."""
    content_type = find_content_type(call, uid)
    return (content_type, expand_schema(call, content_type)) if content_type else None
