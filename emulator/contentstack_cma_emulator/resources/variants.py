"""Variants: entries can have content of their own for each. They may belong to a group. All branches share them.

Bodies may be wrapped in `variant`. Responses have no envelope.
"""

from dataclasses import replace

from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document, get_object, omit
from contentstack_cma_emulator.engine.errors import NOT_UNIQUE, Errors
from contentstack_cma_emulator.engine.field_rules import require
from contentstack_cma_emulator.engine.kinds import VARIANT, VARIANT_GROUP
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.registry import add_body_reader, make_unwrapper, operation
from contentstack_cma_emulator.engine.scopes import PER_STACK
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import MINIMAL_FIELDS, take_or_make_uid
from contentstack_cma_emulator.stores.variant_store import delete_variant_changes, find_variant

GROUP_UID = "variant_group_uid"

METADATA = "personalize_metadata"


def check_uid(call: Call, variant: Document) -> Errors:
    """Check that the uid is not that of a variant in another group, or in none."""
    other = find_variant(call, variant["uid"])
    taken = other is not None and other.get(GROUP_UID) != variant.get(GROUP_UID)
    return {"uid": [NOT_UNIQUE]} if taken else {}


def show_variant(_call: Call, variant: Document) -> Document:
    """Return a variant with its alias in Personalize."""
    metadata = get_object(variant, METADATA)
    uids = [metadata.get(name) for name in ("experience_short_uid", "variant_short_uid")]
    return variant | {"alias": f"cs_personalize_{uids[0]}_{uids[1]}"} if all(uids) else variant


def remove_from_entries(call: Call, variant: Document) -> None:
    """Remove the content of a deleted variant from entries."""
    delete_variant_changes(call, variant["uid"])


def prepare(call: Call, sent: Document, _stored: Document) -> Document:
    """Return a variant as it is stored, with the group of the path."""
    stored = omit(sent, "alias", GROUP_UID)
    return stored | ({GROUP_UID: call.path[GROUP_UID]} if GROUP_UID in call.path else {})


UNGROUPED = Resource(
    kind=VARIANT,
    key=None,
    plural="variants",
    noun="Variant",
    address="variant_uid",
    operations=("ungrouped_variant", "ungrouped_variants"),
    make_uid=take_or_make_uid("cs"),
    system=MINIMAL_FIELDS,
    prepare=prepare,
    rules=(require("name"), check_uid),
    after_delete=remove_from_entries,
    show=show_variant,
    missing=report_missing("Variant", status=404),
    notices={"created": "", "updated": ""},
)
VARIANTS = replace(UNGROUPED, operations=("variant", "variants"), place=PER_STACK.inside(GROUP_UID))

UNGROUPED.register_all_but("list", "update")
VARIANTS.register_all_but("list", "create")

for name in ("create_ungrouped_variant", "create_variant", "update_variant"):
    add_body_reader(name, make_unwrapper(VARIANT))


@operation("list_ungrouped_variants")
def list_ungrouped(call: Call) -> ApiResponse:
    """List the variants that are in no group."""
    return build_page(call, find_ungrouped(call))


@operation("list_variants")
def list_variants(call: Call) -> ApiResponse:
    """Return a group with a page of its variants."""
    group = require_group(call)
    return ApiResponse({**group, **(build_page(call, VARIANTS.find_all(call)).body or {})})


@operation("create_variant")
def create_variant(call: Call) -> ApiResponse:
    """Create a variant in a group."""
    require_group(call)
    return VARIANTS.create(call)


def build_page(call: Call, variants: list[Document]) -> ApiResponse:
    """Return a page of variants with the total, optionally only those with the given uids."""
    wanted = {uid for text in (*call.get_texts("uid"), *call.get_texts("uids[]")) for uid in text.split(",")}
    found = filter_by_query(call, [variant for variant in variants if not wanted or variant["uid"] in wanted])
    response = list_rendered(call, "variants", found, lambda variant: show_variant(call, variant))
    return ApiResponse({**(response.body or {}), "count": len(found)})


def require_group(call: Call) -> Document:
    """Return the group of the path. Raises `CmaError` (404/141) if there is none."""
    uid = call.path[GROUP_UID]
    found = call.store.get(Key(VARIANT_GROUP, uid, call.api_key))
    if found is None:
        raise report_missing("Variant Group", status=404)(call, uid)
    return found


def find_ungrouped(call: Call) -> list[Document]:
    """Return the variants that are in no group, oldest first."""
    return find_in_group(call, "")


def find_in_group(call: Call, group_uid: str) -> list[Document]:
    """Return the variants of a group, oldest first."""
    return call.store.find(Scope(VARIANT, call.api_key, "", group_uid))
