"""The tree of rich text: lossless, comparable, of any depth; made by functions, and walked through."""

import copy
from typing import Any

import pytest

from contentstack_cma_toolkit.rich_text import (
    Document,
    Mark,
    Node,
    Reference,
    ReferenceKind,
    Text,
    asset,
    bold,
    bullet_list,
    code_block,
    entry,
    find,
    from_json,
    heading,
    image,
    italic,
    line_break,
    link,
    list_item,
    numbered_list,
    paragraph,
    references,
    replace,
    table,
    to_json,
    walk,
)

DEEP = 20_000

UNUSUAL: dict[str, dict[str, Any]] = {
    "empty": {},
    "unknown type": {"type": "mention", "uid": "u", "attrs": {"user": "x", "deep": {"a": [1, None]}}, "children": []},
    "unknown keys": {"type": "p", "children": [], "meta": {"id": 1}, "checked": True, "_version": 3},
    "unknown marks": {"type": "p", "children": [{"text": "a", "glow": True, "color": "red", "comment": {"by": "x"}}]},
    "text with attributes": {
        "type": "p",
        "children": [{"text": "a", "attrs": {}}, {"text": "b", "attrs": {"style": {}}}],
    },
    "text with odd attributes": {"type": "p", "children": [{"text": "a", "attrs": None}, {"text": "b", "attrs": []}]},
    "no attributes": {"type": "trgrp", "children": [{"type": "tr", "children": []}]},
    "null keys": {"type": None, "uid": None, "attrs": None, "children": None},
    "odd keys": {"type": 5, "uid": ["a"], "attrs": [1], "children": "x"},
    "text that is no string": {"type": "p", "children": [{"text": None}, {"text": 5, "bold": True}]},
    "text with children": {"text": "a", "children": [{"text": "b"}]},
    "break": {"type": "p", "children": [{"text": "\n", "break": False, "separaterId": "x"}]},
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_nobody_knows_is_kept(name: str) -> None:
    given = UNUSUAL[name]
    before = copy.deepcopy(given)
    assert Node.from_dict(given).to_dict() == before
    assert given == before


def test_a_tree_shares_nothing_with_its_json() -> None:
    given = {"type": "doc", "children": [{"type": "p", "attrs": {"style": {"color": "red"}}, "children": []}]}
    doc = from_json(given)
    made = doc.to_dict()
    made["children"][0]["attrs"]["style"]["color"] = "blue"
    next(find(doc, "p")).attrs["style"]["color"] = "green"
    assert given["children"][0]["attrs"] == {"style": {"color": "red"}}  # type: ignore[index]
    assert made["children"][0]["attrs"] == {"style": {"color": "blue"}}


@pytest.mark.parametrize("value", [None, "<p>", [], {}, {"children": None}, 5])
def test_a_field_without_rich_text_is_named(value: object) -> None:
    with pytest.raises(ValueError, match=r"holds an object with `children`, not .*an empty field is None"):
        from_json(value)


@pytest.mark.parametrize("child", [None, "text", 5, ["a"]])
def test_a_child_that_is_no_object_is_named(child: object) -> None:
    with pytest.raises(ValueError, match=r"children\[1\] of 'p' must be a JSON object, not"):
        Node.from_dict({"type": "doc", "children": [{"type": "p", "children": [{"text": "a"}, child]}]})


def test_a_text_needs_a_string() -> None:
    with pytest.raises(ValueError, match="needs a string as `text`, not None"):
        Text.from_dict({"bold": True})


def test_every_node_gets_a_uid_once() -> None:
    doc = Document([paragraph("a"), bullet_list("b")])
    first = to_json(doc)
    uids = [node.uid for node in walk(doc) if isinstance(node, Node)]
    assert len(uids) == len(set(uids)) == 4
    assert all(uid and len(uid) == 32 for uid in uids)
    assert to_json(doc) == first == to_json(from_json(first))


def test_nodes_are_equal_if_their_json_is() -> None:
    assert paragraph("a", bold("b")) == paragraph("a", Text("b", bold=True))
    assert paragraph("a") != paragraph("b")
    assert paragraph("a") != paragraph(bold("a"))
    assert paragraph("a") != heading(1, "a")
    assert paragraph("a") != paragraph("a", "b")
    assert paragraph("a") != Node("p", ["a"], {"id": "x"})
    assert paragraph(Node("span")) != paragraph("")
    assert Text("a") != "a"
    assert paragraph("a") != "a"


@pytest.mark.parametrize("value", [Text("a"), paragraph("a"), Document()])
def test_what_can_change_has_no_hash(value: object) -> None:
    with pytest.raises(TypeError):
        hash(value)


def test_a_deep_tree_is_no_problem() -> None:
    doc = Document()
    node: Node = doc
    for _ in range(DEEP):
        inner = Node("div")
        node.children.append(inner)
        node = inner
    node.children.append(Text("deep"))
    again = Document.from_dict(to_json(doc))
    assert again == doc
    assert doc.text == "deep"
    assert doc.copy() == doc
    assert len(list(walk(doc))) == DEEP + 2
    assert "div" in repr(doc.children[0])


def test_repr_shows_what_it_is() -> None:
    assert repr(Text("a", bold=True)) == "Text('a', bold=True)"
    assert repr(link("/a", "b")) == "Node('a', 1 children, attrs={'url': '/a'})"
    assert len(repr(Text("a" * 1000))) < 100


def test_marks_and_styles_are_read() -> None:
    text = bold(italic("a"))
    assert (text.has(Mark.BOLD), text.has("italic"), text.has(Mark.UNDERLINE)) == (True, True, False)
    assert Text("a", {"style": {"color": "red", "odd": 5}}).style == {"color": "red"}
    assert Text("a").style == Text("a", {"style": None}).style == {}
    assert Node("p", attrs={"style": {"text-align": "left"}}).style == {"text-align": "left"}


def test_a_mark_does_not_change_what_it_is_put_on() -> None:
    plain = Text("a", {"style": {"color": "red"}})
    assert bold(plain).to_dict() == {"text": "a", "bold": True, "attrs": {"style": {"color": "red"}}}
    assert plain.marks == {}


def test_the_builder_makes_the_json_of_the_editor() -> None:
    made = bullet_list("one", list_item("two", numbered_list("deeper", start=3)))
    assert made.to_dict() == {
        "type": "ul",
        "attrs": {},
        "children": [
            {"type": "li", "attrs": {}, "children": [{"text": "one"}]},
            {
                "type": "li",
                "attrs": {},
                "children": [
                    {"type": "fragment", "attrs": {}, "children": [{"text": "two"}]},
                    {
                        "type": "ol",
                        "attrs": {"redactor-attributes": {"start": "3"}},
                        "children": [{"type": "li", "attrs": {}, "children": [{"text": "deeper"}]}],
                    },
                ],
            },
        ],
    }
    assert link("/a").children == [Text("/a")]
    assert line_break().to_dict() == {"text": "\n", "break": False}
    assert paragraph().children == [Text("")]
    assert code_block("a", language="python").attrs == {"language": "python"}
    assert image("/a.png", "A cat", caption="c").attrs == {
        "url": "/a.png",
        "redactor-attributes": {"alt": "A cat"},
        "caption": "c",
    }


def test_a_table_has_its_sizes() -> None:
    made = table([["1", "2"], [bold("3"), Node("td", [paragraph("4")])]], header=["a", "b"])
    assert made.attrs == {"rows": 3, "cols": 2, "colWidths": [250, 250]}
    assert [group.type for group in made.children if isinstance(group, Node)] == ["thead", "tbody"]
    assert [node.text for node in find(made, "th")] == ["a", "b"]
    assert [node.text for node in find(made, "td")] == ["1", "2", "3", "4"]
    assert table([]).attrs == {"rows": 0, "cols": 0, "colWidths": []}


@pytest.mark.parametrize("level", [0, 7, -1])
def test_a_heading_has_six_levels(level: int) -> None:
    with pytest.raises(ValueError, match=f"a level from 1 to 6, not {level}"):
        heading(level, "a")


def build_page() -> Document:
    return Document([heading(1, "a"), paragraph("b", link("/1", "c"), link("/2", bold("d"))), bullet_list("e")])


def test_walk_visits_all_in_the_order_of_the_text() -> None:
    texts = [node.text for node in walk(build_page()) if isinstance(node, Text)]
    assert texts == ["a", "b", "c", "d", "e"]


def test_find_takes_a_type_or_a_function() -> None:
    page = build_page()
    assert [node.attrs["url"] for node in find(page, "a")] == ["/1", "/2"]
    assert [node.text for node in find(page, lambda node: node.type in {"h1", "li"})] == ["a", "e"]
    assert next(find(page, "doc")) is page


def test_replace_puts_in_what_is_made() -> None:
    page = build_page()
    assert replace(page, "h1", lambda node: heading(2, *node.children)) == 1
    assert replace(page, "a", lambda node: node.children) == 2
    assert replace(page, "ul", lambda _node: None) == 1
    assert replace(page, "ul", lambda _node: None) == 0
    assert page == Document([heading(2, "a"), paragraph("b", "c", bold("d"))])


def test_replace_searches_only_what_it_leaves() -> None:
    nested = Document([Node("div", [Node("div", ["a"])])])
    assert replace(nested, "div", lambda node: Node("div", [node])) == 1
    seen: list[Node] = []

    def look(node: Node) -> Node:
        seen.append(node)
        return node

    assert replace(nested, "div", look) == 0
    assert len(seen) == 3


def test_references_say_what_they_refer_to() -> None:
    nodes = [
        asset("blt1"),
        entry("blt2", "author", locale="fr-fr"),
        Node("a", ["b"], {"url": "/x", "data-sys-asset-uid": "blt3"}),
        Node("reference", attrs={"type": "entry"}),
        Node("mention", attrs={"asset-uid": "blt4"}),
        Node("reference", attrs={"asset-uid": 5}),
        link("/a"),
    ]
    found = list(references(Document([paragraph(*nodes)])))
    assert found == [
        Reference(ReferenceKind.ASSET, "blt1", "sys_assets", None, nodes[0]),
        Reference(ReferenceKind.ENTRY, "blt2", "author", "fr-fr", nodes[1]),
        Reference(ReferenceKind.ASSET, "blt3", None, None, nodes[2]),
    ]
