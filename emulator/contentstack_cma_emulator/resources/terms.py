"""Terms of taxonomies. All branches share them."""

from collections.abc import Container

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.resources.taxonomies import UID
from contentstack_cma_emulator.resources.taxonomy_locales import TERMS, list_in_all_locales, show_in_master_locale
from contentstack_cma_emulator.rules.limits import MAX_TERM_LEVELS
from contentstack_cma_emulator.rules.term_order import TermTree, read_position
from contentstack_cma_emulator.stores.schema_store import ExistingUids
from contentstack_cma_emulator.stores.taxonomy_store import (
    LOCALE,
    LOCALIZATIONS,
    build_term_key,
    build_term_scope,
    build_tree,
    read_in_locale,
    read_locale_chain,
    require_taxonomy,
    soft_delete,
    term_not_found,
    with_localization,
    without_localization,
)
from contentstack_cma_emulator.stores.taxonomy_uses import TaxonomyUses, iterate_branches, remove_terms
from contentstack_cma_emulator.stores.term_view import TermView

for operation_id in ("create_term", "localize_term", "move_term"):
    # Samples of the API write the order as text.
    tolerate(operation_id, "order")


@operation("get_term")
def get_term(call: Call) -> ApiResponse:
    """Return one term in the locale of the call."""
    term = require_path_term(call)
    if read_in_locale(call, term, read_locale_chain(call)) is None:
        raise term_not_found(term["uid"])
    return build_response(call, term)


@operation("create_term")
def create_term(call: Call) -> ApiResponse:
    """Create a term under another one or at the root. Default: last among its siblings."""
    taxonomy_uid = require_taxonomy(call, call.path["taxonomy_uid"])["uid"]
    sent = call.body["term"]
    term = build_term(call, ExistingUids(call.store, build_term_key(call, taxonomy_uid, "")), taxonomy_uid, sent)
    check_level(find_level(call, taxonomy_uid, term["parent_uid"]), 1, "creation")
    if sent.get("order") is None:
        siblings = call.store.count_by_value(build_term_scope(call, taxonomy_uid), "parent_uid", term["parent_uid"])
        save_terms(call, [term | {"order": siblings + 1}])
    else:
        order = require_order(sent, "creation")
        save_terms(call, build_tree(call, taxonomy_uid).place(term, term["parent_uid"], order))
    return build_response(call, term, 201)


@operation("update_term")
def update_term(call: Call) -> ApiResponse:
    """Update the name of a term in one locale, for which it must be localized. Its place cannot be changed here."""
    term = require_path_term(call)
    code = TERMS.require_locale(call, term)
    changed = with_localization(call, term, code, TERMS.read_names(call.body["term"], "updation"))
    save_terms(call, [changed])
    return build_response(call, changed)


@operation("localize_term")
def localize_term(call: Call) -> ApiResponse:
    """Localize the name of a term."""
    term = require_path_term(call)
    code = TERMS.require_new_locale(call, term)
    changed = with_localization(call, term, code, TERMS.read_names(call.body["term"], "localization"))
    save_terms(call, [changed])
    return build_response(call, changed, 201)


@operation("delete_term")
def delete_term(call: Call) -> ApiResponse:
    """Delete a term and those below it, or unlocalize it. Needs `force` if there are terms below or it is used."""
    term = require_path_term(call)
    if call.get_text(LOCALE):
        code = TERMS.require_removable_locale(call, term)
        call.set_changed_document(show_term(call, term))
        save_terms(call, [without_localization(term, code)])
        return ApiResponse(status=204)
    TERMS.check_deletion_allowed(call)
    call.set_changed_document(show_term(call, term))
    tree = build_tree(call, term["taxonomy_uid"])
    if not call.has_flag("force") and (tree.list_children(term["uid"]) or is_used(call, term)):
        raise TERMS.build_error("deletion", "has terms under it or is used. Use force to delete it.")
    remove_term(call, tree, term)
    return ApiResponse(status=204)


@operation("list_term_locales")
def list_term_locales(call: Call) -> ApiResponse:
    """List the locales of the branch, and whether the term is localized for each."""
    term = require_path_term(call)
    return list_in_all_locales(call, "terms", show_term(call, term) | {LOCALIZATIONS: term[LOCALIZATIONS]})


