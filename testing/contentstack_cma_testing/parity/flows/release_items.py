"""Items of releases, in the older and the newer form."""

from collections.abc import Mapping
from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome, describe_shape
from contentstack_cma_testing.parity.flow import Need, Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    MASTER_LOCALE,
    RELEASES_2,
    create_content_type,
    create_entry,
    create_release,
    entries,
)


def build_item(entry: str, content_type: str) -> dict[str, Any]:
    """Build an item that publishes the first version of an entry."""
    return {
        "uid": entry,
        "version": 1,
        "locale": MASTER_LOCALE,
        "content_type_uid": content_type,
        "action": "publish",
    }


def wait_for_items(
    steps: Steps, label: str, release: str, number: int, headers: Mapping[str, str] | None = None
) -> Reply:
    """Wait until a release has this number of items. Takes 10 calls."""
    return steps.wait(
        label, "GET", f"{release}/items", lambda reply: len(reply.find("items") or []) == number, headers=headers
    )


@flow("Releases", "Items are added once, updated and removed.", calls=21)
def add_and_remove(steps: Steps) -> None:
    """Add an entry twice, update it to its second version, and remove it."""
    content_type = create_content_type(steps)
    item = build_item(create_entry(steps, content_type), content_type)
    release = f"/v3/releases/{create_release(steps)}"
    steps.call("add", "POST", f"{release}/item", json={"item": item})
    steps.call("add it again", "POST", f"{release}/item", json={"item": item})
    changed = {"entry": {"title": steps.name("changed")}}
    steps.call("change the entry", "PUT", f"{entries(content_type)}/{item['uid']}", json=changed)
    steps.call("update the items", "PUT", f"{release}/update_items", json={"items": ["$all"]})
    steps.call("list", "GET", f"{release}/items")
    steps.call("remove", "DELETE", f"{release}/items", json={"items": [item]})
    wait_for_items(steps, "wait until it is removed", release, 0)


@flow(
    "Releases",
    "An item of the newer releases.",
    calls=17,
    needs=[Need.RELEASES_2],
    answers=["release_item_object"],
)
def newer_item(steps: Steps) -> None:
    """Add an entry to a newer release, and read it."""
    content_type = create_content_type(steps)
    item = build_item(create_entry(steps, content_type), content_type)
    release = f"/v3/releases/{create_release(steps, headers=RELEASES_2)}"
    steps.call("add", "POST", f"{release}/items", json={"items": [item]}, headers=RELEASES_2)
    listed = wait_for_items(steps, "wait for the item", release, 1, RELEASES_2)
    steps.call("remove", "DELETE", f"{release}/item", json={"item": item}, headers=RELEASES_2)
    steps.answer("release_item_object", f"The list of items is {describe_shape(listed.find('items'))}.")


@flow("Bulk operations", "Items are added to a release in a job.", calls=17, needs=[Need.RELEASES_2])
def add_in_bulk(steps: Steps) -> None:
    """Add an entry to a release in bulk, and update it to its latest version."""
    content_type = create_content_type(steps)
    entry = create_entry(steps, content_type)
    release = create_release(steps, headers=RELEASES_2)
    item = {"uid": entry, "content_type_uid": content_type, "version": 1, "locale": MASTER_LOCALE}
    body = {"release": release, "action": "publish", "locale": [MASTER_LOCALE], "items": [item]}
    headers = {"bulk_version": "2.0"}
    steps.call("add", "POST", "/v3/bulk/release/items", json=body, headers=headers)
    wait_for_items(steps, "wait for the item", f"/v3/releases/{release}", 1, RELEASES_2)
    latest = {"release": release, "items": ["$all"]}
    steps.call("update", "PUT", "/v3/bulk/release/update_items", json=latest, headers=headers)


@flow(
    "Releases",
    "Which method moves items to another release: POST, PUT or both.",
    calls=31,
    needs=[Need.RELEASES_2],
    answers=["release_move_form"],
)
def move(steps: Steps) -> None:
    """Move an entry to another release with POST, and back with PUT."""
    content_type = create_content_type(steps)
    item = build_item(create_entry(steps, content_type), content_type)
    one, other = (create_release(steps, what, RELEASES_2) for what in ("release", "other"))
    steps.call("add", "POST", f"/v3/releases/{one}/items", json={"items": [item]}, headers=RELEASES_2)
    wait_for_items(steps, "wait for the item", f"/v3/releases/{one}", 1, RELEASES_2)
    moved = [{"uid": item["uid"], "locale": item["locale"]}]
    post = move_items(steps, "POST", one, {"release_uid": other, "items": moved})
    source, target = (other, one) if post.is_success else (one, other)
    if post.is_success:
        wait_for_items(steps, "wait until POST has moved it", f"/v3/releases/{other}", 1, RELEASES_2)
    put = move_items(steps, "PUT", source, {"release_uid": target, "items": moved})
    steps.call("items of the target of PUT", "GET", f"/v3/releases/{target}/items", headers=RELEASES_2)
    steps.answer("release_move_form", f"POST is {describe_outcome(post)}; PUT is {describe_outcome(put)}.")


def move_items(steps: Steps, method: str, release: str, body: Mapping[str, Any]) -> Reply:
    """Move items of a release. Takes 1 call."""
    return steps.call(
        f"move with {method}", method, f"/v3/releases/{release}/items/move", json=body, headers=RELEASES_2
    )
