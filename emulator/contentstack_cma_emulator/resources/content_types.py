"""Content types: the schemas that entries follow."""

from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.events import Event, subscribe
from contentstack_cma_emulator.engine.kinds import ABOUT_ENTRIES, CONTENT_TYPE, ENTRY, PUBLISHING
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import remove_references
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.resources.schema_resource import REFUSED, SchemaResource
from contentstack_cma_emulator.rules.last_activity import add_publishing
from contentstack_cma_emulator.rules.limits import check_content_type_limits
from contentstack_cma_emulator.rules.schemas import (
    check_required_fields,
    check_schema,
    check_schema_form,
    find_referenced_content_types,
)
from contentstack_cma_emulator.stores import variant_store
from contentstack_cma_emulator.stores.metadata_store import delete_metadata
from contentstack_cma_emulator.stores.schema_store import (
    GlobalFields,
    collect_known_names,
    describe_global_fields,
    expand_schema,
    list_content_types,
    list_global_fields,
)

DEFAULT_OPTIONS: Document = {"is_page": False, "singleton": False, "title": "title"}

DEFAULT_PAGE_OPTIONS: Document = {"url_pattern": "/:title", "url_prefix": "/"}
"""Further options of content types whose entries are pages."""

NO_RIGHTS: Document = {"read": False, "create": False, "update": False, "delete": False}

BUILT_IN: Document = {
    "inbuilt_class": False,
    "last_activity": {},
    "maintain_revisions": True,
    "DEFAULT_ACL": {"others": {"read": False, "create": False}, "management_token": {"read": True}},
    "SYS_ACL": {"roles": [], "others": {**NO_RIGHTS, "sub_acl": {**NO_RIGHTS, "publish": False}}},
    "abilities": {
        "get_one_object": True,
        "get_all_objects": True,
        "create_object": True,
        "update_object": True,
        "delete_object": True,
        "delete_all_objects": True,
    },
}

EXPORT_FIELDS: Document = {
    "deleted_at": False,
    "extension_refs": [],
    "non_localizable_fields": [],
    "tags": [],
    "_metadata": {"references": []},
}
"""Fields that only exports have."""


def check(call: Call, sent: Document, stored: Document | None) -> Errors:
    """Return what is wrong with a content type.

    It may keep references to deleted content types, because deleting one with `force` leaves them.
    """
    schema: Any = sent.get("schema")
    text = check_schema_form(schema)
    if text:
        return {"schema": [text]}
    problems = check_required_fields(schema, sent.get("options") or {})
    texts = [*problems.get("schema", ()), *check_schema(schema, collect_known_names(call, stored, sent["uid"]))]
    return find_oversized(call, sent) | problems | ({"schema": texts} if texts else {})


def find_oversized(call: Call, sent: Document) -> Errors:
    """Return the limits that a content type exceeds, by key."""
    problems: Errors = {}
    for key, text in check_content_type_limits(sent["schema"], sent.get("field_rules") or (), GlobalFields(call)):
        problems.setdefault(key, []).append(text)
    return problems


def build_not_found(_call: Call, uid: str) -> CmaError:
    """Return the error (422/118) for a content type that does not exist."""
    return errors.content_type_not_found(uid)


def build_acl(call: Call) -> Document:
    """Return the ACL of a new content type: the user who creates it and management tokens may read it."""
    creator = {"read": True, "sub_acl": {"read": True}, "uid": call.actor}
    is_user = call.signed_in_principal.kind != "management_token"
    return {"DEFAULT_ACL": BUILT_IN["DEFAULT_ACL"] | ({"users": [creator]} if is_user else {})}


def show(call: Call, document: Document) -> Document:
    """Return a content type with the global fields that it uses, if any."""
    held = describe_global_fields(call, document)
    return document | ({"global_field_refs": held} if held else {})


def with_options(document: Document) -> Document:
    """Return a content type with defaults for missing options."""
    options: Document = document.get("options") or {}
    sent = {name: value for name, value in options.items() if value is not None}
    defaults = DEFAULT_OPTIONS | (DEFAULT_PAGE_OPTIONS if sent.get("is_page") else {})
    return document | {"options": defaults | sent}


