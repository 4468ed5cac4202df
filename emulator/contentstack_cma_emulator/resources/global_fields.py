"""Global fields: groups of fields that content types and other global fields embed."""

from collections.abc import Iterable
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.kinds import DELETED_GLOBAL_FIELD, GLOBAL_FIELD
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import VersionedPlace
from contentstack_cma_emulator.engine.system_fields import SystemFields
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES
from contentstack_cma_emulator.resources.schema_rules import INVALID, SchemaRules, save_schema, show_with_schema
from contentstack_cma_emulator.rules.fields import without_global_field
from contentstack_cma_emulator.rules.limits import check_global_field_limits, check_owners_limits
from contentstack_cma_emulator.rules.schemas import check_schema, check_schema_form, find_global_field_uses
from contentstack_cma_emulator.stores.entry_adaptation import adapt_entries
from contentstack_cma_emulator.stores.schema_store import (
    GlobalFields,
    collect_known_names,
    describe_global_fields,
    list_content_types,
    list_global_fields,
)

NESTED_VERSION = "3.2"
"""The `api_version` that shows global fields inside global fields; every version can write them."""


def is_nested_call(call: Call) -> bool:
    """Return whether the `api_version` of the call supports nested global fields."""
    return call.headers.get("api_version") == NESTED_VERSION


def check(call: Call, sent: Document, stored: Document) -> Errors:
    """Return what is wrong with a global field. It may keep references to deleted documents."""
    schema: Any = sent.get("schema")
    text = check_schema_form(schema) or (None if schema else errors.REQUIRED)
    if text:
        return {"schema": [text]}
    uses = {uid for uid, _ in find_global_field_uses(schema)}
    if sent["uid"] in uses:
        return {"schema": ["takes in the global field itself."]}
    texts = check_schema(schema, collect_known_names(call, stored))
    others = list_global_fields(call) if uses else {}
    texts += [text for _, text in check_global_field_limits(sent["uid"], schema, others)]
    texts += check_owners_limits(list_content_types(call), GlobalFields(call), sent) if stored else []
    return {"schema": texts} if texts else {}


def build_not_found(call: Call, uid: str) -> CmaError:
    """Return the error (422/118; in `api_version` 3.2 404/118) for a global field that does not exist."""
    error = errors.global_field_not_found(uid)
    return CmaError(404, error.code, error.message, error.errors) if is_nested_call(call) else error


def show(call: Call, document: Document) -> Document:
    """Return a global field, with the fields it embeds and the documents that embed it if the call asks for them."""
    seen = show_with_schema(call, document)
    if is_nested_call(call):
        seen["global_field_refs"] = describe_global_fields(call, document)
    if call.has_flag("include_global_fields"):
        seen["referred_global_fields"] = list_holders(list_global_fields(call).values(), document["uid"])
    if call.has_flag("include_content_types"):
        seen["referred_content_types"] = list_holders(list_content_types(call), document["uid"])
    return seen


def embeds(owner: Document, uid: str) -> bool:
    """Return whether a content type or global field embeds a global field directly."""
    return any(used == uid for used, _ in find_global_field_uses(owner["schema"]))


def list_holders(owners: Iterable[Document], uid: str) -> list[Document]:
    """Return uid and title of the documents that embed a global field directly."""
    return [{"uid": owner["uid"], "title": owner["title"]} for owner in owners if embeds(owner, uid)]


RULES = SchemaRules(
    kind=GLOBAL_FIELD,
    noun="Global Field",
    fields={"title": None, "description": ""},
    check=check,
    import_rejected="There was a problem importing the Global Field. Please try again.",
)
GLOBAL_FIELDS = Resource(
    kind=GLOBAL_FIELD,
    key="global_field",
    plural="global_fields",
    noun="Global Field",
    address="global_field_uid",
    place=VersionedPlace(in_branch=True, deleted_kind=DELETED_GLOBAL_FIELD),
    make_uid=RULES.take_uid,
    system=SystemFields(acl=None),
    defaults={"inbuilt_class": False, "last_activity": {}, "maintain_revisions": True},
    prepare=RULES.prepare,
    replaced=tuple(RULES.fields),
    show=show,
    missing=build_not_found,
)
GLOBAL_FIELDS.register_all_but("update", "delete")
RULES.register_import(GLOBAL_FIELDS)


@operation("update_global_field")
def update_global_field(call: Call) -> ApiResponse:
    """Update a global field and adapt all entries."""
    with adapt_entries(call):
        return GLOBAL_FIELDS.update(call)


@operation("delete_global_field")
def delete_global_field(call: Call) -> ApiResponse:
    """Delete a global field. One in use requires `force`, and is removed from all schemas that embed it."""
    global_field = GLOBAL_FIELDS.find(call)
    uid = global_field["uid"]
    call.set_changed_document(global_field)
    owners = [(CONTENT_TYPES, owner) for owner in list_content_types(call)]
    owners += [(GLOBAL_FIELDS, owner) for owner in list_global_fields(call).values()]
    users = [(resource, owner) for resource, owner in owners if embeds(owner, uid)]
    if users and not call.has_flag("force"):
        text = "is in use. Use force to delete it."
        raise errors.action_failed("Global Field", "deletion", {"global_field": [text]}, INVALID)
    with adapt_entries(call):
        for resource, owner in users:
            save_schema(call, resource, owner, without_global_field(owner["schema"], uid))
        GLOBAL_FIELDS.remove(call, global_field)
    return ApiResponse({"notice": GLOBAL_FIELDS.make_notice("deleted")})


@operation("export_global_field")
def export_global_field(call: Call) -> ApiResponse:
    """Return a global field, without an envelope."""
    return ApiResponse(GLOBAL_FIELDS.render(call, GLOBAL_FIELDS.find(call)))
