"""Taxonomies: trees of terms by which entries are classified. All branches share them."""

import re

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import TAXONOMY
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES
from contentstack_cma_emulator.resources.global_fields import GLOBAL_FIELDS
from contentstack_cma_emulator.resources.taxonomy_locales import TAXONOMIES, copies_answer, in_master_locale
from contentstack_cma_emulator.stores.entry_adaptation import adapted
from contentstack_cma_emulator.stores.taxonomy_store import (
    COPIES,
    DELETED,
    LOCALE,
    bury,
    called_chain,
    find_taxonomy,
    in_locale,
    taxonomy_key,
    taxonomy_not_found,
    term_key,
    terms_of,
    with_copy,
    without_copy,
)
from contentstack_cma_emulator.stores.taxonomy_uses import Uses, in_every_branch, take_out, without_taxonomy

UID = re.compile(r"[A-Za-z0-9_]{1,50}")

RESERVED = ("import", "publish", "unpublish")
"""What would be another call where the uid stands in a path."""


@operation("list_taxonomies")
def list_taxonomies(call: Call) -> Answer:
    """Answer a page of the taxonomies that the locale of the call has names of, or of those that were deleted."""
    is_deleted = call.flag("deleted") or call.flag("include_deleted")
    kind = DELETED[TAXONOMY] if is_deleted else TAXONOMY
    seen = in_called_locale(call, call.store.find(call.stack_scope(kind)))
    uses = Uses(call)
    return shown_listing(
        call, "taxonomies", matching(call, typed(call, seen)), lambda document: counted(uses, document)
    )


@operation("get_taxonomy")
def get_taxonomy(call: Call) -> Answer:
    """Answer one taxonomy as a locale reads it."""
    taxonomy = called_taxonomy(call)
    seen = in_locale(call, taxonomy, called_chain(call))
    if seen is None:
        raise taxonomy_not_found(taxonomy["uid"])
    return Answer({"taxonomy": counted(Uses(call), seen)})


@operation("create_taxonomy")
def create_taxonomy(call: Call) -> Answer:
    """Store a new taxonomy without terms."""
    taxonomy = create(call, call.body["taxonomy"], "creation")
    return Answer({"taxonomy": in_master_locale(call, taxonomy)}, 201)


@operation("update_taxonomy")
def update_taxonomy(call: Call) -> Answer:
    """Change the name and the description in one locale, which must have them."""
    taxonomy = called_taxonomy(call)
    code = TAXONOMIES.own_locale(call, taxonomy)
    changed = with_copy(call, taxonomy, code, TAXONOMIES.checked(call.body["taxonomy"], "updation"))
    return Answer({"taxonomy": saved(call, changed, code)})


@operation("localize_taxonomy")
def localize_taxonomy(call: Call) -> Answer:
    """Give a taxonomy a name and a description of its own in a locale."""
    taxonomy = called_taxonomy(call)
    code = TAXONOMIES.new_locale(call, taxonomy)
    changed = with_copy(call, taxonomy, code, TAXONOMIES.checked(call.body["taxonomy"], "localization"))
    return Answer({"taxonomy": saved(call, changed, code)}, 201)


@operation("delete_taxonomy")
def delete_taxonomy(call: Call) -> Answer:
    """Remove the copy in a locale; or the taxonomy with its terms, which needs force if it has any or is used."""
    taxonomy = called_taxonomy(call)
    if call.text(LOCALE):
        code = TAXONOMIES.spare_locale(call, taxonomy)
        call.speaks_of(taxonomy)
        saved(call, without_copy(taxonomy, code), call.master_locale)
        return Answer(status=204)
    TAXONOMIES.check_deletion(call)
    call.speaks_of(in_master_locale(call, taxonomy))
    if not call.flag("force") and (terms_of(call, taxonomy["uid"]) or is_used(call, taxonomy["uid"])):
        raise TAXONOMIES.refused("deletion", "has terms or is used. Use force to delete it.")
    remove(call, taxonomy)
    return Answer(status=204)


