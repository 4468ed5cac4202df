"""Metadata: what extensions keep about entries and assets, under keys of their own choice."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.auth.rights import check_content, reader
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import Errors, one_of, required
from contentstack_cma_emulator.engine.kinds import BRANCH, ENTRY
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.registry import operation, take_any_key
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.system_fields import System, made_with
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.asset_store import existing_asset
from contentstack_cma_emulator.stores.entry_store import EntryStore, checked_locale
from contentstack_cma_emulator.stores.metadata_store import METADATA
from contentstack_cma_emulator.stores.schema_store import existing_content_type

MOST_BYTES = 5 * 1024

DETAILS = "publish_details"

TYPES = ("entry", "asset")


def prepare(call: Call, sent: Document) -> Document:
    """Answer metadata as it is kept: with the content type of the entry, which need not be sent."""
    known = {name: value for name, value in sent.items() if name not in ("deleted_at", DETAILS)}
    known["api_key"] = call.api_key
    if known.get("type") == "asset":
        return known | {"_content_type_uid": ASSETS}
    if known.get("type") == "entry" and not known.get("_content_type_uid"):
        return known | {"_content_type_uid": content_type_of(call, str(known.get("entity_uid")))}
    return known


def content_type_of(call: Call, uid: str) -> str | None:
    """Answer the uid of the content type of an entry, or None if there is no such entry."""
    items = call.store.items(call.branch_scope(ENTRY, uid=uid)) if could_be_uid(uid) else []
    return items[0][0].parent if items else None


def is_about_something(call: Call, document: Document) -> Errors:
    """Demand that the entry or asset is there."""
    is_asset = document.get("type") == "asset"
    uid = str(document.get("entity_uid"))
    entity = existing_asset(call, uid) if is_asset else find_entry(call, document)
    return {} if entity else {"entity_uid": [errors.NOT_VALID]}


def find_entry(call: Call, document: Document) -> Document | None:
    """Answer the entry that metadata is about, as its locale reads it, or None."""
    content_type = existing_content_type(call, str(document.get("_content_type_uid")))
    uid = str(document.get("entity_uid"))
    if content_type is None or not could_be_uid(uid):
        return None
    return EntryStore.holding(call, content_type).find(uid, document["locale"])


def is_small(_call: Call, document: Document) -> Errors:
    """Demand that there is not too much of it."""
    size = len(json.dumps(document, ensure_ascii=False).encode("utf-8", errors="replace"))
    return {} if size <= MOST_BYTES else {"metadata": ["is too large (maximum is 5 kB)."]}


def thing_of(document: Document) -> tuple[str, str]:
    """Answer the content type, or `sys_assets`, and the uid of what metadata is about."""
    return str(document["_content_type_uid"]), str(document["entity_uid"])


def show(call: Call, document: Document) -> Document:
    """Answer metadata as it is read, with where it is published and with titles, as far as the call asks for them."""
    unseen = () if call.flag("include_publish_details") else (DETAILS,)
    seen = {name: value for name, value in document.items() if name not in unseen}
    wanted = call.texts("include_title[]")
    return seen | ({"_metadata": {"title": titles(call, document, wanted)}} if wanted else {})


def titles(call: Call, document: Document, wanted: Sequence[str]) -> Document:
    """Answer the titles of the stack, of the entry or asset, and of its content type, as far as they are wanted."""
    content_type = existing_content_type(call, document["_content_type_uid"]) or {}
    is_asset = document["type"] == "asset"
    entity = existing_asset(call, document["entity_uid"]) if is_asset else find_entry(call, document)
    all_titles = {
        "stack": call.stack["name"],
        "content_type": "Assets" if is_asset else content_type.get("title"),
        "entity": (entity or {}).get("title"),
    }
    return {name: title for name, title in all_titles.items() if name in wanted}


KEPT = Resource(
    kind=METADATA,
    key="metadata",
    plural="metadata",
    noun="Metadata",
    address="metadata_uid",
    place=PER_BRANCH,
    make_uid=made_with("cs"),
    system=System(acl=None),
    defaults={"scope": "local", "deleted_at": False, DETAILS: []},
    prepare=prepare,
    rules=(required("entity_uid", "type", "extension_uid"), one_of("type", TYPES), is_about_something, is_small),
    before_write=lambda call, document: check_content(call, "update", [thing_of(document)]),
    before_delete=lambda call, document: check_content(call, "update", [thing_of(document)]),
    show=show,
)
KEPT.register_all_but("list", "create", "get", "update")


take_any_key("create_metadata", "update_metadata", "publish_metadata", "unpublish_metadata")


@operation("list_metadata")
def list_metadata(call: Call) -> Answer:
    """Answer a page of the metadata of the branch, or of all branches, with the keys that the call wants."""
    branches = [branch["uid"] for branch in call.store.find(call.stack_scope(BRANCH))]
    calls = [replace(call, branch=uid) for uid in branches] if call.flag("include_multi_branch") else [call]
    found = [(other, document) for other in calls for document in KEPT.all(other)]
    may_read = reader(call)
    seen = [KEPT.shown(other, document) for other, document in found if may_read(*thing_of(document))]
    only, left_out = call.texts("only[BASE][]"), call.texts("except[BASE][]")

    def chosen(document: Document) -> Document:
        kept = ["uid", *only] if only else [name for name in document if name not in left_out]
        return {name: value for name, value in document.items() if name in kept or name == "uid"}

    return shown_listing(call, "metadata", matching(call, seen), chosen)


@operation("get_metadata")
def get_metadata(call: Call) -> Answer:
    """Answer metadata about something that the user may read."""
    check_content(call, "read", [thing_of(KEPT.find(call))])
    return KEPT.get(call)


@operation("create_metadata")
def create_metadata(call: Call) -> Answer:
    """Store what an extension keeps about an entry or asset, which gets no new version by that."""
    sent = call.body["metadata"]
    locale = checked_locale(call, str(sent.get("locale") or call.master_locale))
    return KEPT.create(replace(call, body={"metadata": sent | {"locale": locale}}))


@operation("update_metadata")
def update_metadata(call: Call) -> Answer:
    """Write the keys that were sent over those that are kept."""
    stored, sent = KEPT.find(call), call.body["metadata"]
    locale = checked_locale(call, str(sent.get("locale") or stored["locale"]))
    kept = {name: stored[name] for name in ("type", "entity_uid", "_content_type_uid")}
    document = KEPT.change(call, stored, kept | sent | {"locale": locale})
    return KEPT.answer("updated", KEPT.shown(call, document), 200)


@operation("publish_metadata")
def publish_metadata(call: Call) -> Answer:
    """Publish metadata shortly after the call."""
    return order(call, "publish", "Metadata sent for publishing.")


@operation("unpublish_metadata")
def unpublish_metadata(call: Call) -> Answer:
    """Take metadata off environments shortly after the call."""
    return order(call, "unpublish", "Metadata sent for unpublishing.")


def order(call: Call, action: Action, notice: str) -> Answer:
    """Order that metadata is published, or taken back, where the call says."""
    document = KEPT.find(call)
    check_content(call, "publish", [thing_of(document)], call.body["metadata"])
    environments = [environment_uid(call, name) for name in named(call, action, "environments")]
    locales = [checked_locale(call, code) for code in named(call, action, "locales")]
    places = [[environment, locale] for environment in environments for locale in locales]
    call.speaks_of(KEPT.shown(call, document))
    call.soon("settle_metadata", {"uid": document["uid"], "action": action, "places": places})
    return Answer({"notice": notice})


@work("settle_metadata")
def settle_metadata(call: Call, payload: Document) -> None:
    """Note where metadata is published now."""
    key = PER_BRANCH.key(call, METADATA, payload["uid"])
    document = call.store.get(key)
    if document is None:
        return
    places: list[list[str]] = payload["places"]
    details = [detail for detail in document[DETAILS] if [detail["environment"], detail["locale"]] not in places]
    if payload["action"] == "publish":
        told = {"time": call.now, "user": call.actor, "version": document["_version"]}
        details += [{"environment": environment, "locale": locale, **told} for environment, locale in places]
    call.store.put(key, document | {DETAILS: details})


def named(call: Call, action: Action, name: str) -> list[str]:
    """Answer the environments or locales that the body names. Raises `CmaError` (422) if it names none."""
    values: Any = call.body["metadata"].get(name)
    if not isinstance(values, list) or not values:
        raise KEPT.refused(action, {name: [errors.REQUIRED]})
    return [str(value) for value in cast("list[object]", values)]


def environment_uid(call: Call, name_or_uid: str) -> str:
    """Answer the uid of an environment. Raises `CmaError` (401/161) if there is none of this name or uid."""
    environment = find_environment(call, name_or_uid)
    if environment is None:
        raise errors.environment_not_found(name_or_uid)
    return str(environment["uid"])
