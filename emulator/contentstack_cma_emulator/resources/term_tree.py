"""The tree of terms: list, search and move terms."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import TAXONOMY, TERM
from contentstack_cma_emulator.engine.listing import filter_by_query, filter_typeahead, list_rendered
from contentstack_cma_emulator.engine.paging import list_documents, slice_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.taxonomy_locales import TERMS
from contentstack_cma_emulator.resources.terms import (
    build_response,
    check_level,
    require_order,
    require_path_term,
    save_terms,
)
from contentstack_cma_emulator.stores.taxonomy_store import (
    DELETED,
    build_tree,
    list_taxonomy_terms,
    read_in_locale,
    read_locale_chain,
    require_taxonomy,
)
from contentstack_cma_emulator.stores.term_view import TermView

DEFAULT_DEPTH = 1
"""How many levels a call returns by default. 0 means all."""


@operation("list_terms")
def list_terms(call: Call) -> ApiResponse:
    """List the terms of a taxonomy: those at the root, down to another level, or the deleted ones."""
    if call.has_flag("deleted"):
        found = filter_typeahead(call, find_deleted_terms(call), ("uid", "name"))
        return list_documents(call, "terms", found)
    taxonomy = require_taxonomy(call, call.path["taxonomy_uid"])
    view, lowest = TermView(call, taxonomy), read_depth(call)
    terms = view.select_localized(list_taxonomy_terms(call, taxonomy["uid"]))
    found = [term for term in filter_typeahead(call, terms, ("uid", "name")) if not lowest or term["depth"] <= lowest]
    return list_rendered(call, "terms", filter_by_query(call, found), view.with_ancestors)


@operation("search_terms")
def search_terms(call: Call) -> ApiResponse:
    """Search the terms of all taxonomies."""
    if not (call.get_text("typeahead") or call.get_text("query")):
        raise errors.invalid_parameter("typeahead", errors.REQUIRED)
    taxonomies = call.store.find(Scope(TAXONOMY, call.api_key, ""))
    views = {taxonomy["uid"]: TermView(call, taxonomy) for taxonomy in taxonomies}
    terms = [term for uid, view in views.items() for term in view.select_localized(list_taxonomy_terms(call, uid))]
    found = filter_by_query(call, filter_typeahead(call, terms, ("uid", "name")))
    return list_rendered(call, "terms", found, lambda term: views[term["taxonomy_uid"]].with_ancestors(term))


@operation("list_term_ancestors")
def list_term_ancestors(call: Call) -> ApiResponse:
    """List the terms above a term, from the root down to its parent."""
    term = require_path_term(call)
    return list_in_order(call, build_tree(call, term["taxonomy_uid"]).list_ancestors(term["uid"]))


@operation("list_term_descendants")
def list_term_descendants(call: Call) -> ApiResponse:
    """List the terms below a term, down to the requested level."""
    term = require_path_term(call)
    return list_in_order(call, build_tree(call, term["taxonomy_uid"]).list_descendants(term["uid"], read_depth(call)))


@operation("move_term")
def move_term(call: Call) -> ApiResponse:
    """Move a term. The terms below it move along, which needs `force`."""
    term, sent = require_path_term(call), call.body["term"]
    tree = build_tree(call, term["taxonomy_uid"])
    parent_uid: str | None = sent.get("parent_uid") or None
    order = require_order(sent, "move")
    below = {other["uid"] for other in tree.list_descendants(term["uid"])}
    if parent_uid is not None and (parent_uid not in tree or parent_uid in {term["uid"], *below}):
        raise errors.action_failed("Term", "move", {"parent_uid": [errors.NOT_VALID]})
    if below and not call.has_flag("force"):
        raise TERMS.build_error("move", "has terms under it. Use force to move it with them.")
    above = 0 if parent_uid is None else tree.measure_depth(parent_uid)
    check_level(above, tree.measure_height(term["uid"]), "move")
    changed = tree.place(term | call.build_update_fields(), parent_uid, order)
    save_terms(call, changed)
    return build_response(call, next(other for other in changed if other["uid"] == term["uid"]))


def read_depth(call: Call) -> int:
    """Return how many levels the call requests. 0 means all."""
    depth = call.get_integer("depth")
    return DEFAULT_DEPTH if depth is None else depth


def list_in_order(call: Call, terms: list[Document]) -> ApiResponse:
    """Return a page of terms in the given order."""
    view = TermView(call, require_taxonomy(call, call.path["taxonomy_uid"]))
    found, count = slice_page(call, view.select_localized(terms))
    return ApiResponse({"terms": [view.show(term) for term in found], **count})


def find_deleted_terms(call: Call) -> list[Document]:
    """Return the deleted terms of the taxonomy of the path, or of the one with `taxonomy_uuid` if given."""
    gone = call.store.find(Scope(DELETED[TERM], call.api_key, "", call.path["taxonomy_uid"]))
    uuid = call.get_text("taxonomy_uuid")
    wanted = (term for term in gone if uuid in (None, term["taxonomy_uuid"]))
    named = (read_in_locale(call, term, read_locale_chain(call)) for term in wanted)
    return [term for term in named if term is not None]
