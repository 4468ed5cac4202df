"""Taxonomies and their terms in the store. All branches of a stack share them.

A document has the names of the master locale; those of other locales are its `copies`, by code.
"""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, CmaError
from contentstack_cma_emulator.engine.kinds import TAXONOMY, TERM
from contentstack_cma_emulator.engine.lookup import fallback_chain
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.term_order import Tree
from contentstack_cma_emulator.stores.entry_store import checked_locale

DELETED = {TAXONOMY: "deleted_taxonomy", TERM: "deleted_term"}
"""The kinds of what was deleted, under uids that are made then: the same taxonomy may be deleted several times."""

COPIES = "copies"

LOCALE = "locale"


def taxonomy_not_found(uid: str) -> CmaError:
    """404: the taxonomy does not exist, or not in the locale of the call."""
    message = f"The Taxonomy '{uid}' was not found. Please try again."
    return CmaError(404, 404, message, {"taxonomy": [NOT_VALID]})


def term_not_found(uid: str) -> CmaError:
    """404: the term does not exist, or not in the locale of the call."""
    return CmaError(404, 404, f"The Term '{uid}' was not found. Please try again.", {"term": [NOT_VALID]})


def taxonomy_key(call: Call, uid: str) -> Key:
    """Make the key of a taxonomy."""
    return call.stack_key(TAXONOMY, uid)


def term_key(call: Call, taxonomy_uid: str, uid: str) -> Key:
    """Make the key of a term."""
    return Key(TERM, uid, call.api_key, parent=taxonomy_uid)


def find_taxonomy(call: Call, uid: str) -> Document:
    """Answer a taxonomy. Raises `CmaError` (404) if there is none with this uid."""
    taxonomy = call.store.get(taxonomy_key(call, uid))
    if taxonomy is None:
        raise taxonomy_not_found(uid)
    return taxonomy


def terms_of(call: Call, taxonomy_uid: str) -> list[Document]:
    """Answer the terms of a taxonomy, oldest first."""
    return call.store.find(term_scope(call, taxonomy_uid))


def term_scope(call: Call, taxonomy_uid: str) -> Scope:
    """Make the scope of the terms of a taxonomy."""
    return Scope(TERM, call.api_key, "", taxonomy_uid)


def tree_of(call: Call, taxonomy_uid: str) -> Tree:
    """Answer the tree of the terms of a taxonomy."""
    return Tree(terms_of(call, taxonomy_uid))


def bury(call: Call, key: Key, document: Document) -> None:
    """Delete a taxonomy or a term, but keep what it was."""
    call.store.delete(key)
    gone = document | {"deleted_at": call.now, "deleted_by": call.actor}
    call.store.put(Key(DELETED[key.kind], call.state.clock.uid(), call.api_key, parent=key.parent), gone)


def called_locale(call: Call) -> str:
    """Answer the locale the call names, or else the master locale. Raises `CmaError` (422/141) if it is none."""
    return checked_locale(call, call.text(LOCALE) or call.master_locale)


def called_chain(call: Call) -> list[str]:
    """Answer the locales in which the call looks for names: its own, and those that it falls back on if it says so.

    Raises `CmaError` (422/141) for one that the branch does not have.
    """
    code = called_locale(call)
    fallback = call.text("fallback_locale")
    if fallback:
        return [code, checked_locale(call, fallback)]
    return fallback_chain(call, code) if call.flag("include_fallback") else [code]


def in_locale(call: Call, document: Document, chain: Sequence[str]) -> Document | None:
    """Answer a taxonomy or a term with the names of the first locale in which it has some, or None."""
    copies: Mapping[str, Document] = {call.master_locale: {}, **document[COPIES]}
    code = next((code for code in chain if code in copies), None)
    if code is None:
        return None
    own = {name: value for name, value in document.items() if name != COPIES}
    return own | copies[code] | {LOCALE: code}


def has_copy(call: Call, document: Document, code: str) -> bool:
    """Answer whether a taxonomy or a term has names of its own in a locale."""
    return code == call.master_locale or code in document[COPIES]


def with_copy(call: Call, document: Document, code: str, names: Document) -> Document:
    """Answer a taxonomy or a term with these names in a locale, over those that it has there."""
    if code == call.master_locale:
        return document | names | call.change()
    old = document[COPIES].get(code) or call.creation()
    return document | {COPIES: document[COPIES] | {code: old | names | call.change()}}


def without_copy(document: Document, code: str) -> Document:
    """Answer a taxonomy or a term without its names in a locale."""
    return document | {COPIES: {other: copy for other, copy in document[COPIES].items() if other != code}}
