"""Variants: names under which entries can have content of their own, in groups or in none. All branches share them.

Bodies may stand under `variant`; answers are always the variant itself.
"""

from dataclasses import replace

from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_UNIQUE
from contentstack_cma_emulator.engine.field_rules import Errors, required
from contentstack_cma_emulator.engine.kinds import VARIANT, VARIANT_GROUP
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.registry import also_read, operation, unwrapped
from contentstack_cma_emulator.engine.scopes import PER_STACK
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.system_fields import NONE, sent_or_made
from contentstack_cma_emulator.rules.fields import part
from contentstack_cma_emulator.stores.variant_store import find_variant, remove_of_variant

GROUP_UID = "variant_group_uid"

METADATA = "personalize_metadata"


def check_uid(call: Call, variant: Document) -> Errors:
    """Refuse the uid of a variant in another group, or in none."""
    other = find_variant(call, variant["uid"])
    taken = other is not None and other.get(GROUP_UID) != variant.get(GROUP_UID)
    return {"uid": [NOT_UNIQUE]} if taken else {}


def shown_variant(_call: Call, variant: Document) -> Document:
    """Answer a variant as it is read: with the name that Personalize has for it."""
    metadata = part(variant, METADATA)
    uids = [metadata.get(name) for name in ("experience_short_uid", "variant_short_uid")]
    return variant | {"alias": f"cs_personalize_{uids[0]}_{uids[1]}"} if all(uids) else variant


def removed(call: Call, variant: Document) -> None:
    """Remove what a variant that goes changes in entries."""
    remove_of_variant(call, variant["uid"])


def prepared(call: Call, sent: Document) -> Document:
    """Answer a variant as it is kept, with the group that the path names."""
    kept = {name: value for name, value in sent.items() if name not in ("alias", GROUP_UID)}
    return kept | ({GROUP_UID: call.path[GROUP_UID]} if GROUP_UID in call.path else {})


UNGROUPED = Resource(
    kind=VARIANT,
    key=None,
    plural="variants",
    noun="Variant",
    address="variant_uid",
    operations=("ungrouped_variant", "ungrouped_variants"),
    make_uid=sent_or_made("cs"),
    system=NONE,
    prepare=prepared,
    rules=(required("name"), check_uid),
    deleted=removed,
    show=shown_variant,
    missing=missing_as("Variant", status=404),
    notices={"created": "", "updated": ""},
)
VARIANTS = replace(UNGROUPED, operations=("variant", "variants"), place=PER_STACK.under(GROUP_UID))

UNGROUPED.register_all_but("list", "update")
VARIANTS.register_all_but("list", "create")

for name in ("create_ungrouped_variant", "create_variant", "update_variant"):
    also_read(name, unwrapped(VARIANT))


@operation("list_ungrouped_variants")
def list_ungrouped(call: Call) -> Answer:
    """Answer a page of the variants that are in no group."""
    return page(call, ungrouped(call))


@operation("list_variants")
def list_variants(call: Call) -> Answer:
    """Answer a group with a page of its variants."""
    group = find_group(call)
    return Answer({**group, **(page(call, VARIANTS.all(call)).body or {})})


@operation("create_variant")
def create_variant(call: Call) -> Answer:
    """Make a variant in a group."""
    find_group(call)
    return VARIANTS.create(call)


def page(call: Call, variants: list[Document]) -> Answer:
    """Answer a page of variants, of all or of those whose uids the call names, always with their number."""
    wanted = {uid for text in (*call.texts("uid"), *call.texts("uids[]")) for uid in text.split(",")}
    found = matching(call, [variant for variant in variants if not wanted or variant["uid"] in wanted])
    answer = shown_listing(call, "variants", found, lambda variant: shown_variant(call, variant))
    return Answer({**(answer.body or {}), "count": len(found)})


def find_group(call: Call) -> Document:
    """Answer the group of the path. Raises `CmaError` (404/141) if there is none."""
    uid = call.path[GROUP_UID]
    group = call.store.get(Key(VARIANT_GROUP, uid, call.api_key))
    if group is None:
        raise missing_as("Variant Group", status=404)(uid)
    return group


def ungrouped(call: Call) -> list[Document]:
    """Answer the variants that are in no group, oldest first."""
    return variants_in(call, "")


def variants_in(call: Call, group_uid: str) -> list[Document]:
    """Answer the variants of a group, oldest first."""
    return call.store.find(Scope(VARIANT, call.api_key, "", group_uid))
