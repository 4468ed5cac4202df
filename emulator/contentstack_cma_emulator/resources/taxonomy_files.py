"""Export and import of taxonomies with their terms, as JSON and CSV."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call, TextBody
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.registry import FormReader, add_form_reader, operation
from contentstack_cma_emulator.engine.strict_json import read_object
from contentstack_cma_emulator.resources import taxonomies, terms
from contentstack_cma_emulator.resources.taxonomy_locales import TAXONOMIES, TERMS
from contentstack_cma_emulator.rules import taxonomy_csv
from contentstack_cma_emulator.stores.taxonomy_store import (
    build_taxonomy_key,
    build_tree,
    read_in_locale,
    read_locale_chain,
    read_taxonomy_locale,
    require_taxonomy,
    taxonomy_not_found,
    with_localization,
)

FILE = "taxonomy"

CSV = "csv"


@operation("export_taxonomy")
def export_taxonomy(call: Call) -> ApiResponse:
    """Export a taxonomy with all its terms in a locale, as JSON or CSV, without an envelope."""
    stored, chain = require_taxonomy(call, call.path["taxonomy_uid"]), read_locale_chain(call)
    taxonomy = errors.require_found(read_in_locale(call, stored, chain), taxonomy_not_found(stored["uid"]))
    tree = build_tree(call, stored["uid"])
    # A term without a name in the locale would leave those under it without their parent.
    chain = [*chain, call.master_locale]
    found = [read_in_locale(call, term, chain) or term for term in tree.list_descendants(None)]
    if call.get_text("format") == CSV:
        rows = [term | {"depth": tree.measure_depth(term["uid"])} for term in found]
        text = taxonomy_csv.write_taxonomy(taxonomy, rows)
        return ApiResponse(text=TextBody(text, "text/csv"))
    shown = [{name: term[name] for name in ("uid", "name", "parent_uid")} for term in found]
    return ApiResponse({"taxonomy": {name: taxonomy[name] for name in ("uid", *TAXONOMIES.names)}, "terms": shown})


@operation("import_taxonomy")
def import_taxonomy(call: Call) -> ApiResponse:
    """Create a taxonomy and its terms from a file or, for another than the master locale, localize existing ones."""
    sent = call.body
    code = read_taxonomy_locale(call)
    if code == call.master_locale:
        taxonomy = taxonomies.store_taxonomy(call, sent["taxonomy"], "import")
        add_terms(call, taxonomy["uid"], sent["terms"])
    else:
        taxonomy = localize(call, sent)
    shown = read_in_locale(call, taxonomy, [code]) or {}
    return ApiResponse({"taxonomy": shown | {"terms_count": len(sent["terms"])}}, 201)


def add_terms(call: Call, taxonomy_uid: str, sent: Sequence[Document]) -> None:
    """Store the terms of a file. Those with the same parent keep their order."""
    most = call.state.plan.terms
    if most is not None and len(sent) > most:
        raise errors.action_failed("Term", "import", {"terms": [errors.plan_limit_reached(most)]})
    new: dict[str, Document] = {}
    orders: Counter[str | None] = Counter()
    levels: dict[str | None, int] = {None: 0}
    for item in sent:
        term = terms.build_term(call, new, taxonomy_uid, item, "import")
        terms.check_level(levels[term["parent_uid"]], 1, "import")
        levels[term["uid"]] = levels[term["parent_uid"]] + 1
        orders[term["parent_uid"]] += 1
        new[term["uid"]] = term | {"order": orders[term["parent_uid"]]}
    terms.save_terms(call, list(new.values()))


def localize(call: Call, sent: Document) -> Document:
    """Localize a taxonomy and its terms with the names of a file. Raises `CmaError` (409) if it already is."""
    taxonomy = require_taxonomy(call, str(sent["taxonomy"].get("uid")))
    code = TAXONOMIES.require_new_locale(call, taxonomy, "import")
    taxonomy = with_localization(call, taxonomy, code, TAXONOMIES.read_names(sent["taxonomy"], "import"))
    call.store.put(build_taxonomy_key(call, taxonomy["uid"]), taxonomy)
    named = {term.get("uid"): TERMS.read_names(term, "import") for term in sent["terms"]}
    found = [term for term in build_tree(call, taxonomy["uid"]).list_descendants(None) if term["uid"] in named]
    terms.save_terms(call, [with_localization(call, term, code, named[term["uid"]]) for term in found])
    return taxonomy


def read_upload(form: Form) -> Document:
    """Return the taxonomy and the terms of the uploaded file, parents first.

    Raises `CmaError` (400) if no file was sent, 422 if it contains no taxonomy.
    """
    sent = parse_file(form.read_content(FILE))
    if sent is None:
        raise errors.action_failed("Taxonomy", "import", {"taxonomy": [errors.NOT_VALID]})
    return sent | {"terms": sort_parents_first(sent["terms"])}


add_form_reader("import_taxonomy", FormReader(read_upload))


def parse_file(content: bytes) -> Document | None:
    """Parse a JSON or CSV file. Returns None if it is neither."""
    try:
        text = content.decode(json.detect_encoding(content))
        document: Any = read_object(text) if text.lstrip().startswith("{") else taxonomy_csv.read_taxonomy(text)
    except ValueError:
        return None
    taxonomy: Any = document.get("taxonomy")
    found: Any = document.get("terms") or []
    if not isinstance(taxonomy, dict) or not isinstance(found, list):
        return None
    terms_sent = cast("Sequence[object]", found)
    return {"taxonomy": taxonomy, "terms": terms_sent} if all(is_term(term) for term in terms_sent) else None


def is_term(value: object) -> bool:
    """Return whether a value has the form of a term in a file."""
    if not isinstance(value, dict):
        return False
    term = cast("Document", value)
    return isinstance(term.get("uid"), str) and isinstance(term.get("parent_uid", ""), str | None)


def sort_parents_first(found: Sequence[Document]) -> list[Document]:
    """Sort terms so that each comes after its parent. Raises `CmaError` (422/119) if a parent is missing."""
    ordered: list[Document] = []
    known: set[str | None] = {None}
    waiting = list(found)
    while waiting:
        ready = [term for term in waiting if (term.get("parent_uid") or None) in known]
        if not ready:
            raise errors.action_failed("Term", "import", {"term": ["has a parent that is not in the file."]})
        waiting = [term for term in waiting if (term.get("parent_uid") or None) not in known]
        ordered += ready
        known |= {term["uid"] for term in ready}
    return ordered
