"""What is in a release: entries and assets, each in a version, and what is to be done with it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import too_many
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.engine.relations import ALL
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.limits import MAX_RELEASE_ITEMS
from contentstack_cma_emulator.stores.entry_reading import is_in_progress
from contentstack_cma_emulator.stores.publishing.publishables import Thing, find_thing, open_store, read_version
from contentstack_cma_emulator.stores.publishing.queue import HIDDEN, title_of

RELEASE = "release"

UPLOADS = "built_io_upload"
"""The content type that releases call assets by."""

OF_RELEASE = f"{HIDDEN}release"
"""In items of the publish queue: the job that deploys the release they are of."""

SOURCE = "source"
"""In items as they are kept: the locale whose copy they are; it may be a fallback of theirs."""

ACTIONS = ("publish", "unpublish")

SHOWN = ("uid", "version", "action", "content_type_uid", "locale", "title")

NOT_LOCALIZED = "Item(s) not localized in the selected locale. Fallback publishing is disabled for this stack:"

ADDED = "This item has already been added to the release"

FULL = too_many(MAX_RELEASE_ITEMS)


def new_item(call: Call, sent: Document) -> Document:
    """Make the item that a call asks for. Raises `CmaError` (422/141) if there is no such entry or asset."""
    parent = str(sent.get("content_type_uid") or sent.get("content_type") or "")
    locale = str(sent.get("locale") or call.master_locale)
    version, action = read_version(sent.get("version")), sent.get("action") or "publish"
    if version is None or action not in ACTIONS:
        raise not_added("Version or action is not valid.")
    if find_locale(call, locale) is None:
        raise not_added(f"The locale '{locale}' was not found.")
    variant = str(sent.get("variant_id") or "")
    thing = Thing(parent_of(parent), str(sent["uid"]), locale, version, variant=variant)
    document = find_thing(call, thing)
    if document is None:
        raise not_added(f"The {thing.noun} '{thing.uid}' was not found in this version.")
    return {
        "uid": thing.uid,
        "action": action,
        "content_type_uid": UPLOADS if thing.parent == ASSETS else thing.parent,
        "locale": locale,
        "variant_id": sent.get("variant_id"),
        **state_of(call, thing, document),
    }


def check_localized(call: Call, items: Sequence[Document]) -> None:
    """Refuse (422/141) items in a locale that has no copy, unless the stack publishes from fallbacks."""
    missing = [f"{item['locale']} : {item['uid']}" for item in items if item[SOURCE] != item["locale"]]
    if missing and not call.stack["settings"]["language_fallback"]:
        raise not_added(f"{NOT_LOCALIZED} {', '.join(missing)}.")


def state_of(call: Call, thing: Thing, document: Document) -> Document:
    """Answer what an item says of the version that it takes."""
    return {
        "version": document["_version"],
        "title": title_of(call, thing, document),
        SOURCE: document.get("locale", thing.locale),
    }


def not_added(text: str) -> errors.CmaError:
    """422/141: nothing is added to the release."""
    return errors.invalid(141, "Failed to add item(s) to release.", {"items": [text]})


def parent_of(content_type_uid: str) -> str:
    """Answer the parent of a thing by what releases or bulk calls say its content type is."""
    return ASSETS if content_type_uid == UPLOADS else content_type_uid


def thing_of(item: Document) -> Thing:
    """Answer the thing that an item is of."""
    parent, variant = parent_of(item["content_type_uid"]), item["variant_id"] or ""
    return Thing(parent, item["uid"], item[SOURCE], item["version"], variant=variant)


def living(call: Call, release: Document) -> list[Document]:
    """Answer the items of a release whose entry or asset is still there."""
    return [item for item in release["items"] if find_thing(call, thing_of(item))]


def latest(call: Call, item: Document) -> Document:
    """Answer an item in the latest version that its locale reads; as it is where that is still in progress."""
    thing = replace(thing_of(item), locale=item["locale"], version=0)
    document = find_thing(call, thing)
    store = None if thing.parent == ASSETS or thing.variant else open_store(call, thing.parent)
    if document is None or (store and is_in_progress(store, document)):
        return item
    return item | state_of(call, thing, document)


def identity(item: Document) -> tuple[str, str, str, Any]:
    """Answer what no two items of a release have in common."""
    return parent_of(item["content_type_uid"]), item["uid"], item["locale"], item["variant_id"]


def chosen(items: Sequence[Document], choice: Any) -> list[Document]:
    """Answer the items that a list in a body names: those that agree with one of its elements, or all for `$all`."""
    wanted: Collection[Any] = cast("Sequence[Any]", choice) if isinstance(choice, list) else ()
    return [item for item in items if any(each == ALL or _agrees(item, each) for each in wanted)]


def is_new(call: Call) -> bool:
    """Answer whether a call speaks of releases in their newer form."""
    return call.headers.get("release_version") == "2.0"


def shown_item(call: Call, item: Document) -> Document:
    """Answer an item as it is read."""
    variant = {"variant_id": item["variant_id"]} if is_new(call) or item["variant_id"] else {}
    return {name: item[name] for name in SHOWN} | variant


def check_open(release: Document) -> None:
    """Refuse (422/141) to change what is in a release that is locked or was deployed."""
    if release["locked"]:
        raise refused("is locked.")
    if release["status"]:
        raise refused("was deployed. Its items cannot be changed.")


def refused(text: str) -> errors.CmaError:
    """422/141: the release stays as it is."""
    return errors.invalid(141, "Release updation failed. Please try again.", {"release": [text]})


def _agrees(item: Document, named: Any) -> bool:
    """Answer whether an item is the one that is named by uid, and by locale, type and variant where those are given."""
    if not isinstance(named, dict):
        return False
    wanted = cast("Document", named)
    parent = wanted.get("content_type_uid") or wanted.get("content_type")
    return (
        item["uid"] == wanted.get("uid")
        and wanted.get("locale", item["locale"]) == item["locale"]
        and (parent is None or parent_of(parent) == parent_of(item["content_type_uid"]))
        and wanted.get("variant_id", item["variant_id"]) == item["variant_id"]
    )
