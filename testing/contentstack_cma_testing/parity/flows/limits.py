"""Flows about documented limits."""

import json
from collections.abc import Mapping
from typing import Any

from contentstack_cma_testing.parity.building import Document, make_content_type, make_field, post_entry
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Need, Reply, Steps, flow
from contentstack_cma_testing.parity.flows.taxonomies import create_taxonomy, make_taxonomy_field
from contentstack_cma_testing.parity.preparing import create_content_type, remove_content_type_later


@flow(
    "Content types", "Lengths of the uid, title and description of content types.", calls=10, answers=["length_limits"]
)
def lengths(steps: Steps) -> None:
    base = steps.name("long")
    bodies: dict[str, Document] = {
        "uid of 200": make_content_type(base.ljust(200, "a")),
        "uid of 201": make_content_type(base.ljust(201, "b")),
        "title of 201": _with(make_content_type(f"{base}_title"), title=base.ljust(201, "c")),
        "description of 256": _with(make_content_type(f"{base}_text"), description="a" * 256),
        "display name of 201": make_content_type(f"{base}_field", [make_field("note", display_name="a" * 201)]),
    }
    facts: list[str] = []
    for what, body in bodies.items():
        remove_content_type_later(steps, body["content_type"]["uid"])
        facts.append(f"{what}: {describe_outcome(steps.call(what, 'POST', '/v3/content_types', json=body))}")
    steps.answer("length_limits", "; ".join(facts))


@flow("Entries", "Number and length of the tags of an entry.", calls=8, answers=["tag_limits"])
def tags(steps: Steps) -> None:
    content_type = create_content_type(steps)
    values: dict[str, Any] = {
        "50 tags": [f"t{number}" for number in range(50)],
        "51 tags": [f"t{number}" for number in range(51)],
        "tag of 51 characters": ["a" * 51],
        "equal tags": ["a", "a"],
        "a text": "a,b",
        "a number": [1],
    }
    replies = {
        what: post_entry(steps, what, content_type, {"title": what, "tags": value}) for what, value in values.items()
    }
    steps.answer("tag_limits", _describe(replies))


@flow("Entries", "Number of values of a multiple field.", calls=4, answers=["instance_limit"])
def instances(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("words", multiple=True))
    values = {f"{count} values": ["a"] * count for count in (100, 101)}
    replies = {
        what: post_entry(steps, what, content_type, {"title": "One", "words": value}) for what, value in values.items()
    }
    steps.answer("instance_limit", _describe(replies))


@flow("Entries", "Length of a title, and of a text.", calls=5, answers=["text_length"])
def texts(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("note"))
    values = {
        "title of 255": {"title": "a" * 255},
        "title of 1,000": {"title": "b" * 1000},
        "text of 100,000": {"title": "c", "note": "a" * 100_000},
    }
    replies = {what: post_entry(steps, what, content_type, value) for what, value in values.items()}
    steps.answer("text_length", _describe(replies))


@flow("Content types", "Content types with too many fields of a kind.", calls=6)
def field_counts(steps: Steps) -> None:
    rich = {"allow_json_rte": True, "rich_text_type": "advanced"}
    schemas = {
        "many": [make_field(f"f{number}") for number in range(500)],
        "rich": [make_field(f"f{number}", "json", field_metadata=rich) for number in range(16)],
        "twin": [make_field("note"), make_field("note")],
    }
    for what, fields in schemas.items():
        uid = steps.name(what)
        remove_content_type_later(steps, uid)
        steps.call(what, "POST", "/v3/content_types", json=make_content_type(uid, fields))


@flow("Entries", "Bounds of the pages of a list.", calls=11, answers=["list_limits", "skip_beyond_the_end"])
def pages(steps: Steps) -> None:
    content_type = create_content_type(steps)
    post_entry(steps, "create", content_type, {"title": "One"})
    queries: dict[str, Mapping[str, Any]] = {
        "limit of 0": {"limit": 0},
        "limit of 101": {"limit": 101},
        "limit below 0": {"limit": -1},
        "limit in words": {"limit": "many"},
        "skip below 0": {"skip": -1},
        "skip beyond the end": {"skip": 1_000_000, "include_count": "true"},
        "skip over 32 bits": {"skip": 2**31},
    }
    path = f"/v3/content_types/{content_type}/entries"
    replies = {what: steps.call(what, "GET", path, query=query) for what, query in queries.items()}
    beyond = replies.pop("skip beyond the end")
    steps.answer("list_limits", _describe(replies))
    page = "an empty page" if beyond.find("entries") == [] else "no empty page"
    steps.answer("skip_beyond_the_end", f"{describe_outcome(beyond)}, {page}")
    steps.call("assets with a limit of 0", "GET", "/v3/assets", query={"limit": 0})


@flow("Entries", "How long a query may be.", calls=5, answers=["query_length"])
def query_length(steps: Steps) -> None:
    content_type = create_content_type(steps)
    path = f"/v3/content_types/{content_type}/entries"
    queries = {f"{length:,} characters": json.dumps({"title": "a" * length}) for length in (4_000, 12_000, 40_000)}
    replies = {what: steps.call(what, "GET", path, query={"query": query}) for what, query in queries.items()}
    steps.answer("query_length", _describe(replies))


@flow("Content types", "Taxonomy fields of a content type, and terms of an entry.", calls=10, needs=[Need.TAXONOMIES])
def taxonomy_fields(steps: Steps) -> None:
    taxonomy = create_taxonomy(steps, "topics")
    field = make_taxonomy_field(taxonomy)
    schemas = {
        "two fields": [field, field | {"uid": "others"}],
        "in a group": [make_field("box", "group", schema=[field])],
        "unknown taxonomy": [make_taxonomy_field(steps.name("nowhere"))],
        "not multiple": [field | {"multiple": False}],
    }
    for what, fields in schemas.items():
        uid = steps.name(what.replace(" ", "_"))
        remove_content_type_later(steps, uid)
        steps.call(what, "POST", "/v3/content_types", json=make_content_type(uid, fields))


def _with(body: Document, **values: Any) -> Document:
    return {"content_type": body["content_type"] | values}


def _describe(replies: Mapping[str, Reply]) -> str:
    return "; ".join(f"{what}: {describe_outcome(reply)}" for what, reply in replies.items())
