"""Releases: sets of entries and assets that are published or taken back together."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.field_rules import required
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.system_fields import System
from contentstack_cma_emulator.stores.publishing.release_contents import (
    RELEASE,
    is_new,
    living,
    refused,
    shown_item,
)

WRITTEN = ("name", "description", "locked", "archived")

SYSTEM = ("uid", "created_by", "updated_by", "created_at", "updated_at")

NEWER = 2
"""The `sys_version` of the newer form."""

LEGACY: Document = {"ACL": [], "app_user_object_uid": None, "tags": []}
"""What the older form has beside the rest where an item was added."""


def missing(_uid: str) -> CmaError:
    """422/141: there is no such release."""
    return errors.not_found(141, "Release does not exist. Please try again.")


def prepare(_call: Call, sent: Document) -> Document:
    """Answer what a client can write of a release; its items have calls of their own."""
    return {name: sent[name] for name in WRITTEN if sent.get(name) is not None}


def brief(call: Call, release: Document) -> Document:
    """Answer a release as it is read, without its items; their number where the call asks for it."""
    status = [deployment(call, item) for item in release["status"]]
    seen = {name: release[name] for name in (*WRITTEN, *SYSTEM) if name in release}
    seen |= {"status": status, "_deploy_latest": False}
    if is_new(call):
        seen["sys_version"] = NEWER
    if call.flag("include_items_count"):
        seen["items_count"] = len(living(call, release))
    return seen


def deployment(call: Call, item: Document) -> Document:
    """Answer a deployment as it is read; only the newer form names the job."""
    return item if is_new(call) else {name: value for name, value in item.items() if name != "job_id"}


RELEASES = Resource(
    kind=RELEASE,
    key="release",
    plural="releases",
    noun="Release",
    address="release_uid",
    place=PER_BRANCH,
    system=System(acl=None),
    defaults={"description": "", "locked": False, "items": [], "status": []},
    prepare=prepare,
    rules=(required("name"),),
    invalid_code=141,
    show=brief,
    missing=missing,
)
RELEASES.register_all_but("get", "update", "delete")


def whole(call: Call, release: Document) -> Document:
    """Answer a release as it is read, with its items."""
    items = [shown_item(call, item) for item in living(call, release)]
    return RELEASES.shown(call, release) | {"items": items}


def store_items(call: Call, release: Document, items: list[Document]) -> Document:
    """Keep a release with other items, and answer it."""
    changed = release | {"items": items} | call.change() | {"_version": release["_version"] + 1}
    call.store.put(PER_BRANCH.key(call, RELEASE, release["uid"]), changed)
    return changed


@operation("get_release")
def get_release(call: Call) -> Answer:
    """Answer one release with its items."""
    return Answer({"release": whole(call, RELEASES.find(call))})


@operation("update_release")
def update_release(call: Call) -> Answer:
    """Change a release; a locked one only together with unlocking it."""
    release, sent = RELEASES.find(call), RELEASES.sent(call)
    if release["locked"] and sent.get("locked") is not False:
        raise refused("is locked.")
    return RELEASES.answer("updated", RELEASES.shown(call, RELEASES.change(call, release, sent)), 200)


@operation("delete_release")
def delete_release(call: Call) -> Answer:
    """Remove a release. A request that says it has a JSON body, and has none, cannot be read."""
    is_json = call.headers.get("content-type", "").lower().startswith("application/json")
    if is_json and call.headers.get("content-length", "0") == "0":
        raise errors.malformed("Body cannot be empty when content-type is set to 'application/json'")
    return RELEASES.delete(call)


@operation("clone_release")
def clone_release(call: Call) -> Answer:
    """Store a copy of a release: under another name, unlocked, never deployed."""
    items = living(call, RELEASES.find(call))
    copy = store_items(call, RELEASES.add(call, RELEASES.sent(call) | {"locked": False}), items)
    seen = whole(call, copy) | {"_branch": call.branch}
    return Answer({"notice": "Release cloned successfully.", "release": seen}, 201)