@operation("list_taxonomy_locales")
def list_taxonomy_locales(call: Call) -> Answer:
    """Answer the taxonomy once for each locale of the branch, and whether it has a copy of its own there."""
    taxonomy = called_taxonomy(call)
    return copies_answer(call, "taxonomies", taxonomy)


def create(call: Call, sent: Document, action: str) -> Document:
    """Store a new taxonomy and answer it. Raises `CmaError` (422 or 409) if its uid cannot be one or is taken."""
    uid = sent.get("uid")
    if not isinstance(uid, str) or not UID.fullmatch(uid) or uid in RESERVED:
        raise errors.refused("Taxonomy", action, {"uid": [errors.NOT_VALID]})
    if call.store.get(taxonomy_key(call, uid)):
        raise TAXONOMIES.refused(action, f"with the uid '{uid}' already exists.", 409)
    names = {"description": ""} | TAXONOMIES.checked(sent, action)
    if "name" not in names:
        raise errors.refused("Taxonomy", action, {"name": [errors.REQUIRED]})
    taxonomy = {"uid": uid, "uuid": call.state.clock.uuid(), **names}
    taxonomy |= call.creation() | {COPIES: {}}
    call.store.put(taxonomy_key(call, uid), taxonomy)
    return taxonomy


def called_taxonomy(call: Call) -> Document:
    """Answer the taxonomy of the path. Raises `CmaError` (404) if there is none."""
    return find_taxonomy(call, call.path["taxonomy_uid"])


def saved(call: Call, taxonomy: Document, code: str) -> Document:
    """Store a taxonomy, and answer it with its names in a locale."""
    call.store.put(taxonomy_key(call, taxonomy["uid"]), taxonomy)
    return in_locale(call, taxonomy, [code]) or {}


def remove(call: Call, taxonomy: Document) -> None:
    """Remove a taxonomy with its terms, and take it out of all branches."""
    uid, terms = taxonomy["uid"], terms_of(call, taxonomy["uid"])
    for branch_call in in_every_branch(call):
        take_out(branch_call, uid, [term["uid"] for term in terms])
        with adapted(branch_call):
            take_out_of_schemas(branch_call, uid)
    for term in terms:
        bury(call, term_key(call, uid, term["uid"]), term | {"taxonomy_uuid": taxonomy["uuid"]})
    bury(call, taxonomy_key(call, uid), taxonomy)


def take_out_of_schemas(call: Call, uid: str) -> None:
    """Take a taxonomy out of the fields of content types and global fields."""
    for resource in (CONTENT_TYPES, GLOBAL_FIELDS):
        for owner in call.store.find(call.branch_scope(resource.kind)):
            smaller = without_taxonomy(owner["schema"], uid)
            if smaller != owner["schema"]:
                changed = {"schema": smaller, "_version": owner["_version"] + 1}
                resource.save(call, owner | changed | call.change())


def is_used(call: Call, uid: str) -> bool:
    """Answer whether a content type of any branch takes terms from a taxonomy."""
    return any(Uses(branch_call).content_types_of(uid) for branch_call in in_every_branch(call))


def in_called_locale(call: Call, documents: list[Document]) -> list[Document]:
    """Answer those of the taxonomies or terms that the locale of the call has names of, with these."""
    chain = called_chain(call)
    found = (in_locale(call, document, chain) for document in documents)
    return [document for document in found if document is not None]


def typed(call: Call, documents: list[Document]) -> list[Document]:
    """Answer those in whose uid or name the text stands that the call looks for; all if it looks for none."""
    text = (call.text("typeahead") or "").lower()
    return [d for d in documents if text in d["uid"].lower() or text in str(d["name"]).lower()]


def counted(uses: Uses, taxonomy: Document) -> Document:
    """Answer a taxonomy with the counts that the call asks for."""
    return taxonomy | uses.counts_of_taxonomy(taxonomy["uid"])
