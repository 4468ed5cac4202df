"""Taxonomies with their terms in files: export and import, as JSON and as CSV."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call, TextBody
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.strict_json import read_object
from contentstack_cma_emulator.resources import taxonomies, terms
from contentstack_cma_emulator.resources.taxonomy_locales import TAXONOMIES, TERMS
from contentstack_cma_emulator.rules import taxonomy_csv
from contentstack_cma_emulator.stores.taxonomy_store import (
    called_chain,
    called_locale,
    find_taxonomy,
    in_locale,
    taxonomy_key,
    taxonomy_not_found,
    tree_of,
    with_copy,
)

FILE = "taxonomy"

CSV = "csv"


@operation("export_taxonomy")
def export_taxonomy(call: Call) -> Answer:
    """Answer a taxonomy and all its terms bare, as a locale reads them: as JSON, or as CSV if the call wants that."""
    stored, chain = find_taxonomy(call, call.path["taxonomy_uid"]), called_chain(call)
    taxonomy = in_locale(call, stored, chain)
    if taxonomy is None:
        raise taxonomy_not_found(stored["uid"])
    tree = tree_of(call, stored["uid"])
    # A term without a name in the locale would leave those under it without their parent.
    chain = [*chain, call.master_locale]
    found = [in_locale(call, term, chain) or term for term in tree.descendants(None)]
    if call.text("format") == CSV:
        text = taxonomy_csv.written(taxonomy, [term | {"depth": tree.depth(term["uid"])} for term in found])
        return Answer(text=TextBody(text, "text/csv"))
    seen = [{name: term[name] for name in ("uid", "name", "parent_uid")} for term in found]
    return Answer({"taxonomy": {name: taxonomy[name] for name in ("uid", *TAXONOMIES.names)}, "terms": seen})


@operation("import_taxonomy")
def import_taxonomy(call: Call) -> Answer:
    """Store a taxonomy and its terms from a file; for another than the master locale, the names of those there are."""
    sent = sent_file(call)
    code = called_locale(call)
    if code == call.master_locale:
        taxonomy = taxonomies.create(call, sent["taxonomy"], "import")
        add_terms(call, taxonomy["uid"], sent["terms"])
    else:
        taxonomy = localized(call, sent)
    seen = in_locale(call, taxonomy, [code]) or {}
    return Answer({"taxonomy": seen | {"terms_count": len(sent["terms"])}}, 201)


def add_terms(call: Call, taxonomy_uid: str, sent: Sequence[Document]) -> None:
    """Store the terms of a file, parents first, in the order in which they stand in it."""
    most = call.state.plan.terms
    if most is not None and len(sent) > most:
        raise errors.refused("Term", "import", {"terms": [errors.none_left(most)]})
    new: dict[str, Document] = {}
    orders: Counter[str | None] = Counter()
    levels: dict[str | None, int] = {None: 0}
    for item in sent:
        term = terms.new_term(call, new, taxonomy_uid, item, "import")
        terms.check_level(levels[term["parent_uid"]], 1, "import")
        levels[term["uid"]] = levels[term["parent_uid"]] + 1
        orders[term["parent_uid"]] += 1
        new[term["uid"]] = term | {"order": orders[term["parent_uid"]]}
    terms.save(call, list(new.values()))


def localized(call: Call, sent: Document) -> Document:
    """Give a taxonomy and its terms the names in a file for another locale. Raises `CmaError` (409) if it has any."""
    taxonomy = find_taxonomy(call, str(sent["taxonomy"].get("uid")))
    code = TAXONOMIES.new_locale(call, taxonomy, "import")
    taxonomy = with_copy(call, taxonomy, code, TAXONOMIES.checked(sent["taxonomy"], "import"))
    call.store.put(taxonomy_key(call, taxonomy["uid"]), taxonomy)
    named = {term.get("uid"): TERMS.checked(term, "import") for term in sent["terms"]}
    found = [term for term in tree_of(call, taxonomy["uid"]).descendants(None) if term["uid"] in named]
    terms.save(call, [with_copy(call, term, code, named[term["uid"]]) for term in found])
    return taxonomy


def sent_file(call: Call) -> Document:
    """Answer the taxonomy and the terms in the file that was sent, parents first.

    Raises `CmaError`: 400 if no file was sent, 422 if there is no taxonomy in it.
    """
    sent = read(call.form.content(FILE))
    if sent is None:
        raise errors.refused("Taxonomy", "import", {"taxonomy": [errors.NOT_VALID]})
    return sent | {"terms": parents_first(sent["terms"])}


def read(content: bytes) -> Document | None:
    """Read a file, be it JSON or CSV; None if it is neither."""
    try:
        text = content.decode(json.detect_encoding(content))
        document: Any = read_object(text) if text.lstrip().startswith("{") else taxonomy_csv.read(text)
    except ValueError:
        return None
    taxonomy: Any = document.get("taxonomy")
    found: Any = document.get("terms") or []
    if not isinstance(taxonomy, dict) or not isinstance(found, list):
        return None
    terms_sent = cast("Sequence[object]", found)
    return {"taxonomy": taxonomy, "terms": terms_sent} if all(is_term(term) for term in terms_sent) else None


def is_term(value: object) -> bool:
    """Answer whether a value has the form of a term in a file."""
    if not isinstance(value, dict):
        return False
    term = cast("Document", value)
    return isinstance(term.get("uid"), str) and isinstance(term.get("parent_uid", ""), str | None)


def parents_first(found: Sequence[Document]) -> list[Document]:
    """Answer terms in an order in which each stands behind its parent. Raises `CmaError` (422) if there is none."""
    ordered: list[Document] = []
    known: set[str | None] = {None}
    waiting = list(found)
    while waiting:
        ready = [term for term in waiting if (term.get("parent_uid") or None) in known]
        if not ready:
            raise errors.refused("Term", "import", {"term": ["has a parent that is not in the file."]})
        waiting = [term for term in waiting if (term.get("parent_uid") or None) not in known]
        ordered += ready
        known |= {term["uid"] for term in ready}
    return ordered
