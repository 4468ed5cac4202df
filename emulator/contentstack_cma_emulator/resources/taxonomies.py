"""Taxonomies: trees of terms that classify entries. All branches share them."""

import re

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import TAXONOMY
from contentstack_cma_emulator.engine.listing import filter_by_query, filter_typeahead, list_rendered
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.content_types import CONTENT_TYPES
from contentstack_cma_emulator.resources.global_fields import GLOBAL_FIELDS
from contentstack_cma_emulator.resources.schema_rules import save_schema
from contentstack_cma_emulator.resources.taxonomy_locales import TAXONOMIES, list_in_all_locales, show_in_master_locale
from contentstack_cma_emulator.stores import taxonomy_store
from contentstack_cma_emulator.stores.entry_adaptation import adapt_entries
from contentstack_cma_emulator.stores.taxonomy_uses import (
    TaxonomyUses,
    iterate_branches,
    remove_terms,
    without_taxonomy,
)

UID = re.compile(r"[A-Za-z0-9_]{1,50}")

RESERVED = ("import", "publish", "unpublish")
"""Uids that would be another call in a path."""


@operation("list_taxonomies")
def list_taxonomies(call: Call) -> ApiResponse:
    """List the taxonomies that have names in the locale of the call, or the deleted ones."""
    is_deleted = call.has_flag("deleted") or call.has_flag("include_deleted")
    kind = taxonomy_store.DELETED[TAXONOMY] if is_deleted else TAXONOMY
    shown = read_in_call_locale(call, call.store.find(Scope(kind, call.api_key, "")))
    uses = TaxonomyUses(call)
    return list_rendered(
        call,
        "taxonomies",
        filter_by_query(call, filter_typeahead(call, shown, ("uid", "name"))),
        lambda document: with_counts(uses, document),
    )


@operation("get_taxonomy")
def get_taxonomy(call: Call) -> ApiResponse:
    """Return one taxonomy in the locale of the call."""
    taxonomy = require_path_taxonomy(call)
    shown = errors.require_found(
        taxonomy_store.read_in_locale(call, taxonomy, taxonomy_store.read_locale_chain(call)),
        taxonomy_store.taxonomy_not_found(taxonomy["uid"]),
    )
    return ApiResponse({"taxonomy": with_counts(TaxonomyUses(call), shown)})


@operation("create_taxonomy")
def create_taxonomy(call: Call) -> ApiResponse:
    """Create a taxonomy without terms."""
    taxonomy = store_taxonomy(call, call.body["taxonomy"], "creation")
    return ApiResponse({"taxonomy": show_in_master_locale(call, taxonomy)}, 201)


@operation("update_taxonomy")
def update_taxonomy(call: Call) -> ApiResponse:
    """Update the name and the description in one locale, for which the taxonomy must be localized."""
    taxonomy = require_path_taxonomy(call)
    code = TAXONOMIES.require_locale(call, taxonomy)
    changed = taxonomy_store.with_localization(
        call, taxonomy, code, TAXONOMIES.read_names(call.body["taxonomy"], "updation")
    )
    return ApiResponse({"taxonomy": save_taxonomy(call, changed, code)})


@operation("localize_taxonomy")
def localize_taxonomy(call: Call) -> ApiResponse:
    """Localize the name and the description of a taxonomy."""
    taxonomy = require_path_taxonomy(call)
    code = TAXONOMIES.require_new_locale(call, taxonomy)
    changed = taxonomy_store.with_localization(
        call, taxonomy, code, TAXONOMIES.read_names(call.body["taxonomy"], "localization")
    )
    return ApiResponse({"taxonomy": save_taxonomy(call, changed, code)}, 201)


@operation("delete_taxonomy")
def delete_taxonomy(call: Call) -> ApiResponse:
    """Delete a taxonomy with its terms, or unlocalize it. Needs `force` if it has terms or is used."""
    taxonomy = require_path_taxonomy(call)
    if call.get_text(taxonomy_store.LOCALE):
        code = TAXONOMIES.require_removable_locale(call, taxonomy)
        call.set_changed_document(taxonomy)
        save_taxonomy(call, taxonomy_store.without_localization(taxonomy, code), call.master_locale)
        return ApiResponse(status=204)
    TAXONOMIES.check_deletion_allowed(call)
    call.set_changed_document(show_in_master_locale(call, taxonomy))
    if not call.has_flag("force") and (
        taxonomy_store.list_taxonomy_terms(call, taxonomy["uid"]) or is_used(call, taxonomy["uid"])
    ):
        raise TAXONOMIES.build_error("deletion", "has terms or is used. Use force to delete it.")
    remove_taxonomy(call, taxonomy)
    return ApiResponse(status=204)


