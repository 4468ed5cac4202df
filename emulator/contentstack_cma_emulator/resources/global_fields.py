"""Global fields: groups of fields that content types, and other global fields, take in."""

from collections.abc import Iterable
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import DELETED_GLOBAL_FIELD, GLOBAL_FIELD
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES
from contentstack_cma_emulator.resources.schema_resource import REFUSED, Errors, SchemaResource
from contentstack_cma_emulator.rules.fields import without_global_field
from contentstack_cma_emulator.rules.limits import oversized_global_field, oversized_holders
from contentstack_cma_emulator.rules.schemas import broken_rules, global_field_uses, unreadable
from contentstack_cma_emulator.stores.entry_adaptation import adapted
from contentstack_cma_emulator.stores.schema_store import (
    GlobalFields,
    content_types,
    global_fields,
    held_global_fields,
    known_names,
)

NESTED_VERSION = "3.2"
"""The `api_version` in which global fields are read with those they hold; they are written in any."""


def is_nested_call(call: Call) -> bool:
    """Answer whether the call knows of global fields in global fields."""
    return call.headers.get("api_version") == NESTED_VERSION


def check(call: Call, sent: Document, stored: Document | None) -> Errors:
    """Return what is wrong with a global field that was sent; it may go on referring to what is gone."""
    schema: Any = sent.get("schema")
    text = unreadable(schema) or (None if schema else errors.REQUIRED)
    if text:
        return {"schema": [text]}
    uses = {uid for uid, _ in global_field_uses(schema)}
    if sent["uid"] in uses:
        return {"schema": ["takes in the global field itself."]}
    texts = broken_rules(schema, known_names(call, stored))
    others = global_fields(call) if uses else {}
    texts += [text for _, text in oversized_global_field(sent["uid"], schema, others)]
    texts += oversized_holders(content_types(call), GlobalFields(call), sent) if stored else []
    return {"schema": texts} if texts else {}


def missing(call: Call, uid: str) -> CmaError:
    """422/118, or 404/118 in the newer version of the call: the global field does not exist."""
    error = errors.global_field_not_found(uid)
    return CmaError(404, error.code, error.message, error.errors) if is_nested_call(call) else error


def view(call: Call, document: Document) -> Document:
    """Return a global field with what the call asks for: what it holds, and what holds it."""
    seen = dict(document)
    if is_nested_call(call):
        seen["global_field_refs"] = held_global_fields(call, document)
    if call.flag("include_global_fields"):
        seen["referred_global_fields"] = holders(global_fields(call).values(), document["uid"])
    if call.flag("include_content_types"):
        seen["referred_content_types"] = holders(content_types(call), document["uid"])
    return seen


def holders(owners: Iterable[Document], uid: str) -> list[Document]:
    """Return uid and title of those that hold a global field themselves."""
    holding = (owner for owner in owners if uid in {used for used, _ in global_field_uses(owner["schema"])})
    return [{"uid": owner["uid"], "title": owner["title"]} for owner in holding]


GLOBAL_FIELDS = SchemaResource(
    kind=GLOBAL_FIELD,
    key="global_field",
    plural="global_fields",
    noun="Global Field",
    address="global_field_uid",
    written={"title": None, "description": ""},
    built_in={"inbuilt_class": False, "last_activity": {}, "maintain_revisions": True},
    check=check,
    missing=missing,
    import_refused="There was a problem importing the Global Field. Please try again.",
    view=view,
    deleted_kind=DELETED_GLOBAL_FIELD,
)
operation("list_global_fields")(GLOBAL_FIELDS.page)
operation("create_global_field")(GLOBAL_FIELDS.create)
operation("get_global_field")(GLOBAL_FIELDS.get)
operation("update_global_field")(GLOBAL_FIELDS.update)
operation("import_global_field")(GLOBAL_FIELDS.import_)


@operation("delete_global_field")
def delete_global_field(call: Call) -> Answer:
    """Remove a global field; one in use only with `force`, and then from all that takes it in."""
    global_field = GLOBAL_FIELDS.find(call)
    uid = global_field["uid"]
    call.speaks_of(global_field)
    users = [
        (resource, owner)
        for resource, owners in ((CONTENT_TYPES, content_types(call)), (GLOBAL_FIELDS, global_fields(call).values()))
        for owner in owners
        if uid in {used for used, _ in global_field_uses(owner["schema"])}
    ]
    if users and not call.flag("force"):
        message = "Global Field deletion failed. Please try again."
        raise errors.invalid(REFUSED, message, {"global_field": ["is in use. Use force to delete it."]})
    with adapted(call):
        for resource, owner in users:
            smaller = {"schema": without_global_field(owner["schema"], uid), "_version": owner["_version"] + 1}
            resource.save(call, owner | smaller | call.change())
        return GLOBAL_FIELDS.remove(call, uid)


@operation("export_global_field")
def export_global_field(call: Call) -> Answer:
    """Answer a global field bare."""
    return Answer(GLOBAL_FIELDS.shown(call, GLOBAL_FIELDS.find(call)))
