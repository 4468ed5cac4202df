"""Flows about the folders of assets."""

from contentstack_cma_testing.parity.building import UNKNOWN_UID
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow

TAG = "Assets"
PATH = "/v3/assets/folders"
MAX_LEVELS = 5
"""The deepest level of folders, by the documentation."""


@flow(TAG, "Folders are up to five deep.", calls=12, answers=["folder_depth"])
def depth(steps: Steps) -> None:
    parent: str | None = None
    for level in range(1, MAX_LEVELS + 1):
        parent = _create(steps, f"level {level}", steps.name(f"level{level}"), parent).require("asset", "uid")
    reply = _create(steps, "one level more", steps.name("more"), parent)
    steps.answer("folder_depth", describe_outcome(reply))


@flow(TAG, "Two folders with one name, and a folder in one that does not exist.", calls=7, answers=["folder_names"])
def names(steps: Steps) -> None:
    name = steps.name("folder")
    _create(steps, "create", name)
    second = _create(steps, "create with the same name", name)
    _create(steps, "in an unknown folder", steps.name("lost"), UNKNOWN_UID)
    steps.call("get an unknown folder", "GET", f"{PATH}/{UNKNOWN_UID}")
    steps.answer("folder_names", describe_outcome(second))


@flow(TAG, "A folder cannot move into one that it contains.", calls=8, answers=["folder_cycle"])
def cycle(steps: Steps) -> None:
    outer_name = steps.name("outer")
    outer = _create(steps, "create the outer", outer_name).require("asset", "uid")
    inner = _create(steps, "create the inner", steps.name("inner"), outer).require("asset", "uid")
    body = {"asset": {"name": outer_name, "parent_uid": inner}}
    moved = steps.call("move the outer into the inner", "PUT", f"{PATH}/{outer}", json=body)
    steps.answer("folder_cycle", describe_outcome(moved))
    itself = {"asset": {"name": outer_name, "parent_uid": outer}}
    steps.call("move it into itself", "PUT", f"{PATH}/{outer}", json=itself)
    steps.call("delete the outer", "DELETE", f"{PATH}/{outer}")
    steps.call("get the inner", "GET", f"{PATH}/{inner}")


@flow(TAG, "A deleted folder takes its assets with it.", calls=7)
def delete_with_assets(steps: Steps) -> None:
    folder = _create(steps, "create", steps.name("folder")).require("asset", "uid")
    fields = {"asset[parent_uid]": folder}
    reply = steps.upload("upload", "POST", "/v3/assets", name="note.txt", content=b"A note.", fields=fields)
    uid = reply.require("asset", "uid")
    steps.later("DELETE", f"/v3/assets/{uid}")
    steps.call("list the folder", "GET", "/v3/assets", query={"folder": folder, "include_count": "true"})
    steps.call("delete the folder", "DELETE", f"{PATH}/{folder}")
    steps.call("get the asset", "GET", f"/v3/assets/{uid}")


def _create(steps: Steps, label: str, name: str, parent: str | None = None) -> Reply:
    values = {"name": name} | ({"parent_uid": parent} if parent else {})
    reply = steps.call(label, "POST", PATH, json={"asset": values})
    if uid := reply.find("asset", "uid"):
        steps.later("DELETE", f"{PATH}/{uid}")
    return reply
