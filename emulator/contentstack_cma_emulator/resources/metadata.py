"""Metadata that extensions store about entries and assets, with keys of their own."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.auth.rights import check_content, make_read_check
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.field_rules import require, require_one_of
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.lookup import find_branches
from contentstack_cma_emulator.engine.registry import allow_any_key, operation
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.system_fields import SystemFields, generate_uid_with
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.publish_calls import require_environment_uid
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.stores.asset_store import find_asset
from contentstack_cma_emulator.stores.entry_store import EntryStore, check_locale
from contentstack_cma_emulator.stores.metadata_store import METADATA
from contentstack_cma_emulator.stores.schema_store import find_content_type

MAX_METADATA_BYTES = 5 * 1024

PUBLISH_DETAILS = "publish_details"

TYPES = ("entry", "asset")


def prepare(call: Call, sent: Document, _stored: Document) -> Document:
    """Return metadata as it is stored, with the content type of the entry, which the body may omit."""
    known = omit(sent, "deleted_at", PUBLISH_DETAILS)
    known["api_key"] = call.api_key
    if known.get("type") == "asset":
        return known | {"_content_type_uid": ASSETS}
    if known.get("type") == "entry" and not known.get("_content_type_uid"):
        return known | {"_content_type_uid": find_content_type_uid(call, str(known.get("entity_uid")))}
    return known


def find_content_type_uid(call: Call, uid: str) -> str | None:
    """Return the uid of the content type of an entry, or None if the entry does not exist."""
    items = call.store.find_with_keys(Scope(ENTRY, call.api_key, call.branch, uid=uid)) if could_be_uid(uid) else []
    return items[0][0].parent if items else None


def check_entity(call: Call, document: Document) -> Errors:
    """Require an existing entry or asset."""
    return {} if find_entity(call, document) else {"entity_uid": [errors.NOT_VALID]}


def find_entity(call: Call, document: Document) -> Document | None:
    """Return the asset of metadata, or its entry in its locale; None if it does not exist."""
    uid = str(document.get("entity_uid"))
    if document.get("type") == "asset":
        return find_asset(call, uid)
    store = EntryStore.find_store(call, str(document.get("_content_type_uid")))
    return store.find(uid, document["locale"]) if store and could_be_uid(uid) else None


def check_metadata_size(_call: Call, document: Document) -> Errors:
    """Reject metadata that is too large."""
    size = len(json.dumps(document, ensure_ascii=False).encode("utf-8", errors="replace"))
    return {} if size <= MAX_METADATA_BYTES else {"metadata": ["is too large (maximum is 5 kB)."]}


def get_target(document: Document) -> tuple[str, str]:
    """Return the content type (`sys_assets` for an asset) and the uid of the entry or asset of metadata."""
    return str(document["_content_type_uid"]), str(document["entity_uid"])


def show(call: Call, document: Document) -> Document:
    """Return metadata as responses show it, with publish details and titles if the call asks for them."""
    unseen = () if call.has_flag("include_publish_details") else (PUBLISH_DETAILS,)
    seen = omit(document, *unseen)
    wanted = call.get_texts("include_title[]")
    return seen | ({"_metadata": {"title": read_titles(call, document, wanted)}} if wanted else {})


def read_titles(call: Call, document: Document, wanted: Sequence[str]) -> Document:
    """Return the requested titles: of the stack, of the entry or asset, and of its content type."""
    content_type = find_content_type(call, document["_content_type_uid"]) or {}
    is_asset = document["type"] == "asset"
    all_titles = {
        "stack": call.stack["name"],
        "content_type": "Assets" if is_asset else content_type.get("title"),
        "entity": (find_entity(call, document) or {}).get("title"),
    }
    return {name: title for name, title in all_titles.items() if name in wanted}


METADATA_RESOURCE = Resource(
    kind=METADATA,
    key="metadata",
    plural="metadata",
    noun="Metadata",
    address="metadata_uid",
    place=PER_BRANCH,
    make_uid=generate_uid_with("cs"),
    system=SystemFields(acl=None),
    defaults={"scope": "local", "deleted_at": False, PUBLISH_DETAILS: []},
    prepare=prepare,
    rules=(
        require("entity_uid", "type", "extension_uid"),
        require_one_of("type", TYPES),
        check_entity,
        check_metadata_size,
    ),
    before_write=lambda call, document: check_content(call, "update", [get_target(document)]),
    before_delete=lambda call, document: check_content(call, "update", [get_target(document)]),
    show=show,
)
METADATA_RESOURCE.register_all_but("list", "create", "get", "update")


allow_any_key("create_metadata", "update_metadata", "publish_metadata", "unpublish_metadata")


@operation("list_metadata")
def list_metadata(call: Call) -> ApiResponse:
    """Return a page of the metadata of the branch, or with `include_multi_branch` of all branches."""
    only, omitted = call.get_texts("only[BASE][]"), call.get_texts("except[BASE][]")

    def select_keys(document: Document) -> Document:
        kept = ["uid", *only] if only else [name for name in document if name not in omitted]
        return {name: value for name, value in document.items() if name in kept or name == "uid"}

    return list_rendered(call, "metadata", filter_by_query(call, list_readable(call)), select_keys)


def list_readable(call: Call) -> list[Document]:
    """Return the metadata of the entries and assets that the caller may read, as responses show it."""
    calls = [call]
    if call.has_flag("include_multi_branch"):
        calls = [replace(call, branch=branch["uid"]) for branch in find_branches(call.store, call.api_key)]
    found = [(other, document) for other in calls for document in METADATA_RESOURCE.find_all(other)]
    may_read = make_read_check(call)
    return [METADATA_RESOURCE.render(other, document) for other, document in found if may_read(*get_target(document))]


@operation("get_metadata")
def get_metadata(call: Call) -> ApiResponse:
    """Return metadata, if the user may read its entry or asset."""
    check_content(call, "read", [get_target(METADATA_RESOURCE.find(call))])
    return METADATA_RESOURCE.get(call)


@operation("create_metadata")
def create_metadata(call: Call) -> ApiResponse:
    """Create metadata of an entry or asset, without a new version of it."""
    sent = call.body["metadata"]
    locale = check_locale(call, str(sent.get("locale") or call.master_locale))
    return METADATA_RESOURCE.create(replace(call, body={"metadata": sent | {"locale": locale}}))


@operation("update_metadata")
def update_metadata(call: Call) -> ApiResponse:
    """Update the keys of metadata that are in the body."""
    stored, sent = METADATA_RESOURCE.find(call), call.body["metadata"]
    locale = check_locale(call, str(sent.get("locale") or stored["locale"]))
    kept = {name: stored[name] for name in ("type", "entity_uid", "_content_type_uid")}
    return METADATA_RESOURCE.update_from(call, stored, kept | sent | {"locale": locale})


@operation("publish_metadata", "unpublish_metadata")
def queue_publishing(call: Call) -> ApiResponse:
    """Publish or unpublish metadata in the environments and locales of the body, shortly after the call."""
    document = METADATA_RESOURCE.find(call)
    check_content(call, "publish", [get_target(document)], call.body["metadata"])
    environments = [require_environment_uid(call, name) for name in read_names(call, "environments")]
    locales = [check_locale(call, code) for code in read_names(call, "locales")]
    places = [[environment, locale] for environment in environments for locale in locales]
    call.set_changed_document(METADATA_RESOURCE.render(call, document))
    call.run_soon("settle_metadata", {"uid": document["uid"], "action": call.action, "places": places})
    return ApiResponse({"notice": f"Metadata sent for {call.action}ing."})


@work("settle_metadata")
def settle_metadata(call: Call, payload: Document) -> None:
    """Update where metadata is published."""
    key = PER_BRANCH.make_key(call, METADATA, payload["uid"])
    document = call.store.get(key)
    if document is None:
        return
    places: list[list[str]] = payload["places"]
    details = [d for d in document[PUBLISH_DETAILS] if [d["environment"], d["locale"]] not in places]
    if payload["action"] == "publish":
        published = {"time": call.now, "user": call.actor, "version": document["_version"]}
        details += [{"environment": environment, "locale": locale, **published} for environment, locale in places]
    call.store.put(key, document | {PUBLISH_DETAILS: details})


def read_names(call: Call, name: str) -> list[str]:
    """Return the environments or locales in the body. Raises `CmaError` (422) if there are none."""
    values: Any = call.body["metadata"].get(name)
    if not isinstance(values, list) or not values:
        raise METADATA_RESOURCE.build_error(call.action, {name: [errors.REQUIRED]})
    return [str(value) for value in cast("list[object]", values)]
