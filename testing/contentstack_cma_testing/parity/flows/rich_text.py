"""Flows about JSON rich text."""

from typing import Any

from contentstack_cma_testing.parity.building import Document, entry_path, make_rich_text, post_entry, put_entry
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Entries"
FIELD = "body"
GIVEN = "0123456789abcdef0123456789abcdef"
"""A uid of a node, as an editor gives it."""


@flow(TAG, "Uids of the nodes of JSON rich text.", calls=7, answers=["rich_text_node_uids"])
def node_uids(steps: Steps) -> None:
    content_type = create_content_type(steps, make_rich_text(FIELD))
    without = post_entry(steps, "without uids", content_type, {"title": "One", FIELD: _document(_paragraph("a"))})
    equal = _document(_paragraph("a", uid=GIVEN), _paragraph("b", uid=GIVEN))
    twice = post_entry(steps, "with equal uids", content_type, {"title": "Two", FIELD: equal})
    path = entry_path(content_type, without.require("entry", "uid"))
    first = steps.call("get", "GET", path)
    put_entry(steps, "update without a change", path, {"title": "One", FIELD: first.find("entry", FIELD)})
    second = steps.call("get again", "GET", path)
    made = "given" if _node_uid(first, 0) else "not given"
    kept = "kept" if _node_uid(twice, 0) == _node_uid(twice, 1) == GIVEN else "not kept"
    stable = "stays" if _node_uid(first, 0) == _node_uid(second, 0) else "changes"
    text = "has one" if first.find("entry", FIELD, "children", 0, "children", 0, "uid") else "has none"
    fact = (
        f"without uids: {made}, text {text}; equal uids: {describe_outcome(twice)}, {kept}; on update the uid {stable}"
    )
    steps.answer("rich_text_node_uids", fact)


@flow(
    TAG,
    "Documents of JSON rich text that are not as the editor writes them.",
    calls=9,
    answers=["rich_text_unknown_nodes"],
)
def unknown_nodes(steps: Steps) -> None:
    content_type = create_content_type(steps, make_rich_text(FIELD))
    documents: dict[str, Any] = {
        "unknown node": _document(_paragraph("a") | {"type": "no_such_node"}),
        "paragraph as the root": _paragraph("a"),
        "no type": {"children": [_paragraph("a")]},
        "no children": {"type": "doc", "attrs": {}},
        "text at the top": _document({"text": "a"}),
        "HTML": "<p>a</p>",
        "empty object": {},
    }
    facts: list[str] = []
    for what, document in documents.items():
        reply = post_entry(steps, what, content_type, {"title": what, FIELD: document})
        facts.append(f"{what}: {describe_outcome(reply)}")
    steps.answer("rich_text_unknown_nodes", "; ".join(facts))


@flow(TAG, "Entries embedded in JSON rich text.", calls=8)
def embed_entry(steps: Steps) -> None:
    target = create_content_type(steps, what="target")
    owner = create_content_type(steps, make_rich_text(FIELD, reference_to=[target, "sys_assets"]), what="owner")
    uid = post_entry(steps, "create the target", target, {"title": "Target"}).require("entry", "uid")
    reply = post_entry(steps, "create the owner", owner, {"title": "One", FIELD: _document(_embed(target, uid))})
    path = entry_path(owner, reply.require("entry", "uid"))
    steps.call("get", "GET", path)
    steps.call("get with the embedded items", "GET", path, query={"include_embedded_items[]": "BASE"})


def _document(*children: Document) -> Document:
    return {"type": "doc", "attrs": {}, "children": list(children)}


def _paragraph(text: str, **keys: Any) -> Document:
    node: Document = {"type": "p", "attrs": {}, "children": [{"text": text}]}
    return node | keys


def _embed(content_type: str, entry: str) -> Document:
    attributes = {
        "type": "entry",
        "entry-uid": entry,
        "content-type-uid": content_type,
        "locale": "en-us",
        "display-type": "block",
    }
    return {"type": "reference", "attrs": attributes, "children": [{"text": ""}]}


def _node_uid(reply: Reply, index: int) -> object:
    return reply.find("entry", FIELD, "children", index, "uid")
