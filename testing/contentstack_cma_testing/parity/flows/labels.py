"""Flows about labels."""

from typing import Any

from contentstack_cma_testing.parity.building import UNKNOWN_UID
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Labels"
PATH = "/v3/labels"


@flow(TAG, "A label cannot have the name of another.", calls=6, answers=["label_duplicate"])
def create_twice(steps: Steps) -> None:
    name = steps.name("label")
    _create(steps, "create", name)
    second = _create(steps, "create with the same name", name)
    steps.answer("label_duplicate", describe_outcome(second))
    _create(
        steps, "with a content type that does not exist", steps.name("other"), content_types=[steps.name("nowhere")]
    )


@flow(TAG, "A label that does not exist is not found.", calls=3)
def unknown(steps: Steps) -> None:
    steps.call("get", "GET", f"{PATH}/{UNKNOWN_UID}")
    steps.call("update", "PUT", f"{PATH}/{UNKNOWN_UID}", json={"label": {"name": steps.name("label")}})
    steps.call("delete", "DELETE", f"{PATH}/{UNKNOWN_UID}")


@flow(TAG, "Labels below a label.", calls=9, answers=["label_parent"])
def parents(steps: Steps) -> None:
    lost = _create(steps, "under one that does not exist", steps.name("lost"), parent=[UNKNOWN_UID])
    outer = _create(steps, "create the outer", steps.name("outer")).require("label", "uid")
    inner = _create(steps, "create the inner", steps.name("inner"), parent=[outer]).require("label", "uid")
    steps.call("list", "GET", PATH, query={"include_count": "true"})
    gone = steps.call("delete the outer", "DELETE", f"{PATH}/{outer}")
    after = steps.call("get the inner", "GET", f"{PATH}/{inner}")
    stays = "stays" if after.is_success else "is gone"
    fact = (
        f"unknown parent: {describe_outcome(lost)}; deletion of a parent: {describe_outcome(gone)}, the inner {stays}"
    )
    steps.answer("label_parent", fact)


@flow(TAG, "A label is renamed, and keeps the content types it had.", calls=7)
def rename(steps: Steps) -> None:
    content_type = create_content_type(steps)
    uid = _create(steps, "create", steps.name("before"), content_types=[content_type]).require("label", "uid")
    steps.call("rename", "PUT", f"{PATH}/{uid}", json={"label": {"name": steps.name("after")}})
    steps.call("get", "GET", f"{PATH}/{uid}")
    steps.call("get the content type", "GET", f"/v3/content_types/{content_type}")


def _create(steps: Steps, label: str, name: str, **values: Any) -> Reply:
    reply = steps.call(label, "POST", PATH, json={"label": {"name": name, "content_types": []} | values})
    if uid := reply.find("label", "uid"):
        steps.later("DELETE", f"{PATH}/{uid}")
    return reply
