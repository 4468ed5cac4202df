"""The versions of entries and assets: listing them, and giving them names."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.store import Key, Scope

NAME = "_version_name"


def list_versions(call: Call, versions: Scope, record: Document) -> Answer:
    """Answer a page of the versions, the newest first. `record` says where which of them is published."""
    items = [version_item(call, document, record) for _, document in kept_items(call, versions)]
    if call.flag("named"):
        items = [item for item in items if NAME in item]
    return listing(call, "versions", items)


def version_item(call: Call, document: Document, record: Document) -> Document:
    """Answer what a list says of a version."""
    shown = ["_version", NAME, "locale"]
    shown += [name for name in ("updated_at", "updated_by") if call.flag(f"include_{name}")]
    item = {name: document[name] for name in shown if name in document}
    if call.flag("include_publish_details"):
        details = [detail for detail in record["details"] if detail["version"] == document["_version"]]
        item["publish_details"] = details
    if call.flag("include_branch"):
        item["_branch"] = call.branch
    return item


def set_name(call: Call, versions: Scope, name: object, *, force: bool) -> None:
    """Name the version of the path. A name that another version has is refused, or with `force` taken from it."""
    if not name or not isinstance(name, str):
        raise errors.invalid(119, "The version could not be named.", {NAME: [errors.REQUIRED]})
    key, document = find_version(call, versions)
    for other_key, other in kept_items(call, versions):
        if other_key != key and other.get(NAME, {}).get("title") == name:
            if not force:
                raise errors.invalid(119, "The version could not be named.", {NAME: [errors.NOT_UNIQUE]})
            put_without_name(call, other_key, other)
    given = {"title": name, "updated_by": call.actor, "updated_at": call.now}
    call.store.put(key, document | {NAME: given})


def delete_name(call: Call, versions: Scope) -> None:
    """Take the name from the version of the path."""
    put_without_name(call, *find_version(call, versions))


def put_without_name(call: Call, key: Key, document: Document) -> None:
    """Store a version without its name."""
    call.store.put(key, {field: value for field, value in document.items() if field != NAME})


def find_version(call: Call, versions: Scope) -> tuple[Key, Document]:
    """Answer the version of the path. Raises `CmaError` (422/141) if there is none of this number."""
    for key, document in kept_items(call, versions):
        if str(key.version) == call.path["version_number"]:
            return key, document
    raise errors.object_not_found()


def kept_items(call: Call, versions: Scope) -> list[tuple[Key, Document]]:
    """Answer the versions with their keys, oldest first; the document as it is now is none of them."""
    return [(key, document) for key, document in call.store.items(versions) if key.version]