def build_term(
    call: Call, known: Container[str], taxonomy_uid: str, sent: Document, action: str = "creation"
) -> Document:
    """Build a term that is not stored yet.

    Raises:
        CmaError: 409 if its uid is among the `known` ones, 422 if its parent is not, or if the uid is not valid.
    """
    uid, parent_uid = sent.get("uid"), sent.get("parent_uid") or None
    if not isinstance(uid, str) or not UID.fullmatch(uid):
        raise errors.action_failed("Term", action, {"uid": [errors.NOT_VALID]})
    if uid in known:
        raise TERMS.build_error(action, f"with the uid '{uid}' already exists.", 409)
    if parent_uid is not None and parent_uid not in known:
        raise errors.action_failed("Term", action, {"parent_uid": [errors.NOT_VALID]})
    place = {"taxonomy_uid": taxonomy_uid, "parent_uid": parent_uid}
    return {"uid": uid, **TERMS.read_names(sent, action), **place, **call.build_creation_fields(), LOCALIZATIONS: {}}


def require_path_term(call: Call) -> Document:
    """Return the term of the path. Raises `CmaError` (404) if there is no such term or taxonomy."""
    taxonomy_uid = require_taxonomy(call, call.path["taxonomy_uid"])["uid"]
    found = call.store.get(build_term_key(call, taxonomy_uid, call.path["term_uid"]))
    if found is None:
        raise term_not_found(call.path["term_uid"])
    return found


def require_order(sent: Document, action: str) -> int:
    """Return the place that was sent, from 1. Raises `CmaError` (422/119) if it is not valid."""
    found = read_position(sent.get("order"))
    if found is None:
        raise errors.action_failed("Term", action, {"order": [errors.NOT_VALID]})
    return found


def find_level(call: Call, taxonomy_uid: str, uid: str | None) -> int:
    """Return the level of a term: 1 at the root, 0 for none. Taxonomies are shallow, but may have many terms."""
    level = 0
    while uid is not None:
        level += 1
        uid = (call.store.get(build_term_key(call, taxonomy_uid, uid)) or {}).get("parent_uid")
    return level


def check_level(above: int, height: int, action: str) -> None:
    """Raise `CmaError` (422/119) if `height` levels of terms below `above` others are too many."""
    if above + height > MAX_TERM_LEVELS:
        text = errors.too_many(MAX_TERM_LEVELS, "levels of terms")
        raise errors.action_failed("Term", action, {"parent_uid": [text]})


def save_terms(call: Call, terms: list[Document]) -> None:
    """Store terms."""
    for term in terms:
        call.store.put(build_term_key(call, term["taxonomy_uid"], term["uid"]), term)


def remove_term(call: Call, tree: TermTree, term: Document) -> None:
    """Delete a term and those below it, and remove them from the entries of all branches."""
    uid = term["taxonomy_uid"]
    taxonomy = require_taxonomy(call, uid)
    gone = [term, *tree.list_descendants(term["uid"])]
    for branch_call in iterate_branches(call):
        remove_terms(branch_call, uid, [other["uid"] for other in gone])
    for other in gone:
        soft_delete(call, build_term_key(call, uid, other["uid"]), other | {"taxonomy_uuid": taxonomy["uuid"]})
    save_terms(call, tree.close_gap(term))


def is_used(call: Call, term: Document) -> bool:
    """Return whether an entry of any branch uses a term."""
    return any(TaxonomyUses(other).find_entries(term["taxonomy_uid"], term["uid"]) for other in iterate_branches(call))


def show_term(call: Call, term: Document) -> Document:
    """Return a term in the locale of the call or, if it has no name there, in the master locale."""
    view = TermView(call, require_taxonomy(call, term["taxonomy_uid"]))
    return view.show((view.select_localized([term]) or [show_in_master_locale(call, term)])[0])


def build_response(call: Call, term: Document, status: int = 200) -> ApiResponse:
    """Build the response for a term."""
    return ApiResponse({"term": show_term(call, term)}, status)
