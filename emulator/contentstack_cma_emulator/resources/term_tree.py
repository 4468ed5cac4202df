"""The tree of terms: walking it, searching it and moving terms in it."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import TAXONOMY, TERM
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.taxonomies import typed
from contentstack_cma_emulator.resources.taxonomy_locales import TERMS
from contentstack_cma_emulator.resources.terms import answer, called_term, check_level, save, sent_order
from contentstack_cma_emulator.stores.taxonomy_store import (
    DELETED,
    called_chain,
    find_taxonomy,
    in_locale,
    terms_of,
    tree_of,
)
from contentstack_cma_emulator.stores.term_view import TermView

NEAREST = 1
"""How many levels a call goes down unless it says how many; 0 is all the way."""


@operation("list_terms")
def list_terms(call: Call) -> Answer:
    """Answer a page of the terms of a taxonomy: at the root, down to another level, or those that were deleted."""
    if call.flag("deleted"):
        return shown_listing(call, "terms", typed(call, deleted_terms(call)), lambda term: term)
    taxonomy = find_taxonomy(call, call.path["taxonomy_uid"])
    view, lowest = TermView(call, taxonomy), levels(call)
    terms = view.named(terms_of(call, taxonomy["uid"]))
    found = [term for term in typed(call, terms) if not lowest or term["depth"] <= lowest]
    return shown_listing(call, "terms", matching(call, found), view.with_ancestors)


@operation("search_terms")
def search_terms(call: Call) -> Answer:
    """Answer a page of the terms of all taxonomies that are looked for."""
    if not (call.text("typeahead") or call.text("query")):
        raise errors.invalid_parameter("typeahead", errors.REQUIRED)
    views = {taxonomy["uid"]: TermView(call, taxonomy) for taxonomy in call.store.find(call.stack_scope(TAXONOMY))}
    terms = [term for uid, view in views.items() for term in view.named(terms_of(call, uid))]
    found = matching(call, typed(call, terms))
    return shown_listing(call, "terms", found, lambda term: views[term["taxonomy_uid"]].with_ancestors(term))


@operation("list_term_ancestors")
def list_term_ancestors(call: Call) -> Answer:
    """Answer a page of the terms above a term, from the root down to its parent."""
    term = called_term(call)
    return walked(call, tree_of(call, term["taxonomy_uid"]).ancestors(term["uid"]))


@operation("list_term_descendants")
def list_term_descendants(call: Call) -> Answer:
    """Answer a page of the terms under a term: directly, or down some levels from it."""
    term = called_term(call)
    return walked(call, tree_of(call, term["taxonomy_uid"]).descendants(term["uid"], levels(call)))


@operation("move_term")
def move_term(call: Call) -> Answer:
    """Put a term in another place; terms under it come along, for which `force` must be true."""
    term, sent = called_term(call), call.body["term"]
    tree = tree_of(call, term["taxonomy_uid"])
    parent_uid: str | None = sent.get("parent_uid") or None
    order = sent_order(sent, "move")
    below = {other["uid"] for other in tree.descendants(term["uid"])}
    if parent_uid is not None and (parent_uid not in tree or parent_uid in {term["uid"], *below}):
        raise errors.refused("Term", "move", {"parent_uid": [errors.NOT_VALID]})
    if below and not call.flag("force"):
        raise TERMS.refused("move", "has terms under it. Use force to move it with them.")
    above = 0 if parent_uid is None else tree.depth(parent_uid)
    check_level(above, tree.height(term["uid"]), "move")
    changed = tree.placed(term | call.change(), parent_uid, order)
    save(call, changed)
    return answer(call, next(other for other in changed if other["uid"] == term["uid"]))


def levels(call: Call) -> int:
    """Answer how many levels the call goes down; 0 is all the way."""
    depth = call.number("depth")
    return NEAREST if depth is None else depth


def walked(call: Call, terms: list[Document]) -> Answer:
    """Answer a page of terms in the order in which they were found."""
    view = TermView(call, find_taxonomy(call, call.path["taxonomy_uid"]))
    named = view.named(terms)
    page = read_page(call.number("skip"), call.number("limit"))
    count = {"count": len(named)} if call.flag("include_count") else {}
    return Answer({"terms": [view.shown(term) for term in page.of(named)], **count})


def deleted_terms(call: Call) -> list[Document]:
    """Answer the terms that were deleted from the taxonomy of the path; from that of a uuid, if the call gives one."""
    gone = call.store.find(Scope(DELETED[TERM], call.api_key, "", call.path["taxonomy_uid"]))
    uuid = call.text("taxonomy_uuid")
    named = (in_locale(call, term, called_chain(call)) for term in gone if uuid in (None, term["taxonomy_uuid"]))
    return [term for term in named if term is not None]
