"""Global fields: groups of fields that content types and other global fields embed."""

from collections.abc import Iterable
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.kinds import DELETED_GLOBAL_FIELD, GLOBAL_FIELD
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES
from contentstack_cma_emulator.resources.schema_resource import REFUSED, SchemaResource
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


def check(call: Call, sent: Document, stored: Document | None) -> Errors:
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
    seen = dict(document)
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


GLOBAL_FIELDS = SchemaResource(
    kind=GLOBAL_FIELD,
    key="global_field",
    plural="global_fields",
    noun="Global Field",
    address="global_field_uid",
    written={"title": None, "description": ""},
    built_in={"inbuilt_class": False, "last_activity": {}, "maintain_revisions": True},
    check=check,
    missing=build_not_found,
    import_refused="There was a problem importing the Global Field. Please try again.",
    view=show,
    deleted_kind=DELETED_GLOBAL_FIELD,
)
operation("list_global_fields")(GLOBAL_FIELDS.page)
operation("create_global_field")(GLOBAL_FIELDS.create)
operation("get_global_field")(GLOBAL_FIELDS.get)
operation("update_global_field")(GLOBAL_FIELDS.update)
GLOBAL_FIELDS.register_import()


@operation("delete_global_field")
def delete_global_field(call: Call) -> ApiResponse:
    """Delete a global field. One in use requires `force`, and is removed from all schemas that embed it."""
    global_field = GLOBAL_FIELDS.find(call)
    uid = global_field["uid"]
    call.set_changed_document(global_field)
    users = [
        (resource, owner)
        for resource, owners in (
            (CONTENT_TYPES, list_content_types(call)),
            (GLOBAL_FIELDS, list_global_fields(call).values()),
        )
        for owner in owners
        if embeds(owner, uid)
    ]
    if users and not call.has_flag("force"):
        message = "Global Field deletion failed. Please try again."
        raise errors.invalid(REFUSED, message, {"global_field": ["is in use. Use force to delete it."]})
    with adapt_entries(call):
        for resource, owner in users:
            smaller = {"schema": without_global_field(owner["schema"], uid), "_version": owner["_version"] + 1}
            resource.save(call, owner | smaller | call.build_update_fields())
        return GLOBAL_FIELDS.remove(call, uid)


@operation("export_global_field")
def export_global_field(call: Call) -> ApiResponse:
    """Return a global field, without an envelope."""
    return ApiResponse(GLOBAL_FIELDS.shown(call, GLOBAL_FIELDS.find(call)))
