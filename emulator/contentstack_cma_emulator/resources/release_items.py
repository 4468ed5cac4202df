"""What is in a release: adding, removing, moving, and bringing up to date."""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.engine.registry import operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.relations import ALL
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.resources.releases import LEGACY, RELEASES, missing, store_items, whole
from contentstack_cma_emulator.rules.limits import MAX_RELEASE_ITEMS
from contentstack_cma_emulator.stores.publishing.release_contents import (
    ADDED,
    FULL,
    RELEASE,
    check_localized,
    check_open,
    chosen,
    identity,
    is_new,
    latest,
    living,
    new_item,
    not_added,
    shown_item,
)

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
take_any_key("add_release_items", "add_release_item", "remove_release_items", "remove_release_item")
take_any_key("update_release_items", "move_release_items", "move_release_items_with_put")


@operation("list_release_items")
def list_items(call: Call) -> Answer:
    """Answer a page of the items, in the order in which they were added."""
    items = living(call, RELEASES.find(call))
    page = read_page(call.number("skip"), call.number("limit"))
    count = {"count": len(items)} if call.flag("include_count") else {}
    return Answer({"items": [shown_item(call, item) for item in page.of(items)], **count})


@operation("add_release_item")
def add_item(call: Call) -> Answer:
    """Add one item. Raises `CmaError` (422/141) if it is in the release already."""
    release = open_release(call)
    item = new_item(call, call.body["item"])
    check_localized(call, [item])
    items = living(call, release)
    if identity(item) in map(identity, items):
        raise not_added(f"{ADDED}.")
    return added(call, ADDED_ONE, store_items(call, release, with_room([*items, item])))


@operation("add_release_items")
def add_items(call: Call) -> Answer:
    """Add several items, but those that are in the release already."""
    release = open_release(call)
    new = [new_item(call, item) for item in sent(call)]
    check_localized(call, new)
    return added(call, ADDED_MANY, store_items(call, release, with_room(merged(living(call, release), new))))


@operation("remove_release_items")
def remove_items(call: Call) -> Answer:
    """Remove the items that are named, or all; the answer shows the release as it was."""
    release = open_release(call)
    if not call.flag("all") and not sent(call):
        raise errors.invalid(141, "Failed to remove item(s) from release.", {"items": [errors.REQUIRED]})
    items = living(call, release)
    gone = items if call.flag("all") else chosen(items, sent(call))
    changed = store_items(call, release, [item for item in items if item not in gone])
    before = {"items": [shown_item(call, item) for item in items]}
    return Answer({"notice": REMOVED, "release": whole(call, changed) | before})


@operation("remove_release_item")
def remove_item(call: Call) -> Answer:
    """Remove one item. Raises `CmaError` (422/141) if it is not in the release."""
    release = open_release(call)
    items = living(call, release)
    gone = chosen(items, [call.body["item"]])
    if not gone:
        raise errors.invalid(141, "Failed to remove item(s) from release.", {"item": [errors.NOT_VALID]})
    changed = store_items(call, release, [item for item in items if item not in gone])
    return Answer({"notice": REMOVED_ONE, "release": whole(call, changed)})


@operation("update_release_items")
def update_items(call: Call) -> Answer:
    """Bring items to the latest versions of what they are of. The older form takes only `$all`."""
    release = open_release(call)
    if not is_new(call) and sent(call) != [ALL]:
        raise errors.invalid(141, "Failed to update release item(s).", {"items": [errors.NOT_VALID]})
    items = living(call, release)
    wanted = chosen(items, sent(call))
    changed = store_items(call, release, [latest(call, item) if item in wanted else item for item in items])
    return Answer({"notice": UPDATED, "release": whole(call, changed)})


@operation("move_release_items")
def move_items(call: Call) -> Answer:
    """Take items out of this release and put them into another."""
    return move(call, find_release(call, call.body["release_uid"]))


@operation("move_release_items_with_put")
def move_items_with_put(call: Call) -> Answer:
    """Do the same; without another release, put the items at the end of this one."""
    return move(call, find_release(call, call.body.get("release_uid") or call.path["release_uid"]))


def move(call: Call, target: Document) -> Answer:
    """Move the items that the call names into a release. Raises `CmaError` (422/141) if it names none there is."""
    source = open_release(call)
    check_open(target)
    items = living(call, source)
    moved = chosen(items, call.body.get("items") or call.body.get("item"))
    if not moved:
        raise errors.invalid(141, "Failed to move item(s) to release.", {"items": [errors.NOT_VALID]})
    left = store_items(call, source, [item for item in items if item not in moved])
    target = left if target["uid"] == source["uid"] else target
    store_items(call, target, with_room(merged(living(call, target), moved)))
    return Answer({"notice": MOVED})


def open_release(call: Call) -> Document:
    """Answer the release of the path. Raises `CmaError` (422/141) if its items cannot be changed."""
    release = RELEASES.find(call)
    check_open(release)
    return release


def find_release(call: Call, uid: str) -> Document:
    """Answer a release of the branch. Raises `CmaError` (422/141) if there is none."""
    release = call.store.get(PER_BRANCH.key(call, RELEASE, uid))
    if release is None:
        raise missing(uid)
    return release


def with_room(items: list[Document]) -> list[Document]:
    """Return the items that a release is to have. Raises `CmaError` (422/141) if these are too many."""
    if len(items) > MAX_RELEASE_ITEMS:
        raise not_added(FULL)
    return items


def merged(items: Sequence[Document], new: Sequence[Document]) -> list[Document]:
    """Answer the items and the new ones, of equal ones the first."""
    found = {identity(item): item for item in reversed([*items, *new])}
    return list(reversed(found.values()))


def added(call: Call, notice: str, release: Document) -> Answer:
    """Answer a release to which something was added."""
    legacy = {} if is_new(call) else LEGACY | {"_version": release["_version"]}
    return Answer({"notice": notice, "release": whole(call, release) | legacy}, 201)


def sent(call: Call) -> list[Any]:
    """Answer the items that a body lists, also where it is one alone."""
    items: Any = call.body.get("items") or []
    return [*cast("Sequence[Any]", items)] if isinstance(items, list) else [items]