CONTENT_TYPES = SchemaResource(
    kind=CONTENT_TYPE,
    key="content_type",
    plural="content_types",
    noun="Content Type",
    address="content_type_uid",
    written={"title": None, "description": "", "options": DEFAULT_OPTIONS, "field_rules": None},
    built_in=BUILT_IN,
    check=check,
    missing=build_not_found,
    import_refused="There was a problem importing the Content Type. Please correct the Content Type and try again.",
    view=show,
    complete=with_options,
    opened_to=build_acl,
)
operation("list_content_types")(CONTENT_TYPES.page)
operation("create_content_type")(CONTENT_TYPES.create)
operation("get_content_type")(CONTENT_TYPES.get)
operation("update_content_type")(CONTENT_TYPES.update)
operation("import_content_type")(CONTENT_TYPES.import_)


@operation("delete_content_type")
def delete_content_type(call: Call) -> ApiResponse:
    """Delete a content type and its entries. Requires `force` if there are any."""
    content_type = CONTENT_TYPES.find(call)
    uid = content_type["uid"]
    call.set_changed_document(content_type)
    if call.store.count(Scope(ENTRY, call.api_key, call.branch, parent=uid)) and not call.has_flag("force"):
        message = "Content Type deletion failed. Please try again."
        raise errors.invalid(REFUSED, message, {"content_type": ["has entries. Use force to delete it with them."]})
    remove_dependents(call, content_type)
    return CONTENT_TYPES.remove(call, uid)


def remove_dependents(call: Call, content_type: Document) -> None:
    """Remove the entries of a content type, all data about them, and references to it."""
    uid = content_type["uid"]
    remove_references(call, CONTENT_TYPE, content_type, CONTENT_TYPES.noun, REFUSED)
    delete_metadata(call, _content_type_uid=uid)
    for kind in (ENTRY, PUBLISHING, *ABOUT_ENTRIES):
        call.store.delete_all(Scope(kind, call.api_key, call.branch, parent=uid, version=None))
    variant_store.delete_type_changes(call, uid)


@operation("list_content_type_references")
def list_references(call: Call) -> ApiResponse:
    """Return the titles of the content types that refer to this one, directly or through others."""
    uid = CONTENT_TYPES.find(call)["uid"]
    owners = list_content_types(call)
    if call.has_flag("include_global_fields"):
        owners += list_global_fields(call).values()
    targets = {owner["uid"]: find_referenced_content_types(expand_schema(call, owner)) for owner in owners}
    found = find_referring(targets, uid)
    return ApiResponse({"references": sorted(owner["title"] for owner in owners if owner["uid"] in found)})


def find_referring(targets: dict[str, set[str]], uid: str) -> set[str]:
    """Return the keys of `targets` that refer to `uid`, directly or through others.

    Args:
        targets: The uids that each key refers to directly.
        uid: The uid to look for.
    """
    found: set[str] = set()
    latest = {uid}
    while latest:
        latest = {name for name, named in targets.items() if named & latest} - found
        found |= latest
    return found


@subscribe(("entry", "publish"))
def update_last_activity(call: Call, event: Event) -> None:
    """Store when an entry was published in its content type, without a new version."""
    data = event.data
    if "environment" not in data:
        return
    key = Key(CONTENT_TYPE, data["content_type"]["uid"], call.api_key, call.branch)
    content_type = call.store.get(key)
    if content_type is not None:
        activity = add_publishing(content_type["last_activity"], data["environment"]["uid"], data["locale"], call.now)
        call.store.put(key, content_type | {"last_activity": activity})


@operation("export_content_type")
def export_content_type(call: Call) -> ApiResponse:
    """Return a content type without an envelope, with the fields that only exports have."""
    document = CONTENT_TYPES.find(call, call.get_integer("version") or 0)
    authors = {name: document[name] for name in ("created_by", "updated_by")}
    branches = {"_branches": [call.branch]}
    return ApiResponse(CONTENT_TYPES.shown(call, document) | authors | EXPORT_FIELDS | branches)
