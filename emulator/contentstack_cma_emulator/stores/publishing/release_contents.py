"""The items of a release: entries and assets, each with a version and an action."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import ALL, Document, as_list
from contentstack_cma_emulator.engine.errors import too_many
from contentstack_cma_emulator.engine.lookup import find_locale
from contentstack_cma_emulator.rules.entry_validation import is_in_progress
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.limits import MAX_RELEASE_ITEMS
from contentstack_cma_emulator.rules.publishing import ACTIONS
from contentstack_cma_emulator.stores.publishing.publishables import (
    Publishable,
    find_document,
    open_document,
    read_version,
)
from contentstack_cma_emulator.stores.publishing.queue import HIDDEN, read_title

RELEASE = "release"

ASSET_TYPE = "built_io_upload"
"""The content type of assets in releases."""

RELEASE_JOB = f"{HIDDEN}release"
"""In items of the publish queue: the job that deploys their release."""

SOURCE = "source"
"""In stored items: the locale of the localization, which may be a fallback of the locale of the item."""

SHOWN_FIELDS = ("uid", "version", "action", "content_type_uid", "locale", "title")

NOT_LOCALIZED = "Item(s) not localized in the selected locale. Fallback publishing is disabled for this stack:"

ADDED = "This item has already been added to the release"

TOO_MANY_ITEMS = too_many(MAX_RELEASE_ITEMS)


def new_release_item(call: Call, sent: Document) -> Document:
    """Return a new item for what a call sent. Raises `CmaError` (422/141) if the entry or asset does not exist."""
    parent = str(sent.get("content_type_uid") or sent.get("content_type") or "")
    locale = str(sent.get("locale") or call.master_locale)
    version, action = read_version(sent.get("version")), sent.get("action") or "publish"
    if version is None or action not in ACTIONS:
        raise build_add_error("Version or action is not valid.")
    if find_locale(call, locale) is None:
        raise build_add_error(f"The locale '{locale}' was not found.")
    variant = str(sent.get("variant_id") or "")
    publishable = Publishable(to_parent(parent), str(sent["uid"]), locale, version, variant=variant)
    document = find_document(call, publishable)
    if document is None:
        raise build_add_error(f"The {publishable.noun} '{publishable.uid}' was not found in this version.")
    return {
        "uid": publishable.uid,
        "action": action,
        "content_type_uid": ASSET_TYPE if publishable.parent == ASSETS else publishable.parent,
        "locale": locale,
        "variant_id": sent.get("variant_id"),
        **read_state(call, publishable, document),
    }


def check_localized(call: Call, items: Sequence[Document]) -> None:
    """Raise `CmaError` (422/141) if items are not localized in their locale, unless the stack publishes fallbacks."""
    missing = [f"{item['locale']} : {item['uid']}" for item in items if item[SOURCE] != item["locale"]]
    if missing and not call.stack["settings"]["language_fallback"]:
        raise build_add_error(f"{NOT_LOCALIZED} {', '.join(missing)}.")


def read_state(call: Call, publishable: Publishable, document: Document) -> Document:
    """Return the fields of an item that describe its version."""
    return {
        "version": document["_version"],
        "title": read_title(call, publishable, document),
        SOURCE: document.get("locale", publishable.locale),
    }


def build_add_error(text: str) -> errors.CmaError:
    """Return the error (422/141) of items that cannot be added to a release."""
    return errors.invalid(141, "Failed to add item(s) to release.", {"items": [text]})


def to_parent(content_type_uid: str) -> str:
    """Return the parent of a publishable with this content type in a release or bulk call."""
    return ASSETS if content_type_uid == ASSET_TYPE else content_type_uid


def to_publishable(item: Document) -> Publishable:
    """Return the publishable of an item."""
    parent, variant = to_parent(item["content_type_uid"]), item["variant_id"] or ""
    return Publishable(parent, item["uid"], item[SOURCE], item["version"], variant=variant)


def list_existing(call: Call, release: Document) -> list[Document]:
    """Return the items of a release whose entry or asset still exists."""
    return [item for item in release["items"] if find_document(call, to_publishable(item))]


def with_latest_version(call: Call, item: Document) -> Document:
    """Return an item with the latest version in its locale, or unchanged if that version is in progress."""
    publishable = replace(to_publishable(item), locale=item["locale"], version=0)
    store, document = open_document(call, publishable)
    if document is None or (store and is_in_progress(store.schema, document)):
        return item
    return item | read_state(call, publishable, document)


def identify(item: Document) -> tuple[str, str, str, Any]:
    """Return what distinguishes an item from all others of a release."""
    return to_parent(item["content_type_uid"]), item["uid"], item["locale"], item["variant_id"]


def select_items(items: Sequence[Document], choice: Any) -> list[Document]:
    """Return the items that match an element of a list in a body. `$all` matches all of them."""
    wanted: Collection[Any] = as_list(choice)
    return [item for item in items if any(each == ALL or _matches(item, each) for each in wanted)]


def is_version_2(call: Call) -> bool:
    """Return whether a call uses version 2.0 of releases."""
    return call.headers.get("release_version") == "2.0"


def show_release_item(call: Call, item: Document) -> Document:
    """Return an item as responses show it."""
    variant = {"variant_id": item["variant_id"]} if is_version_2(call) or item["variant_id"] else {}
    return {name: item[name] for name in SHOWN_FIELDS} | variant


def check_open(release: Document) -> None:
    """Raise `CmaError` (422/141) if the items of a release cannot change: it is locked or was deployed."""
    if release["locked"]:
        raise build_release_error("is locked.")
    if release["status"]:
        raise build_release_error("was deployed. Its items cannot be changed.")


def build_release_error(text: str) -> errors.CmaError:
    """Return the error (422/141) of a release that cannot be changed."""
    return errors.invalid(141, "Release updation failed. Please try again.", {"release": [text]})


def _matches(item: Document, named: Any) -> bool:
    """Return whether an item has this uid, and this locale, content type and variant if they are set."""
    if not isinstance(named, dict):
        return False
    wanted = cast("Document", named)
    parent = wanted.get("content_type_uid") or wanted.get("content_type")
    return (
        item["uid"] == wanted.get("uid")
        and wanted.get("locale", item["locale"]) == item["locale"]
        and (parent is None or to_parent(parent) == to_parent(item["content_type_uid"]))
        and wanted.get("variant_id", item["variant_id"]) == item["variant_id"]
    )
