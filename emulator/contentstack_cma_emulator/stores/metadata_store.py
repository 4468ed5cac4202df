"""Metadata that extensions store about entries and assets: a document each, in the branch."""

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.store import Key, Scope

METADATA = "metadata"

OWNER_FIELDS = ("type", "entity_uid", "_content_type_uid", "locale", "extension_uid")
"""Fields that say what the metadata is about, and whose it is."""

SERVER_FIELDS = (
    "api_key",
    "deleted_at",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "_version",
    "publish_details",
)
"""Fields that only the server writes."""


def find_metadata(call: Call, **known: str) -> list[tuple[Key, Document]]:
    """Return the metadata whose fields have these values."""
    items = call.store.find_with_keys(Scope(METADATA, call.api_key, call.branch))
    return [(key, document) for key, document in items if all(document[name] == known[name] for name in known)]


def delete_metadata(call: Call, **known: str) -> None:
    """Delete the metadata whose fields have these values."""
    for key, _ in find_metadata(call, **known):
        call.store.delete(key)


def group_by_extension(call: Call, **known: str) -> Document:
    """Return metadata by the uid of its extension, as entries and assets show it."""
    shown: dict[str, list[Document]] = {}
    for _, document in find_metadata(call, **known):
        own = omit(document, *OWNER_FIELDS, *SERVER_FIELDS)
        shown.setdefault(document["extension_uid"], []).append(own)
    return {"extensions": shown}
