"""What extensions keep about entries and assets: each piece a document of its own in the branch."""

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key

METADATA = "metadata"

ENTITY = ("type", "entity_uid", "_content_type_uid", "locale", "extension_uid")
"""What says whose metadata it is."""

SERVER = (
    "api_key",
    "deleted_at",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "_version",
    "publish_details",
)
"""What only the server writes."""


def found(call: Call, **known: str) -> list[tuple[Key, Document]]:
    """Answer the metadata whose fields have these values."""
    items = call.store.items(call.branch_scope(METADATA))
    return [(key, document) for key, document in items if all(document[name] == known[name] for name in known)]


def forget(call: Call, **known: str) -> None:
    """Delete the metadata whose fields have these values: what they are about is gone."""
    for key, _ in found(call, **known):
        call.store.delete(key)


def by_extension(call: Call, **known: str) -> Document:
    """Answer, as an entry or asset shows it, what extensions keep about it."""
    shown: dict[str, list[Document]] = {}
    for _, document in found(call, **known):
        own = {name: value for name, value in document.items() if name not in (*ENTITY, *SERVER)}
        shown.setdefault(document["extension_uid"], []).append(own)
    return {"extensions": shown}
