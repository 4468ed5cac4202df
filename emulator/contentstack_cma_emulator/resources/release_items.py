"""Items of releases: add, remove, move and update them."""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import ALL, Document
from contentstack_cma_emulator.engine.paging import slice_page
from contentstack_cma_emulator.engine.registry import allow_any_key, operation, tolerate
from contentstack_cma_emulator.resources.releases import LEGACY_FIELDS, RELEASES, show_with_items, store_items
from contentstack_cma_emulator.rules.limits import MAX_RELEASE_ITEMS
from contentstack_cma_emulator.stores.publishing import release_contents

ADDED_ONE = "Item added to release successfully."
ADDED_MANY = "Item(s) send to add to release successfully."
REMOVED_ONE = "Item removed from release successfully."
REMOVED = "Item(s) send to remove from release successfully."
MOVED = "Item(s) send to move to release successfully."
UPDATED = "Release items updated to their latest versions successfully."

tolerate("add_release_items", "version", "action", "locale")
tolerate("add_release_item", "version", "action", "locale")
tolerate("remove_release_items", "version", "action", "items")
tolerate("remove_release_item", "version", "action")
tolerate("update_release_items", "version", "action")
tolerate("move_release_items", "items", "item")
tolerate("move_release_items_with_put", "items")
allow_any_key("add_release_items", "add_release_item", "remove_release_items", "remove_release_item")
allow_any_key("update_release_items", "move_release_items", "move_release_items_with_put")


@operation("list_release_items")
def list_items(call: Call) -> ApiResponse:
    """List the items in the order in which they were added."""
    items, count = slice_page(call, release_contents.list_existing(call, RELEASES.find(call)))
    return ApiResponse({"items": [release_contents.show_release_item(call, item) for item in items], **count})


@operation("add_release_item")
def add_item(call: Call) -> ApiResponse:
    """Add one item. Raises `CmaError` (422/141) if the release already has it."""
    release = require_open_release(call, call.path["release_uid"])
    item = release_contents.new_release_item(call, call.body["item"])
    release_contents.check_localized(call, [item])
    items = release_contents.list_existing(call, release)
    if release_contents.identify(item) in map(release_contents.identify, items):
        raise release_contents.build_add_error(f"{release_contents.ADDED}.")
    return build_added_response(call, ADDED_ONE, store_items(call, release, check_item_count([*items, item])))


@operation("add_release_items")
def add_items(call: Call) -> ApiResponse:
    """Add several items. Those that the release already has are skipped."""
    release = require_open_release(call, call.path["release_uid"])
    new = [release_contents.new_release_item(call, item) for item in read_items(call)]
    release_contents.check_localized(call, new)
    return build_added_response(
        call,
        ADDED_MANY,
        store_items(call, release, check_item_count(merge_items(release_contents.list_existing(call, release), new))),
    )


@operation("remove_release_items")
def remove_items(call: Call) -> ApiResponse:
    """Remove the given items, or all. The response shows the release as it was before."""
    release = require_open_release(call, call.path["release_uid"])
    if not call.has_flag("all") and not read_items(call):
        raise errors.invalid(141, "Failed to remove item(s) from release.", {"items": [errors.REQUIRED]})
    items = release_contents.list_existing(call, release)
    gone = items if call.has_flag("all") else release_contents.select_items(items, read_items(call))
    changed = store_items(call, release, [item for item in items if item not in gone])
    before = {"items": [release_contents.show_release_item(call, item) for item in items]}
    return ApiResponse({"notice": REMOVED, "release": show_with_items(call, changed) | before})


@operation("remove_release_item")
def remove_item(call: Call) -> ApiResponse:
    """Remove one item. Raises `CmaError` (422/141) if the release does not have it."""
    release = require_open_release(call, call.path["release_uid"])
    items = release_contents.list_existing(call, release)
    gone = release_contents.select_items(items, [call.body["item"]])
    if not gone:
        raise errors.invalid(141, "Failed to remove item(s) from release.", {"item": [errors.NOT_VALID]})
    changed = store_items(call, release, [item for item in items if item not in gone])
    return ApiResponse({"notice": REMOVED_ONE, "release": show_with_items(call, changed)})


@operation("update_release_items")
def update_items(call: Call) -> ApiResponse:
    """Update items to the latest versions of their entries and assets. The old form accepts only `$all`."""
    release = require_open_release(call, call.path["release_uid"])
    if not release_contents.is_version_2(call) and read_items(call) != [ALL]:
        raise errors.invalid(141, "Failed to update release item(s).", {"items": [errors.NOT_VALID]})
    items = release_contents.list_existing(call, release)
    wanted = release_contents.select_items(items, read_items(call))
    latest = [release_contents.with_latest_version(call, item) if item in wanted else item for item in items]
    changed = store_items(call, release, latest)
    return ApiResponse({"notice": UPDATED, "release": show_with_items(call, changed)})


@operation("move_release_items")
def move_items(call: Call) -> ApiResponse:
    """Move items to another release."""
    return move(call, RELEASES.require(call, call.body["release_uid"]))


@operation("move_release_items_with_put")
def move_items_with_put(call: Call) -> ApiResponse:
    """Move items to another release or, without one, to the end of this one."""
    return move(call, RELEASES.require(call, call.body.get("release_uid") or call.path["release_uid"]))


def move(call: Call, target: Document) -> ApiResponse:
    """Move the given items to a release. Raises `CmaError` (422/141) if this release has none of them."""
    source = require_open_release(call, call.path["release_uid"])
    release_contents.check_open(target)
    items = release_contents.list_existing(call, source)
    moved = release_contents.select_items(items, call.body.get("items") or call.body.get("item"))
    if not moved:
        raise errors.invalid(141, "Failed to move item(s) to release.", {"items": [errors.NOT_VALID]})
    left = store_items(call, source, [item for item in items if item not in moved])
    target = left if target["uid"] == source["uid"] else target
    store_items(call, target, check_item_count(merge_items(release_contents.list_existing(call, target), moved)))
    return ApiResponse({"notice": MOVED})


def require_open_release(call: Call, uid: str) -> Document:
    """Return a release of the branch. Raises `CmaError` (422/141) if there is none, or its items cannot be changed."""
    release = RELEASES.require(call, uid)
    release_contents.check_open(release)
    return release


def check_item_count(items: list[Document]) -> list[Document]:
    """Return the items. Raises `CmaError` (422/141) if they are too many for a release."""
    if len(items) > MAX_RELEASE_ITEMS:
        raise release_contents.build_add_error(release_contents.TOO_MANY_ITEMS)
    return items


def merge_items(items: Sequence[Document], new: Sequence[Document]) -> list[Document]:
    """Return the items followed by the new ones. Of duplicates, the first is kept."""
    found = {release_contents.identify(item): item for item in reversed([*items, *new])}
    return list(reversed(found.values()))


def build_added_response(call: Call, notice: str, release: Document) -> ApiResponse:
    """Build the response for a release to which items were added."""
    legacy = {} if release_contents.is_version_2(call) else LEGACY_FIELDS | {"_version": release["_version"]}
    return ApiResponse({"notice": notice, "release": show_with_items(call, release) | legacy}, 201)


def read_items(call: Call) -> list[Any]:
    """Return the items of a body, which may be a list or a single item."""
    items: Any = call.body.get("items") or []
    return [*cast("Sequence[Any]", items)] if isinstance(items, list) else [items]
