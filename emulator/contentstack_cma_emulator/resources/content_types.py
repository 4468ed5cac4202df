"""Content types: the schemas that entries follow."""

from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.events import Event, subscribe
from contentstack_cma_emulator.engine.kinds import ABOUT_ENTRIES, CONTENT_TYPE, ENTRY, PUBLISHING
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import VersionedPlace
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import SystemFields
from contentstack_cma_emulator.resources.schema_rules import AUTHORS, INVALID, SchemaRules, show_with_schema
from contentstack_cma_emulator.rules.last_activity import add_publishing
from contentstack_cma_emulator.rules.limits import check_content_type_limits
from contentstack_cma_emulator.rules.schemas import (
    check_required_fields,
    check_schema,
    check_schema_form,
    find_referenced_content_types,
)
from contentstack_cma_emulator.stores import variant_store
from contentstack_cma_emulator.stores.entry_adaptation import adapt_entries
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


def check(call: Call, sent: Document, stored: Document) -> Errors:
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


def complete(call: Call, document: Document, stored: Document) -> Document:
    """Return a content type with defaults for missing options, and a new one with its ACL."""
    options = get_object(document, "options")
    sent = {name: value for name, value in options.items() if value is not None}
    defaults = DEFAULT_OPTIONS | (DEFAULT_PAGE_OPTIONS if sent.get("is_page") else {})
    return document | {"options": defaults | sent} | ({} if stored else build_acl(call))


def build_acl(call: Call) -> Document:
    """Return the ACL of a new content type: the user who creates it and management tokens may read it."""
    creator = {"read": True, "sub_acl": {"read": True}, "uid": call.actor}
    is_user = call.signed_in_principal.kind != "management_token"
    return {"DEFAULT_ACL": BUILT_IN["DEFAULT_ACL"] | ({"users": [creator]} if is_user else {})}


def show(call: Call, document: Document) -> Document:
    """Return a content type with the global fields that it uses, if any."""
    held = describe_global_fields(call, document)
    return show_with_schema(call, document) | ({"global_field_refs": held} if held else {})


def remove_dependents(call: Call, content_type: Document) -> None:
    """Remove the entries of a content type and all data about them."""
    uid = content_type["uid"]
    delete_metadata(call, _content_type_uid=uid)
    for kind in (ENTRY, PUBLISHING, *ABOUT_ENTRIES):
        call.store.delete_all(Scope(kind, call.api_key, call.branch, parent=uid, version=None))
    variant_store.delete_type_changes(call, uid)


RULES = SchemaRules(
    kind=CONTENT_TYPE,
    noun="Content Type",
    fields={"title": None, "description": "", "options": DEFAULT_OPTIONS, "field_rules": None},
    check=check,
    import_rejected="There was a problem importing the Content Type. Please correct the Content Type and try again.",
    complete=complete,
)
CONTENT_TYPES = Resource(
    kind=CONTENT_TYPE,
    key="content_type",
    plural="content_types",
    noun="Content Type",
    address="content_type_uid",
    place=VersionedPlace(in_branch=True),
    make_uid=RULES.take_uid,
    system=SystemFields(acl=None),
    defaults=BUILT_IN,
    prepare=RULES.prepare,
    replaced=tuple(RULES.fields),
    before_delete=remove_dependents,
    show=show,
    missing=lambda _call, uid: errors.content_type_not_found(uid),
)
CONTENT_TYPES.register_all_but("update", "delete")
RULES.register_import(CONTENT_TYPES)


@operation("update_content_type")
def update_content_type(call: Call) -> ApiResponse:
    """Update a content type and adapt its entries."""
    with adapt_entries(call, call.path["content_type_uid"]):
        return CONTENT_TYPES.update(call)


@operation("delete_content_type")
def delete_content_type(call: Call) -> ApiResponse:
    """Delete a content type and its entries. Requires `force` if there are any."""
    content_type = CONTENT_TYPES.find(call)
    call.set_changed_document(content_type)
    entries = Scope(ENTRY, call.api_key, call.branch, parent=content_type["uid"])
    if call.store.count(entries) and not call.has_flag("force"):
        text = "has entries. Use force to delete it with them."
        raise errors.action_failed("Content Type", "deletion", {"content_type": [text]}, INVALID)
    CONTENT_TYPES.remove(call, content_type)
    return ApiResponse({"notice": CONTENT_TYPES.make_notice("deleted")})


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
    document = CONTENT_TYPES.find_for_read(call)
    authors = {name: document[name] for name in AUTHORS}
    branches = {"_branches": [call.branch]}
    return ApiResponse(CONTENT_TYPES.render(call, document) | authors | EXPORT_FIELDS | branches)
