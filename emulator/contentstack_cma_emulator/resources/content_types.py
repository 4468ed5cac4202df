"""Content types: the schemas that entries follow."""

from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.events import Event, subscriber
from contentstack_cma_emulator.engine.kinds import ABOUT_ENTRIES, CONTENT_TYPE, ENTRY, PUBLISHING
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import let_go
from contentstack_cma_emulator.resources.schema_resource import REFUSED, Errors, SchemaResource
from contentstack_cma_emulator.rules.last_activity import after_publishing
from contentstack_cma_emulator.rules.limits import oversized_content_type
from contentstack_cma_emulator.rules.schemas import (
    broken_rules,
    missing_fields,
    referred_content_types,
    unreadable,
)
from contentstack_cma_emulator.stores import variant_store
from contentstack_cma_emulator.stores.metadata_store import forget
from contentstack_cma_emulator.stores.schema_store import (
    GlobalFields,
    content_types,
    existing_content_type,
    global_fields,
    held_global_fields,
    known_names,
    whole_schema,
)

OPTIONS: Document = {"is_page": False, "singleton": False, "title": "title"}

PAGE_OPTIONS: Document = {"url_pattern": "/:title", "url_prefix": "/"}
"""What the options of a type whose entries are webpages have besides."""

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

EXPORTED: Document = {
    "deleted_at": False,
    "extension_refs": [],
    "non_localizable_fields": [],
    "tags": [],
    "_metadata": {"references": []},
}
"""What only an export shows."""


def check(call: Call, sent: Document, stored: Document | None) -> Errors:
    """Return what is wrong with a content type that was sent.

    It may go on referring to content types that are gone, as one does after a deletion with `force`.
    """
    schema: Any = sent.get("schema")
    text = unreadable(schema)
    if text:
        return {"schema": [text]}
    wrong = missing_fields(schema, sent.get("options") or {})
    texts = [*wrong.get("schema", ()), *broken_rules(schema, known_names(call, stored, sent["uid"]))]
    return oversized(call, sent) | wrong | ({"schema": texts} if texts else {})


def oversized(call: Call, sent: Document) -> Errors:
    """Return what is too much in a content type that was sent, by key."""
    wrong: Errors = {}
    for key, text in oversized_content_type(sent["schema"], sent.get("field_rules") or (), GlobalFields(call)):
        wrong.setdefault(key, []).append(text)
    return wrong


def missing(_call: Call, uid: str) -> CmaError:
    """422/118: the content type does not exist."""
    return errors.content_type_not_found(uid)


def opened_to(call: Call) -> Document:
    """Answer who may read a new content type: the user who creates it, and management tokens."""
    creator = {"read": True, "sub_acl": {"read": True}, "uid": call.actor}
    is_user = call.signed_in.kind != "management_token"
    return {"DEFAULT_ACL": BUILT_IN["DEFAULT_ACL"] | ({"users": [creator]} if is_user else {})}


def view(call: Call, document: Document) -> Document:
    """Return a content type with the global fields that it uses, if any."""
    held = held_global_fields(call, document)
    return document | ({"global_field_refs": held} if held else {})


def with_options(document: Document) -> Document:
    """Return a content type whose options are complete."""
    options: Document = document.get("options") or {}
    sent = {name: value for name, value in options.items() if value is not None}
    defaults = OPTIONS | (PAGE_OPTIONS if sent.get("is_page") else {})
    return document | {"options": defaults | sent}


CONTENT_TYPES = SchemaResource(
    kind=CONTENT_TYPE,
    key="content_type",
    plural="content_types",
    noun="Content Type",
    address="content_type_uid",
    written={"title": None, "description": "", "options": OPTIONS, "field_rules": None},
    built_in=BUILT_IN,
    check=check,
    missing=missing,
    import_refused="There was a problem importing the Content Type. Please correct the Content Type and try again.",
    view=view,
    complete=with_options,
    opened_to=opened_to,
)
operation("list_content_types")(CONTENT_TYPES.page)
operation("create_content_type")(CONTENT_TYPES.create)
operation("get_content_type")(CONTENT_TYPES.get)
operation("update_content_type")(CONTENT_TYPES.update)
operation("import_content_type")(CONTENT_TYPES.import_)


@operation("delete_content_type")
def delete_content_type(call: Call) -> Answer:
    """Remove a content type; one that has entries only with `force`, and its entries with it."""
    content_type = CONTENT_TYPES.find(call)
    uid = content_type["uid"]
    call.speaks_of(content_type)
    if call.store.count(call.branch_scope(ENTRY, parent=uid)) and not call.flag("force"):
        message = "Content Type deletion failed. Please try again."
        raise errors.invalid(REFUSED, message, {"content_type": ["has entries. Use force to delete it with them."]})
    clear(call, content_type)
    return CONTENT_TYPES.remove(call, uid)


def clear(call: Call, content_type: Document) -> None:
    """Remove the entries of a content type that is about to go, with all that is about them, and what refers to it."""
    uid = content_type["uid"]
    let_go(call, CONTENT_TYPE, content_type, CONTENT_TYPES.noun, REFUSED)
    forget(call, _content_type_uid=uid)
    for kind in (ENTRY, PUBLISHING, *ABOUT_ENTRIES):
        call.store.delete_all(call.branch_scope(kind, parent=uid, version=None))
    variant_store.remove_of_type(call, uid)


@operation("list_content_type_references")
def list_references(call: Call) -> Answer:
    """Answer the titles of the content types that refer to this one, directly or by way of others."""
    uid = CONTENT_TYPES.find(call)["uid"]
    owners = content_types(call)
    if call.flag("include_global_fields"):
        owners += global_fields(call).values()
    targets = {owner["uid"]: referred_content_types(whole_schema(call, owner)) for owner in owners}
    found = referring(targets, uid)
    return Answer({"references": sorted(owner["title"] for owner in owners if owner["uid"] in found)})


def referring(targets: dict[str, set[str]], uid: str) -> set[str]:
    """Answer which keys of `targets` lead to `uid`; each is mapped to the uids it leads to in one step."""
    found: set[str] = set()
    latest = {uid}
    while latest:
        latest = {name for name, named in targets.items() if named & latest} - found
        found |= latest
    return found


@subscriber
def note_activity(call: Call, event: Event) -> None:
    """Write down that an entry was published just now; the content type gets no new version by that."""
    data = event.data
    if (event.module, event.event) != ("entry", "publish") or "environment" not in data:
        return
    content_type = existing_content_type(call, data["content_type"]["uid"])
    if content_type is not None:
        activity = after_publishing(content_type["last_activity"], data["environment"]["uid"], data["locale"], call.now)
        key = call.branch_key(CONTENT_TYPE, content_type["uid"])
        call.store.put(key, content_type | {"last_activity": activity})


@operation("export_content_type")
def export_content_type(call: Call) -> Answer:
    """Answer a content type bare, with what only exports show."""
    document = CONTENT_TYPES.find(call, call.number("version") or 0)
    authors = {name: document[name] for name in ("created_by", "updated_by")}
    branches = {"_branches": [call.branch]}
    return Answer(CONTENT_TYPES.shown(call, document) | authors | EXPORTED | branches)
