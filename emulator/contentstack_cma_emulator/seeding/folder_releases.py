"""Loads releases from `releases/releases.json`, which some tools add to an export folder."""

from contentstack_cma_emulator.engine.documents import as_list, as_object, omit
from contentstack_cma_emulator.seeding.creation import locate_errors
from contentstack_cma_emulator.seeding.folder_steps import Branch

SWITCHES = ("locked", "archived")
"""Fields to set after the items were added, because a locked release takes none."""


def load_releases(branch: Branch) -> None:
    """Create the releases with their items, in the loaded versions."""
    for item in branch.folder.read_items("releases/releases.json"):
        branch.create("create_release", "release", item, omit(item.data, "items", *SWITCHES))
        path = {"release_uid": item.uid}
        items = [omit(as_object(each), "version") for each in as_list(item.data.get("items"))]
        switches = {name: True for name in SWITCHES if item.data.get(name) is True}
        with locate_errors(item.place):
            if items:
                branch.calls.call("add_release_items", {"items": items}, path=path)
            if switches:
                branch.calls.call("update_release", {"release": {"name": item.data.get("name")} | switches}, path=path)
