"""Build taxonomies and terms, and create them."""

from typing import Any

import httpx

PATH = "/v3/taxonomies"

Json = dict[str, Any]


def create_taxonomy(stack: httpx.Client, uid: str, **fields: object) -> httpx.Response:
    """Create a taxonomy."""
    return stack.post(PATH, json={"taxonomy": {"uid": uid, "name": uid.title(), **fields}})


def add_term(
    stack: httpx.Client, taxonomy: str, uid: str, parent: str | None = None, **fields: object
) -> httpx.Response:
    """Create a term."""
    term = {"uid": uid, "name": uid.title(), "parent_uid": parent, **fields}
    return stack.post(f"{PATH}/{taxonomy}/terms", json={"term": term})


def add_terms(stack: httpx.Client, taxonomy: str, *terms: str) -> None:
    """Create a taxonomy, if there is none yet, with terms such as `europe` and, under it, `europe/norway`."""
    create_taxonomy(stack, taxonomy)
    for path in terms:
        above, _, uid = path.rpartition("/")
        add_term(stack, taxonomy, uid, above.rpartition("/")[2] or None)


def list_terms(stack: httpx.Client, taxonomy: str, **params: Any) -> list[Json]:
    """Return a list of terms that must be accepted."""
    response = stack.get(f"{PATH}/{taxonomy}/terms", params=params)
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["terms"]
    return found


def map_places(stack: httpx.Client, taxonomy: str) -> dict[str, tuple[str | None, int]]:
    """Return the parent and the place under it of every term."""
    found = list_terms(stack, taxonomy, depth=0, include_order=True)
    return {term["uid"]: (term["parent_uid"], term["order"]) for term in found}


def list_uids(items: list[Json]) -> list[str]:
    """Return the uids of what a list holds, in its order."""
    return [item["uid"] for item in items]


def build_taxonomy_field(*taxonomies: str, **more: object) -> Json:
    """A field that takes terms from some taxonomies."""
    taken = [
        {"taxonomy_uid": uid, "mandatory": False, "multiple": True, "non_localizable": False} for uid in taxonomies
    ]
    return {"display_name": "Taxonomy", "uid": "taxonomies", "data_type": "taxonomy", "taxonomies": taken, **more}


def build_term(taxonomy: str, uid: str) -> Json:
    """A term as an entry names it."""
    return {"taxonomy_uid": taxonomy, "term_uid": uid}
