"""Variant groups: variants that belong together, and the content types that may use them. All branches share them.

Bodies may be wrapped in `variant_group`. A bare uid for a content type links it.
"""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.call import MAIN_BRANCH, ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import NOT_VALID, Errors
from contentstack_cma_emulator.engine.field_rules import require, require_texts
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, VARIANT, VARIANT_GROUP
from contentstack_cma_emulator.engine.listing import filter_by_query
from contentstack_cma_emulator.engine.registry import add_body_reader, make_unwrapper, operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import MINIMAL_FIELDS, take_or_make_uid
from contentstack_cma_emulator.resources.variants import VARIANTS, find_in_group, find_ungrouped, show_variant

LINKS = "content_types"


def prepare(_call: Call, sent: Document, _stored: Document) -> Document:
    """Return a group as it is stored: without its variants, which are documents of their own."""
    return omit(sent, "variants", "variant_count", "message")


def check_links(call: Call, group: Document) -> Errors:
    """Check that each content type exists in a branch."""
    uids = [link["uid"] for link in group[LINKS]]
    known = all(call.store.count(Scope(CONTENT_TYPE, call.api_key, uid=uid)) for uid in uids)
    return {} if known else {LINKS: [NOT_VALID]}


def remove_variants(call: Call, group: Document) -> None:
    """Delete the variants of a deleted group."""
    for variant in find_in_group(call, group["uid"]):
        VARIANTS.remove_at(call, Key(VARIANT, variant["uid"], call.api_key, parent=group["uid"]), variant)


def show(call: Call, group: Document) -> Document:
    """Return a group with what the `include_…` parameters request."""
    found = find_in_group(call, group["uid"])
    shown = dict(group)
    if call.has_flag("include_variant_count"):
        shown["variant_count"] = len(found)
    if call.has_flag("include_variant_info"):
        shown["variants"] = [show_variant(call, variant) for variant in found]
    return shown


GROUPS = Resource(
    kind=VARIANT_GROUP,
    key=None,
    plural="variant_groups",
    noun="Variant Group",
    address="variant_group_uid",
    operations=("variant_group", "variant_groups"),
    make_uid=take_or_make_uid("cs"),
    system=MINIMAL_FIELDS,
    defaults={LINKS: [], "branches": [MAIN_BRANCH]},
    prepare=prepare,
    rules=(require("name"), require_texts("branches"), check_links),
    after_delete=remove_variants,
    show=show,
    missing=report_missing("Variant Group", status=404),
    notices={"created": "", "updated": ""},
)
GROUPS.register_all_but("list", "create", "update")


def read_links(body: Document) -> Document:
    """Return a body in which every content type is an object."""
    group = make_unwrapper(VARIANT_GROUP)(body)
    named: Any = group.get(LINKS)
    if not isinstance(named, list):
        return group
    sent = cast("Sequence[Any]", named)
    links = [{"uid": link, "status": "linked"} if isinstance(link, str) else link for link in sent]
    return group | {LINKS: links}


for name in ("create_variant_group", "update_variant_group", "link_content_types"):
    add_body_reader(name, read_links)


@operation("list_variant_groups")
def list_groups(call: Call) -> ApiResponse:
    """List the groups, together with the variants that are in no group."""
    wanted = call.get_text("content_type")
    groups = filter_by_query(call, GROUPS.find_all(call))
    found = [group for group in groups if wanted is None or is_linked(group, wanted)]
    response = GROUPS.list_found(call, found)
    loose = [show_variant(call, variant) for variant in find_ungrouped(call)]
    return ApiResponse({**(response.body or {}), "ungrouped_variants": loose, "ungrouped_variant_count": len(loose)})


@operation("create_variant_group")
def create_group(call: Call) -> ApiResponse:
    """Create a group with its linked content types."""
    group = GROUPS.add(call, merge_links(GROUPS.read_sent(call), []))
    return GROUPS.build_response("created", GROUPS.render(call, group), 201)


@operation("update_variant_group")
def update_group(call: Call) -> ApiResponse:
    """Update a group. Content types that are not in the body stay as they are."""
    return GROUPS.build_response("updated", GROUPS.render(call, change_group(call)))


@operation("link_content_types")
def link_content_types(call: Call) -> ApiResponse:
    """Link content types to a group or unlink them. Returns the group with its variants."""
    group = change_group(call)
    found = [show_variant(call, variant) for variant in find_in_group(call, group["uid"])]
    message = "Variant Group and Variants updated successfully"
    return ApiResponse(GROUPS.render(call, group) | {"message": message, "variants": found})


def change_group(call: Call) -> Document:
    """Update the group of the path with what was sent."""
    stored = GROUPS.find(call)
    return GROUPS.change(call, stored, merge_links(GROUPS.read_sent(call), stored[LINKS]))


def merge_links(sent: Document, linked: Sequence[Document]) -> Document:
    """Return what was sent with all content types that are linked afterwards."""
    named: Sequence[Document] = sent.get(LINKS) or ()
    left = {link["uid"]: link for link in [*linked, *named] if link["status"] == "linked"}
    gone = {link["uid"] for link in named if link["status"] != "linked"}
    return sent | {LINKS: [link for uid, link in left.items() if uid not in gone]}


def is_linked(group: Document, content_type_uid: str) -> bool:
    """Return whether a content type is linked to a group."""
    return any(link["uid"] == content_type_uid for link in group[LINKS])