@operation("list_taxonomy_locales")
def list_taxonomy_locales(call: Call) -> ApiResponse:
    """List the locales of the branch, and whether the taxonomy is localized for each."""
    taxonomy = require_path_taxonomy(call)
    return list_in_all_locales(call, "taxonomies", taxonomy)


def store_taxonomy(call: Call, sent: Document, action: str) -> Document:
    """Store a new taxonomy. Raises `CmaError`: 422 if its uid is not valid, 409 if it is taken."""
    uid = sent.get("uid")
    if not isinstance(uid, str) or not UID.fullmatch(uid) or uid in RESERVED:
        raise errors.action_failed("Taxonomy", action, {"uid": [errors.NOT_VALID]})
    if call.store.get(taxonomy_store.build_taxonomy_key(call, uid)):
        raise TAXONOMIES.build_error(action, f"with the uid '{uid}' already exists.", 409)
    names = {"description": ""} | TAXONOMIES.read_names(sent, action)
    if "name" not in names:
        raise errors.action_failed("Taxonomy", action, {"name": [errors.REQUIRED]})
    taxonomy = {"uid": uid, "uuid": call.state.clock.make_uuid(), **names}
    taxonomy |= call.build_creation_fields() | {taxonomy_store.LOCALIZATIONS: {}}
    call.store.put(taxonomy_store.build_taxonomy_key(call, uid), taxonomy)
    return taxonomy


def require_path_taxonomy(call: Call) -> Document:
    """Return the taxonomy of the path. Raises `CmaError` (404) if there is none."""
    return taxonomy_store.require_taxonomy(call, call.path["taxonomy_uid"])


def save_taxonomy(call: Call, taxonomy: Document, code: str) -> Document:
    """Store a taxonomy, and return it with its names in a locale."""
    call.store.put(taxonomy_store.build_taxonomy_key(call, taxonomy["uid"]), taxonomy)
    return taxonomy_store.read_in_locale(call, taxonomy, [code]) or {}


def remove_taxonomy(call: Call, taxonomy: Document) -> None:
    """Delete a taxonomy with its terms, and remove it from all branches."""
    uid, terms = taxonomy["uid"], taxonomy_store.list_taxonomy_terms(call, taxonomy["uid"])
    for branch_call in iterate_branches(call):
        remove_terms(branch_call, uid, [term["uid"] for term in terms])
        with adapt_entries(branch_call):
            remove_from_schemas(branch_call, uid)
    for term in terms:
        taxonomy_store.soft_delete(
            call, taxonomy_store.build_term_key(call, uid, term["uid"]), term | {"taxonomy_uuid": taxonomy["uuid"]}
        )
    taxonomy_store.soft_delete(call, taxonomy_store.build_taxonomy_key(call, uid), taxonomy)


def remove_from_schemas(call: Call, uid: str) -> None:
    """Remove a taxonomy from the fields of content types and global fields."""
    for resource in (CONTENT_TYPES, GLOBAL_FIELDS):
        for owner in call.store.find(Scope(resource.kind, call.api_key, call.branch)):
            smaller = without_taxonomy(owner["schema"], uid)
            if smaller != owner["schema"]:
                save_schema(call, resource, owner, smaller)


def is_used(call: Call, uid: str) -> bool:
    """Return whether a content type of any branch uses a taxonomy."""
    return any(TaxonomyUses(branch_call).find_content_types(uid) for branch_call in iterate_branches(call))


def read_in_call_locale(call: Call, documents: list[Document]) -> list[Document]:
    """Return the taxonomies or terms that have names in the locale of the call, with these names."""
    chain = taxonomy_store.read_locale_chain(call)
    found = (taxonomy_store.read_in_locale(call, document, chain) for document in documents)
    return [document for document in found if document is not None]


def with_counts(uses: TaxonomyUses, taxonomy: Document) -> Document:
    """Return a taxonomy with the counts that the call requests."""
    return taxonomy | uses.count_for_taxonomy(taxonomy["uid"])
