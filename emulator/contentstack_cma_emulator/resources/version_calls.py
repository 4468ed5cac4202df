"""Versions of entries and assets: list and name them."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.paging import list_documents
from contentstack_cma_emulator.engine.store import Key, Scope

NAME = "_version_name"


def list_versions(call: Call, versions: Scope, record: Document) -> ApiResponse:
    """List the versions, newest first. `record` says where they are published."""
    items = [show_version(call, document, record) for _, document in find_versions(call, versions)]
    if call.has_flag("named"):
        items = [item for item in items if NAME in item]
    return list_documents(call, "versions", items)


def show_version(call: Call, document: Document, record: Document) -> Document:
    """Return a version as lists show it."""
    shown = ["_version", NAME, "locale"]
    shown += [name for name in ("updated_at", "updated_by") if call.has_flag(f"include_{name}")]
    item = {name: document[name] for name in shown if name in document}
    if call.has_flag("include_publish_details"):
        details = [detail for detail in record["details"] if detail["version"] == document["_version"]]
        item["publish_details"] = details
    if call.has_flag("include_branch"):
        item["_branch"] = call.branch
    return item


def set_name(call: Call, versions: Scope, name: object, *, force: bool) -> None:
    """Name the version of the path.

    Raises `CmaError` (422/119) if another version has the name. With `force`, that version loses it instead.
    """
    if not name or not isinstance(name, str):
        raise errors.invalid(119, "The version could not be named.", {NAME: [errors.REQUIRED]})
    key, document = require_version(call, versions)
    for other_key, other in find_versions(call, versions):
        if other_key != key and other.get(NAME, {}).get("title") == name:
            if not force:
                raise errors.invalid(119, "The version could not be named.", {NAME: [errors.NOT_UNIQUE]})
            put_without_name(call, other_key, other)
    given = {"title": name, "updated_by": call.actor, "updated_at": call.now}
    call.store.put(key, document | {NAME: given})


def delete_name(call: Call, versions: Scope) -> None:
    """Remove the name of the version of the path."""
    put_without_name(call, *require_version(call, versions))


def put_without_name(call: Call, key: Key, document: Document) -> None:
    """Store a version without its name."""
    call.store.put(key, omit(document, NAME))


def require_version(call: Call, versions: Scope) -> tuple[Key, Document]:
    """Return the version of the path. Raises `CmaError` (422/141) if it does not exist."""
    for key, document in find_versions(call, versions):
        if str(key.version) == call.path["version_number"]:
            return key, document
    raise errors.object_not_found()


def find_versions(call: Call, versions: Scope) -> list[tuple[Key, Document]]:
    """Return the versions with their keys, oldest first, without the current document."""
    return [(key, document) for key, document in call.store.find_with_keys(versions) if key.version]
