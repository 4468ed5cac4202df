"""Releases: sets of entries and assets that are published or unpublished together."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.field_rules import require
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.system_fields import SystemFields
from contentstack_cma_emulator.stores.publishing import release_contents

WRITABLE = ("name", "description", "locked", "archived")

SYSTEM_FIELDS = ("uid", "created_by", "updated_by", "created_at", "updated_at")

NEW_FORMAT = 2
"""The `sys_version` of the new form."""

LEGACY_FIELDS: Document = {"ACL": [], "app_user_object_uid": None, "tags": []}
"""Fields that only the old form has, after an item is added."""


def build_not_found(_call: Call, _uid: str) -> CmaError:
    """Build the error (422/141) for a release that does not exist."""
    return errors.not_found(141, "Release does not exist. Please try again.")


def prepare(_call: Call, sent: Document, stored: Document) -> Document:
    """Return the fields of a release that a client can write. Its items have calls of their own.

    Raises `CmaError` (422/141) for a locked release, unless the call unlocks it.
    """
    if stored.get("locked") and sent.get("locked") is not False:
        raise release_contents.build_release_error("is locked.")
    return {name: sent[name] for name in WRITABLE if sent.get(name) is not None}


def show_summary(call: Call, release: Document) -> Document:
    """Return a release without its items, and with their number if requested."""
    status = [show_deployment(call, item) for item in release["status"]]
    shown = {name: release[name] for name in (*WRITABLE, *SYSTEM_FIELDS) if name in release}
    shown |= {"status": status, "_deploy_latest": False}
    if release_contents.is_version_2(call):
        shown["sys_version"] = NEW_FORMAT
    if call.has_flag("include_items_count"):
        shown["items_count"] = len(release_contents.list_existing(call, release))
    return shown


def show_deployment(call: Call, item: Document) -> Document:
    """Return a deployment as responses show it. Only the new form has the `job_id`."""
    return item if release_contents.is_version_2(call) else omit(item, "job_id")


RELEASES = Resource(
    kind=release_contents.RELEASE,
    key="release",
    plural="releases",
    noun="Release",
    address="release_uid",
    place=PER_BRANCH,
    system=SystemFields(acl=None),
    defaults={"description": "", "locked": False, "items": [], "status": []},
    prepare=prepare,
    rules=(require("name"),),
    invalid_code=141,
    show=show_summary,
    missing=build_not_found,
)
RELEASES.register_all_but("get", "delete")


def show_with_items(call: Call, release: Document) -> Document:
    """Return a release as responses show it, with its items."""
    items = [release_contents.show_release_item(call, item) for item in release_contents.list_existing(call, release)]
    return RELEASES.render(call, release) | {"items": items}


def store_items(call: Call, release: Document, items: list[Document]) -> Document:
    """Store a release with other items, and return it."""
    changed = release | {"items": items} | call.build_update_fields() | {"_version": release["_version"] + 1}
    RELEASES.save(call, changed)
    return changed


@operation("get_release")
def get_release(call: Call) -> ApiResponse:
    """Return one release with its items."""
    return ApiResponse({"release": show_with_items(call, RELEASES.find(call))})


@operation("delete_release")
def delete_release(call: Call) -> ApiResponse:
    """Delete a release. Raises `CmaError` (400) if a content type of JSON is sent with an empty body."""
    is_json = call.headers.get("content-type", "").lower().startswith("application/json")
    if is_json and call.headers.get("content-length", "0") == "0":
        raise errors.malformed("Body cannot be empty when content-type is set to 'application/json'")
    return RELEASES.delete(call)


@operation("clone_release")
def clone_release(call: Call) -> ApiResponse:
    """Copy a release under another name. The copy is unlocked and has no deployments."""
    items = release_contents.list_existing(call, RELEASES.find(call))
    copy = store_items(call, RELEASES.add(call, RELEASES.read_sent(call) | {"locked": False}), items)
    shown = show_with_items(call, copy) | {"_branch": call.branch}
    return ApiResponse({"notice": "Release cloned successfully.", "release": shown}, 201)
