"""Taxonomies and their terms. All branches of a stack share them.

A document has the names of the master locale, and under `copies` those of its localizations by locale code.
"""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import NOT_VALID, CmaError, require_found
from contentstack_cma_emulator.engine.kinds import TAXONOMY, TERM
from contentstack_cma_emulator.engine.lookup import find_fallback_chain
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.term_order import TermTree
from contentstack_cma_emulator.stores.entry_store import check_locale

DELETED = {TAXONOMY: "deleted_taxonomy", TERM: "deleted_term"}
"""The kinds of deleted documents, which get a new uid: a taxonomy of the same uid may be deleted several times."""

LOCALIZATIONS = "copies"

LOCALE = "locale"


def taxonomy_not_found(uid: str) -> CmaError:
    """Return the error (404) of a taxonomy that does not exist, or not in the locale of the call."""
    message = f"The Taxonomy '{uid}' was not found. Please try again."
    return CmaError(404, 404, message, {"taxonomy": [NOT_VALID]})


def term_not_found(uid: str) -> CmaError:
    """Return the error (404) of a term that does not exist, or not in the locale of the call."""
    return CmaError(404, 404, f"The Term '{uid}' was not found. Please try again.", {"term": [NOT_VALID]})


def build_taxonomy_key(call: Call, uid: str) -> Key:
    """Return the key of a taxonomy."""
    return Key(TAXONOMY, uid, call.api_key)


def build_term_key(call: Call, taxonomy_uid: str, uid: str) -> Key:
    """Return the key of a term."""
    return Key(TERM, uid, call.api_key, parent=taxonomy_uid)


def require_taxonomy(call: Call, uid: str) -> Document:
    """Return a taxonomy. Raises `CmaError` (404) if it does not exist."""
    return require_found(call.store.get(build_taxonomy_key(call, uid)), taxonomy_not_found(uid))


def list_taxonomy_terms(call: Call, taxonomy_uid: str) -> list[Document]:
    """Return the terms of a taxonomy, oldest first."""
    return call.store.find(build_term_scope(call, taxonomy_uid))


def build_term_scope(call: Call, taxonomy_uid: str) -> Scope:
    """Return the scope of the terms of a taxonomy."""
    return Scope(TERM, call.api_key, "", taxonomy_uid)


def build_tree(call: Call, taxonomy_uid: str) -> TermTree:
    """Return the tree of the terms of a taxonomy."""
    return TermTree(list_taxonomy_terms(call, taxonomy_uid))


def soft_delete(call: Call, key: Key, document: Document) -> None:
    """Delete a taxonomy or a term, but keep its document as a deleted one."""
    call.store.delete(key)
    deleted = document | {"deleted_at": call.now, "deleted_by": call.actor}
    call.store.put(Key(DELETED[key.kind], call.state.clock.make_uid(), call.api_key, parent=key.parent), deleted)


def read_taxonomy_locale(call: Call) -> str:
    """Return the locale of a call. Default: master locale. Raises `CmaError` (422/141) if it does not exist."""
    return check_locale(call, call.get_text(LOCALE) or call.master_locale)


def read_locale_chain(call: Call) -> list[str]:
    """Return the locales in which a call looks for names: its own, and the fallbacks that it asks for.

    Raises `CmaError` (422/141) if the branch does not have one of them.
    """
    code = read_taxonomy_locale(call)
    fallback = call.get_text("fallback_locale")
    if fallback:
        return [code, check_locale(call, fallback)]
    return find_fallback_chain(call, code) if call.has_flag("include_fallback") else [code]


def read_in_locale(call: Call, document: Document, chain: Sequence[str]) -> Document | None:
    """Return a taxonomy or a term with the names of the first locale in which it has some, or None."""
    localizations: Mapping[str, Document] = {call.master_locale: {}, **document[LOCALIZATIONS]}
    code = next((code for code in chain if code in localizations), None)
    if code is None:
        return None
    own = omit(document, LOCALIZATIONS)
    return own | localizations[code] | {LOCALE: code}


def has_localization(call: Call, document: Document, code: str) -> bool:
    """Return whether a taxonomy or a term has its own names in a locale."""
    return code == call.master_locale or code in document[LOCALIZATIONS]


def with_localization(call: Call, document: Document, code: str, names: Document) -> Document:
    """Return a taxonomy or a term with names in a locale, merged into those that it has there."""
    if code == call.master_locale:
        return document | names | call.build_update_fields()
    old = document[LOCALIZATIONS].get(code) or call.build_creation_fields()
    return document | {LOCALIZATIONS: document[LOCALIZATIONS] | {code: old | names | call.build_update_fields()}}


def without_localization(document: Document, code: str) -> Document:
    """Return a taxonomy or a term without its names in a locale."""
    return document | {LOCALIZATIONS: omit(document[LOCALIZATIONS], code)}
