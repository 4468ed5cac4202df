"""Flows about taxonomies."""

from typing import Any

from contentstack_cma_testing.parity.building import Document, make_field, post_entry
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Need, Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import JOBS, MASTER_LOCALE, create_content_type, create_environment

TAG = "Taxonomy"
PATH = "/v3/taxonomies"
NEEDS = [Need.USER, Need.TAXONOMIES]


@flow(TAG, "A taxonomy cannot have the uid of another.", calls=6, needs=NEEDS, answers=["taxonomy_duplicate"])
def create_twice(steps: Steps) -> None:
    uid = create_taxonomy(steps, "tags")
    second = steps.call("create with the same uid", "POST", PATH, json=make_taxonomy(uid))
    steps.answer("taxonomy_duplicate", describe_outcome(second))
    steps.call("without a uid", "POST", PATH, json={"taxonomy": {"name": "Parity"}})
    steps.call("get", "GET", f"{PATH}/{uid}")
    steps.call("export", "GET", f"{PATH}/{uid}/export")


@flow(TAG, "A taxonomy that does not exist is not found, by any call.", calls=5, needs=NEEDS)
def unknown(steps: Steps) -> None:
    uid = steps.name("nowhere")
    steps.call("get", "GET", f"{PATH}/{uid}")
    steps.call("update", "PUT", f"{PATH}/{uid}", json={"taxonomy": {"name": "Parity"}})
    steps.call("list its terms", "GET", f"{PATH}/{uid}/terms")
    steps.call("create a term", "POST", f"{PATH}/{uid}/terms", json=make_term("a"))
    steps.call("delete", "DELETE", f"{PATH}/{uid}", query={"force": "true"})


@flow(TAG, "A taxonomy with terms is deleted with `force` only.", calls=6, needs=NEEDS, answers=["taxonomy_delete"])
def delete_with_terms(steps: Steps) -> None:
    uid = create_taxonomy(steps, "full")
    create_term(steps, "create a term", uid, "a")
    reply = steps.call("delete without force", "DELETE", f"{PATH}/{uid}")
    steps.answer("taxonomy_delete", describe_outcome(reply))
    steps.call("delete with force", "DELETE", f"{PATH}/{uid}", query={"force": "true"})
    steps.call("delete again", "DELETE", f"{PATH}/{uid}", query={"force": "true"})


@flow(TAG, "Terms of an entry, known and unknown.", calls=11, needs=NEEDS, answers=["entry_term_unknown"])
def entry_terms(steps: Steps) -> None:
    uid = create_taxonomy(steps, "topics")
    create_term(steps, "create a term", uid, "a")
    content_type = create_content_type(steps, make_taxonomy_field(uid))
    terms = {"a": [_term(uid, "a")], "the same twice": [_term(uid, "a")] * 2, "unknown": [_term(uid, "b")]}
    replies = {
        what: post_entry(steps, f"with {what}", content_type, {"title": what, "taxonomies": value})
        for what, value in terms.items()
    }
    post_entry(steps, "with an unknown taxonomy", content_type, {"title": "One", "taxonomies": [_term("nowhere", "a")]})
    steps.answer("entry_term_unknown", describe_outcome(replies["unknown"]))
    steps.call("delete the term without force", "DELETE", f"{PATH}/{uid}/terms/a")
    steps.call("list entries", "GET", f"/v3/content_types/{content_type}/entries")


@flow(TAG, "A taxonomy and its terms are localized.", calls=10, needs=NEEDS)
def localize(steps: Steps) -> None:
    locale = {"locale": "es-cu"}
    steps.later("DELETE", "/v3/locales/es-cu")
    body = {"locale": {"code": "es-cu", "name": "Parity", "fallback_locale": MASTER_LOCALE}}
    steps.call("create the locale", "POST", "/v3/locales", json=body).require("locale", "code")
    uid = create_taxonomy(steps, "tree")
    create_term(steps, "create a term", uid, "a")
    steps.call("localize", "POST", f"{PATH}/{uid}", query=locale, json={"taxonomy": {"name": "Parity"}})
    steps.call("localize the term", "POST", f"{PATH}/{uid}/terms/a", query=locale, json={"term": {"name": "Parity"}})
    steps.call("locales", "GET", f"{PATH}/{uid}/locales")
    steps.call("locales of the term", "GET", f"{PATH}/{uid}/terms/a/locales")
    steps.call("unlocalize", "DELETE", f"{PATH}/{uid}", query=locale)


@flow(TAG, "Taxonomies are published whole, in a job.", calls=9, needs=NEEDS, answers=["taxonomy_term_publish"])
def publish(steps: Steps) -> None:
    environment, uid = create_environment(steps), create_taxonomy(steps, "tree")
    create_term(steps, "create a term", uid, "a")
    target = {"locales": [MASTER_LOCALE], "environments": [environment]}
    steps.call("publish", "POST", f"{PATH}/publish", json=target | {"items": [{"uid": uid}]}, headers=JOBS)
    term = target | {"items": [{"uid": uid, "term_uid": "a"}]}
    single = steps.call("publish a single term", "POST", f"{PATH}/publish", json=term, headers=JOBS)
    steps.answer("taxonomy_term_publish", describe_outcome(single))
    unknown = target | {"items": [{"uid": steps.name("nowhere")}]}
    steps.call("publish an unknown one", "POST", f"{PATH}/publish", json=unknown, headers=JOBS)
    steps.call("publish nothing", "POST", f"{PATH}/publish", json=target | {"items": []}, headers=JOBS)


def make_taxonomy_field(taxonomy: str) -> Document:
    """Return a field for the terms of a taxonomy."""
    settings = {"taxonomy_uid": taxonomy, "mandatory": False, "multiple": True, "non_localizable": False}
    return make_field("taxonomies", "taxonomy", taxonomies=[settings], multiple=True)


def create_taxonomy(steps: Steps, what: str) -> str:
    """Create a taxonomy that is removed with its terms in the end. Return its uid. Two calls."""
    uid = steps.name(what)
    steps.later("DELETE", f"{PATH}/{uid}", query={"force": "true"})
    steps.call(f"create taxonomy {what}", "POST", PATH, json=make_taxonomy(uid)).require("taxonomy", "uid")
    return uid


def make_taxonomy(uid: str) -> dict[str, Any]:
    """Return the body for creating a taxonomy."""
    return {"taxonomy": {"uid": uid, "name": uid}}


def create_term(steps: Steps, label: str, taxonomy: str, uid: str, parent: str | None = None) -> Reply:
    """Create a term. It is removed with its taxonomy."""
    return steps.call(label, "POST", f"{PATH}/{taxonomy}/terms", json=make_term(uid, parent))


def make_term(uid: str, parent: str | None = None) -> dict[str, Any]:
    """Return the body for creating a term."""
    return {"term": {"uid": uid, "name": uid.upper()} | ({"parent_uid": parent} if parent else {})}


def _term(taxonomy: str, term: str) -> dict[str, str]:
    return {"taxonomy_uid": taxonomy, "term_uid": term}
