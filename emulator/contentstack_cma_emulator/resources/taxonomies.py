"""Taxonomies: trees of terms by which entries are classified. All branches share them."""

import re

from contentstack_cma_emulator.content.adapting import adapted
from contentstack_cma_emulator.content.entry_store import checked_locale
from contentstack_cma_emulator.content.kinds import TAXONOMY
from contentstack_cma_emulator.content.taxonomy_store import (
    COPIES,
    DELETED,
    LOCALE,
    bury,
    called_chain,
    find_taxonomy,
    has_copy,
    in_locale,
    taxonomy_key,
    taxonomy_not_found,
    term_key,
    terms_of,
    with_copy,
    without_copy,
)
from contentstack_cma_emulator.content.taxonomy_uses import Uses, in_every_branch, take_out, without_taxonomy
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.listings import matching, shown_listing
from contentstack_cma_emulator.engine.lookup import locales
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Document
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES
from contentstack_cma_emulator.resources.global_fields import GLOBAL_FIELDS

NAMES = ("name", "description")
"""What each locale may have of its own."""

UID = re.compile(r"[A-Za-z0-9_]{1,200}")

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
    taxonomy = find_taxonomy(call, call.path["taxonomy_uid"])
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
    taxonomy, code = called_copy(call)
    changed = with_copy(call, taxonomy, code, checked_names(call.body["taxonomy"], "updation"))
    return Answer({"taxonomy": saved(call, changed, code)})


@operation("localize_taxonomy")
def localize_taxonomy(call: Call) -> Answer:
    """Give a taxonomy a name and a description of its own in a locale."""
    taxonomy = find_taxonomy(call, call.path["taxonomy_uid"])
    code = checked_locale(call, call.text(LOCALE) or call.master_locale)
    if has_copy(call, taxonomy, code):
        raise refused("localization", f"is already localized in '{code}'.", 409)
    changed = with_copy(call, taxonomy, code, checked_names(call.body["taxonomy"], "localization"))
    return Answer({"taxonomy": saved(call, changed, code)}, 201)


@operation("delete_taxonomy")
def delete_taxonomy(call: Call) -> Answer:
    """Remove the copy in a locale; or the taxonomy with its terms, which needs force if it has any or is used."""
    if call.text(LOCALE):
        taxonomy, code = called_copy(call)
        if code == call.master_locale:
            raise refused("unlocalization", "cannot be without its copy in the master locale.")
        call.speaks_of(taxonomy)
        saved(call, without_copy(taxonomy, code), call.master_locale)
        return Answer(status=204)
    taxonomy = find_taxonomy(call, call.path["taxonomy_uid"])
    call.speaks_of(in_master_locale(call, taxonomy))
    if not call.flag("force") and (terms_of(call, taxonomy["uid"]) or is_used(call, taxonomy["uid"])):
        raise refused("deletion", "has terms or is used. Use force to delete it.")
    remove(call, taxonomy)
    return Answer(status=204)


@operation("list_taxonomy_locales")
def list_taxonomy_locales(call: Call) -> Answer:
    """Answer the taxonomy once for each locale of the branch, and whether it has a copy of its own there."""
    taxonomy = find_taxonomy(call, call.path["taxonomy_uid"])
    return copies_answer(call, "taxonomies", taxonomy)


def copies_answer(call: Call, key: str, document: Document) -> Answer:
    """Answer a taxonomy or a term once for each locale of the branch, the master locale first."""
    codes = sorted((str(locale["code"]) for locale in locales(call)), key=lambda code: code != call.master_locale)
    page = read_page(call.number("skip"), call.number("limit"))
    items = [
        (in_locale(call, document, [code, call.master_locale]) or {})
        | {LOCALE: code, "localized": has_copy(call, document, code)}
        for code in codes
    ]
    return Answer({key: page.of(items), "count": len(items)})


def create(call: Call, sent: Document, action: str) -> Document:
    """Store a new taxonomy and answer it. Raises ``CmaError`` (422 or 409) if its uid cannot be one or is taken."""
    uid = sent.get("uid")
    if not isinstance(uid, str) or not UID.fullmatch(uid) or uid in RESERVED:
        raise errors.refused("Taxonomy", action, {"uid": [errors.NOT_VALID]})
    if call.store.get(taxonomy_key(call, uid)):
        raise refused(action, f"with the uid '{uid}' already exists.", 409)
    names = {"description": ""} | checked_names(sent, action)
    if "name" not in names:
        raise errors.refused("Taxonomy", action, {"name": [errors.REQUIRED]})
    taxonomy = {"uid": uid, "uuid": call.state.clock.uuid(), **names}
    taxonomy |= call.creation() | {COPIES: {}}
    call.store.put(taxonomy_key(call, uid), taxonomy)
    return taxonomy


def called_copy(call: Call) -> tuple[Document, str]:
    """Answer the taxonomy of the path and the locale of the call. Raises ``CmaError`` (404) if it has no copy there."""
    taxonomy = find_taxonomy(call, call.path["taxonomy_uid"])
    code = checked_locale(call, call.text(LOCALE) or call.master_locale)
    if not has_copy(call, taxonomy, code):
        raise taxonomy_not_found(taxonomy["uid"])
    return taxonomy, code


def checked_names(sent: Document, action: str) -> Document:
    """Answer the names that were sent. Raises ``CmaError`` (422) for an empty one."""
    names = {name: sent[name] for name in NAMES if sent.get(name) is not None}
    if names.get("name") == "":
        raise errors.refused("Taxonomy", action, {"name": [errors.REQUIRED]})
    return names


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


def in_master_locale(call: Call, document: Document) -> Document:
    """Answer a taxonomy or a term with its names in the master locale."""
    return in_locale(call, document, [call.master_locale]) or {}


def typed(call: Call, documents: list[Document]) -> list[Document]:
    """Answer those in whose uid or name the text stands that the call looks for; all if it looks for none."""
    text = (call.text("typeahead") or "").lower()
    return [d for d in documents if text in d["uid"].lower() or text in str(d["name"]).lower()]


def counted(uses: Uses, taxonomy: Document) -> Document:
    """Answer a taxonomy with the counts that the call asks for."""
    return taxonomy | uses.counts_of_taxonomy(taxonomy["uid"])


def refused(action: str, text: str, status: int = 422) -> CmaError:
    """Answer the refusal of a call because of the state the taxonomy is in; its code is the status, or 422/119."""
    code = 119 if status == 422 else status  # noqa: PLR2004
    return errors.refused("Taxonomy", action, {"taxonomy": [text]}, code, status)
