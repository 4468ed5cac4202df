"""Flows about lists and queries of entries."""

from contentstack_cma_testing.parity.building import entry_path, make_field, post_entry, read_all
from contentstack_cma_testing.parity.describing import describe_outcome, describe_shape
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Entries"


@flow(TAG, "Which queries of entries are rejected.", calls=11, answers=["query_operators", "unknown_query_field"])
def query_errors(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("size", "number"))
    post_entry(steps, "create", content_type, {"title": "One", "size": 1})
    queries = {
        "two empty conditions": '{"$and":[{},{}]}',
        "an empty list of conditions": '{"$or":[]}',
        "no JSON": "{title",
        "an unknown operator": '{"size":{"$almost":1}}',
        "$in without a list": '{"size":{"$in":1}}',
        "a text for a number": '{"size":{"$gt":"a"}}',
        "an expression that is not valid": '{"title":{"$regex":"("}}',
    }
    replies = {what: _query(steps, content_type, what, text) for what, text in queries.items()}
    rejected = [f"{what}: {describe_outcome(reply)}" for what, reply in replies.items() if not reply.is_success]
    steps.answer("query_operators", "; ".join(rejected) or "none rejected")
    unknown_field = _query(steps, content_type, "an unknown field", '{"no_such_field":"a"}')
    found = read_all(unknown_field, "entries", "title")
    steps.answer(
        "unknown_query_field", f"{describe_outcome(unknown_field)}, {'matches nothing' if not found else 'ignored'}"
    )


@flow(TAG, "Which entries a query matches.", calls=12)
def query_matches(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("size", "number"), make_field("words", multiple=True))
    post_entry(steps, "create one", content_type, {"title": "One", "size": 1, "words": ["a", "b"], "tags": ["x"]})
    post_entry(steps, "create two", content_type, {"title": "Two", "size": 2, "words": ["b"]})
    post_entry(steps, "create three", content_type, {"title": "three", "words": []})
    queries = {
        "word of a list": '{"words":"b"}',
        "not equal": '{"size":{"$ne":1}}',
        "exists": '{"size":{"$exists":true}}',
        "exists not": '{"size":{"$exists":false}}',
        "expression with options": '{"title":{"$regex":"^T","$options":"i"}}',
        "tag": '{"tags":"x"}',
        "null": '{"size":null}',
    }
    for what, text in queries.items():
        reply = _query(steps, content_type, what, text)
        steps.order(f"matches of {what}", sorted(read_all(reply, "entries", "title")))


@flow(TAG, "Entries are listed newest first, or as asked.", calls=9)
def sort_entries(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("size", "number"))
    for title, size in (("b", 2), ("A", 10), ("c", None)):
        post_entry(steps, f"create {title}", content_type, {"title": title, "size": size})
    path = f"/v3/content_types/{content_type}/entries"
    sorts: dict[str, dict[str, str]] = {"default": {}, "asc title": {"asc": "title"}, "desc size": {"desc": "size"}}
    for what, query in sorts.items():
        reply = steps.call(f"list, {what}", "GET", path, query=query)
        steps.order(what, read_all(reply, "entries", "title"))
    steps.call("list by a field that is not there", "GET", path, query={"asc": "no_such_field"})


@flow(TAG, "Counting entries without reading them.", calls=6, answers=["count_only"])
def count_entries(steps: Steps) -> None:
    content_type = create_content_type(steps)
    for title in ("One", "Two"):
        post_entry(steps, f"create {title}", content_type, {"title": title})
    path = f"/v3/content_types/{content_type}/entries"
    steps.call("list with the count", "GET", path, query={"include_count": "true", "limit": 1})
    reply = steps.call("count only", "GET", path, query={"count": "true"})
    steps.answer(
        "count_only",
        f"the response is {describe_shape(reply.json)}; `entries` is {describe_shape(reply.find('entries'))}",
    )


@flow(
    TAG,
    "Query parameters that are unknown, or have values that are not as described.",
    calls=9,
    answers=["unknown_parameters"],
)
def send_parameters(steps: Steps) -> None:
    content_type = create_content_type(steps)
    created = post_entry(steps, "create", content_type, {"title": "One"})
    queries = {
        "unknown parameter": {"no_such_parameter": "1"},
        "draft": {"apply_draft": "true"},
        "flag of 1": {"include_count": "1"},
        "flag in words": {"include_count": "yes"},
        "empty locale": {"locale": ""},
        "include of an unknown field": {"include[]": "no_such_field"},
    }
    path = entry_path(content_type, created.require("entry", "uid")).rpartition("/")[0]
    replies = {what: steps.call(what, "GET", path, query=query) for what, query in queries.items()}
    steps.answer(
        "unknown_parameters", "; ".join(f"{what}: {describe_outcome(reply)}" for what, reply in replies.items())
    )


def _query(steps: Steps, content_type: str, what: str, text: str) -> Reply:
    return steps.call(f"query: {what}", "GET", f"/v3/content_types/{content_type}/entries", query={"query": text})
