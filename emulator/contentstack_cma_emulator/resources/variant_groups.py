"""Variant groups: variants that belong together, and the content types that may use them. All branches share them.

Bodies may stand under `variant_group`, and content types in them may be bare uids, which links them.
"""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call
from contentstack_cma_emulator.engine.declared import Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID
from contentstack_cma_emulator.engine.field_rules import Errors, required, texts
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, VARIANT, VARIANT_GROUP
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.registry import also_read, operation, unwrapped
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import NONE, sent_or_made
from contentstack_cma_emulator.resources.variants import VARIANTS, shown_variant, ungrouped, variants_in

LINKS = "content_types"


def prepared(_call: Call, sent: Document) -> Document:
    """Answer a group as it is kept: without its variants, which are documents of their own."""
    return {name: value for name, value in sent.items() if name not in ("variants", "variant_count", "message")}


def check_links(call: Call, group: Document) -> Errors:
    """Refuse content types that no branch has."""
    uids = [link["uid"] for link in group[LINKS]]
    known = all(call.store.count(Scope(CONTENT_TYPE, call.api_key, uid=uid)) for uid in uids)
    return {} if known else {LINKS: [NOT_VALID]}


def remove_variants(call: Call, group: Document) -> None:
    """Remove the variants of a group that goes."""
    for variant in variants_in(call, group["uid"]):
        VARIANTS.remove_at(call, Key(VARIANT, variant["uid"], call.api_key, parent=group["uid"]), variant)


def shown(call: Call, group: Document) -> Document:
    """Answer a group as it is read, with what the `include_…` parameters of the call ask for."""
    found = variants_in(call, group["uid"])
    seen = dict(group)
    if call.flag("include_variant_count"):
        seen["variant_count"] = len(found)
    if call.flag("include_variant_info"):
        seen["variants"] = [shown_variant(call, variant) for variant in found]
    return seen


GROUPS = Resource(
    kind=VARIANT_GROUP,
    key=None,
    plural="variant_groups",
    noun="Variant Group",
    address="variant_group_uid",
    operations=("variant_group", "variant_groups"),
    make_uid=sent_or_made("cs"),
    system=NONE,
    defaults={LINKS: [], "branches": [MAIN_BRANCH]},
    prepare=prepared,
    rules=(required("name"), texts("branches"), check_links),
    deleted=remove_variants,
    show=shown,
    missing=missing_as("Variant Group", status=404),
    notices={"created": "", "updated": ""},
)
GROUPS.register_all_but("list", "create", "update")


def read_links(body: Document) -> Document:
    """Answer a body in which no content type is a bare uid."""
    group = unwrapped(VARIANT_GROUP)(body)
    named: Any = group.get(LINKS)
    if not isinstance(named, list):
        return group
    links = [
        {"uid": link, "status": "linked"} if isinstance(link, str) else link for link in cast("Sequence[Any]", named)
    ]
    return group | {LINKS: links}


for name in ("create_variant_group", "update_variant_group", "link_content_types"):
    also_read(name, read_links)


@operation("list_variant_groups")
def list_groups(call: Call) -> Answer:
    """Answer a page of the groups, and beside it the variants that are in none."""
    wanted = call.text("content_type")
    found = [group for group in matching(call, GROUPS.all(call)) if wanted is None or is_linked(group, wanted)]
    answer = shown_listing(call, "variant_groups", found, lambda group: GROUPS.shown(call, group))
    loose = [shown_variant(call, variant) for variant in ungrouped(call)]
    return Answer({**(answer.body or {}), "ungrouped_variants": loose, "ungrouped_variant_count": len(loose)})


@operation("create_variant_group")
def create_group(call: Call) -> Answer:
    """Make a group, with the content types that are linked to it."""
    group = GROUPS.add(call, relinked(GROUPS.sent(call), []))
    return GROUPS.answer("created", GROUPS.shown(call, group), 201)


@operation("update_variant_group")
def update_group(call: Call) -> Answer:
    """Change a group; content types that are not named stay as they are."""
    return GROUPS.answer("updated", GROUPS.shown(call, change(call)), 200)


@operation("link_content_types")
def link_content_types(call: Call) -> Answer:
    """Link content types to a group or unlink them; the answer is the group with its variants."""
    group = change(call)
    found = [shown_variant(call, variant) for variant in variants_in(call, group["uid"])]
    message = "Variant Group and Variants updated successfully"
    return Answer(GROUPS.shown(call, group) | {"message": message, "variants": found})


def change(call: Call) -> Document:
    """Write what was sent over the group of the path."""
    stored = GROUPS.find(call)
    return GROUPS.change(call, stored, relinked(GROUPS.sent(call), stored[LINKS]))


def relinked(sent: Document, linked: Sequence[Document]) -> Document:
    """Answer what was sent with all content types that are linked then."""
    named: Sequence[Document] = sent.get(LINKS) or ()
    left = {link["uid"]: link for link in [*linked, *named] if link["status"] == "linked"}
    gone = {link["uid"] for link in named if link["status"] != "linked"}
    return sent | {LINKS: [link for uid, link in left.items() if uid not in gone]}


def is_linked(group: Document, content_type_uid: str) -> bool:
    """Answer whether a content type is linked to a group."""
    return any(link["uid"] == content_type_uid for link in group[LINKS])
