"""Terms: what a taxonomy consists of. All branches share them."""

from collections.abc import Container
from functools import partial

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.resources.taxonomies import UID
from contentstack_cma_emulator.resources.taxonomy_locales import TERMS, copies_answer, in_master_locale
from contentstack_cma_emulator.rules.limits import MAX_TERM_LEVELS
from contentstack_cma_emulator.rules.term_order import Tree, read_order
from contentstack_cma_emulator.stores.schema_store import Uids
from contentstack_cma_emulator.stores.taxonomy_store import (
    COPIES,
    LOCALE,
    bury,
    called_chain,
    find_taxonomy,
    in_locale,
    term_key,
    term_not_found,
    term_scope,
    tree_of,
    with_copy,
    without_copy,
)
from contentstack_cma_emulator.stores.taxonomy_uses import Uses, in_every_branch, take_out
from contentstack_cma_emulator.stores.term_view import TermView

for operation_id in ("create_term", "localize_term", "move_term"):
    # Samples of the API write the order as text.
    tolerate(operation_id, "order")


@operation("get_term")
def get_term(call: Call) -> Answer:
    """Answer one term as a locale reads it."""
    term = called_term(call)
    if in_locale(call, term, called_chain(call)) is None:
        raise term_not_found(term["uid"])
    return answer(call, term)


@operation("create_term")
def create_term(call: Call) -> Answer:
    """Store a new term under another one or at the root, last in its place unless its order is given."""
    taxonomy_uid = find_taxonomy(call, call.path["taxonomy_uid"])["uid"]
    sent = call.body["term"]
    term = new_term(call, Uids(call, partial(term_key, call, taxonomy_uid)), taxonomy_uid, sent)
    check_level(level_of(call, taxonomy_uid, term["parent_uid"]), 1, "creation")
    if sent.get("order") is None:
        siblings = call.store.count_holding(term_scope(call, taxonomy_uid), "parent_uid", term["parent_uid"])
        save(call, [term | {"order": siblings + 1}])
    else:
        save(call, tree_of(call, taxonomy_uid).placed(term, term["parent_uid"], sent_order(sent, "creation")))
    return answer(call, term, 201)


@operation("update_term")
def update_term(call: Call) -> Answer:
    """Change the name of a term in one locale, which must have one. Its place stays, whatever is sent of that."""
    term = called_term(call)
    code = TERMS.own_locale(call, term)
    changed = with_copy(call, term, code, TERMS.checked(call.body["term"], "updation"))
    save(call, [changed])
    return answer(call, changed)


@operation("localize_term")
def localize_term(call: Call) -> Answer:
    """Give a term a name of its own in a locale."""
    term = called_term(call)
    code = TERMS.new_locale(call, term)
    changed = with_copy(call, term, code, TERMS.checked(call.body["term"], "localization"))
    save(call, [changed])
    return answer(call, changed, 201)


@operation("delete_term")
def delete_term(call: Call) -> Answer:
    """Remove the copy in a locale; or the term with all under it, which needs force if there are any or it is used."""
    term = called_term(call)
    if call.text(LOCALE):
        code = TERMS.spare_locale(call, term)
        call.speaks_of(shown(call, term))
        save(call, [without_copy(term, code)])
        return Answer(status=204)
    TERMS.check_deletion(call)
    call.speaks_of(shown(call, term))
    tree = tree_of(call, term["taxonomy_uid"])
    if not call.flag("force") and (tree.children(term["uid"]) or is_used(call, term)):
        raise TERMS.refused("deletion", "has terms under it or is used. Use force to delete it.")
    remove(call, tree, term)
    return Answer(status=204)


@operation("list_term_locales")
def list_term_locales(call: Call) -> Answer:
    """Answer the term once for each locale of the branch, and whether it has a copy of its own there."""
    term = called_term(call)
    return copies_answer(call, "terms", shown(call, term) | {COPIES: term[COPIES]})


def new_term(
    call: Call, known: Container[str], taxonomy_uid: str, sent: Document, action: str = "creation"
) -> Document:
    """Make a term that is not stored yet. Raises `CmaError` (422 or 409) if it does not go with those `known`."""
    uid, parent_uid = sent.get("uid"), sent.get("parent_uid") or None
    if not isinstance(uid, str) or not UID.fullmatch(uid):
        raise errors.refused("Term", action, {"uid": [errors.NOT_VALID]})
    if uid in known:
        raise TERMS.refused(action, f"with the uid '{uid}' already exists.", 409)
    if parent_uid is not None and parent_uid not in known:
        raise errors.refused("Term", action, {"parent_uid": [errors.NOT_VALID]})
    place = {"taxonomy_uid": taxonomy_uid, "parent_uid": parent_uid}
    return {"uid": uid, **TERMS.checked(sent, action), **place, **call.creation(), COPIES: {}}


def called_term(call: Call) -> Document:
    """Answer the term of the path. Raises `CmaError` (404) if there is none, or no such taxonomy."""
    taxonomy_uid = find_taxonomy(call, call.path["taxonomy_uid"])["uid"]
    term = call.store.get(term_key(call, taxonomy_uid, call.path["term_uid"]))
    if term is None:
        raise term_not_found(call.path["term_uid"])
    return term


def sent_order(sent: Document, action: str) -> int:
    """Answer the place that was sent, from 1. Raises `CmaError` (422) if it is none."""
    order = read_order(sent.get("order"))
    if order is None:
        raise errors.refused("Term", action, {"order": [errors.NOT_VALID]})
    return order


def level_of(call: Call, taxonomy_uid: str, uid: str | None) -> int:
    """Return the level of a term: 1 at the root, 0 for none. A taxonomy is not deep, but may have many terms."""
    level = 0
    while uid is not None:
        level += 1
        uid = (call.store.get(term_key(call, taxonomy_uid, uid)) or {}).get("parent_uid")
    return level


def check_level(above: int, height: int, action: str) -> None:
    """Raise `CmaError` (422/119) if terms come to lie too deep: so many levels of them below so many others."""
    if above + height > MAX_TERM_LEVELS:
        raise errors.refused("Term", action, {"parent_uid": [errors.too_many(MAX_TERM_LEVELS, "levels of terms")]})


def save(call: Call, terms: list[Document]) -> None:
    """Store terms."""
    for term in terms:
        call.store.put(term_key(call, term["taxonomy_uid"], term["uid"]), term)


def remove(call: Call, tree: Tree, term: Document) -> None:
    """Remove a term with all under it, and take them out of the entries of all branches."""
    uid = term["taxonomy_uid"]
    taxonomy = find_taxonomy(call, uid)
    gone = [term, *tree.descendants(term["uid"])]
    for branch_call in in_every_branch(call):
        take_out(branch_call, uid, [other["uid"] for other in gone])
    for other in gone:
        bury(call, term_key(call, uid, other["uid"]), other | {"taxonomy_uuid": taxonomy["uuid"]})
    save(call, tree.closed_up(term))


def is_used(call: Call, term: Document) -> bool:
    """Answer whether an entry of any branch uses a term."""
    return any(Uses(other).entries_of(term["taxonomy_uid"], term["uid"]) for other in in_every_branch(call))


def shown(call: Call, term: Document) -> Document:
    """Answer a term as the call reads it; with its names in the master locale where the call's has none."""
    view = TermView(call, find_taxonomy(call, term["taxonomy_uid"]))
    return view.shown((view.named([term]) or [in_master_locale(call, term)])[0])


def answer(call: Call, term: Document, status: int = 200) -> Answer:
    """Answer a term."""
    return Answer({"term": shown(call, term)}, status)
