"""What is not HTML, not whole or not reasonable is read as far as it goes, or named."""

import pytest

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    find,
    from_html,
    from_markdown,
    paragraph,
    to_html,
    to_json,
    to_markdown,
    to_text,
    walk,
)

READERS = [from_html, from_markdown]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("value", [None, 5, ["<p>"], Document()])
def test_what_is_no_string_is_named(read: object, value: object) -> None:
    with pytest.raises(TypeError, match=r"from_(html|markdown)\(\) needs (HTML|Markdown) as str, not"):
        read(value)  # type: ignore[operator]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("value", [b"<p>a</p>", bytearray(b"a")])
def test_bytes_must_be_decoded(read: object, value: bytes) -> None:
    with pytest.raises(TypeError, match=r'decode it, for example \.decode\("utf-8"\)'):
        read(value)  # type: ignore[operator]


@pytest.mark.parametrize(
    "html", ["", " \n ", "<!-- a -->", "<p>", "</p>", "<", "<>", "<html>", "<frameset></frameset>"]
)
def test_nothing_is_a_document_all_the_same(html: str) -> None:
    doc = from_html(html)
    assert isinstance(doc.children[0], Node)
    assert doc.children[0].type == "p"
    assert to_json(doc)["children"][0]["children"][0]["text"] in {"", "<", "<>"}


@pytest.mark.parametrize("read", READERS)
def test_nothing_is_one_empty_paragraph(read: object) -> None:
    assert read("") == Document([paragraph("")])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<p>a<b>b", "<p>a<strong>b</strong></p>"),
        ("<ul><li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("a</b></p></div>b", "<p>a</p><p></p><p>b</p>"),
        ("<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<table>a<tr><td>b", "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>"),
        ("<p>a<script>b", "<p>a</p>"),
        ("<p title='a>b</p>", "<p></p>"),
        ("<p>a &lt b &unknown; &#0; &#xD800;", "<p>a &lt; b &amp;unknown; \ufffd \ufffd</p>"),
        ("<p>a < b</p>", "<p>a &lt; b</p>"),
        ("<td>a", "<p>a</p>"),
        ("<li><ul>a", "<ul><li><ul><li>a</li></ul></li></ul>"),
    ],
)
def test_broken_html_is_read_as_browsers_read_it(html: str, written: str) -> None:
    assert to_html(from_html(html)) == written


@pytest.mark.parametrize("read", READERS)
def test_nul_characters_are_dropped_and_reported(read: object) -> None:
    doc = from_html("<p>a\0b\0</p>")
    assert to_html(doc) == "<p>ab</p>"
    assert [str(problem) for problem in doc.problems] == ["dropped: 2 NUL characters are no text"]
    assert "\0" not in to_html(read("a\0b"))  # type: ignore[operator]


@pytest.mark.parametrize("read", READERS)
def test_halves_of_surrogate_pairs_are_replaced_and_reported(read: object) -> None:
    doc: Document = read("a\ud83d b\udc00")  # type: ignore[operator]
    assert doc.text == "a\ufffd b\ufffd"
    assert [str(problem) for problem in doc.problems] == [
        "replaced: 2 halves of surrogate pairs are no text; each became U+FFFD"
    ]


@pytest.mark.parametrize(
    "tag", ["div", "b", "span", "blockquote", "ul", "section", "font", "i", "td", "pre", "unknown"]
)
def test_deep_nesting_is_bounded(tag: str) -> None:
    doc = from_html(f"<{tag}>" * 10_000 + "deep")
    assert doc.text == "deep"
    to_json(doc)
    html = to_html(doc)
    assert html.count("<") < 1000
    assert "deep" in to_markdown(doc)
    assert to_text(doc) == "deep"


def test_deep_nesting_is_reported_once() -> None:
    (problem,) = from_html("<div>" * 10_000 + "deep").problems
    assert str(problem) == (
        "replaced: blocks are nested deeper than 36; what is deeper is in the block at this depth"
        " (in div[1]/…/div/div/div/div/div)"
    )


def test_deep_lists_and_tables_keep_their_text() -> None:
    doc = from_html("<ul><li>a" * 300 + "<table><tr><td>" * 300 + "b")
    assert doc.text == "a" * 300 + "b"


def test_a_deep_tree_can_be_written() -> None:
    doc = Document()
    node: Node = doc
    for _ in range(5_000):
        inner = Node("blockquote")
        node.children.append(inner)
        node = inner
    node.children.append(paragraph("deep"))
    assert to_html(doc).count("<blockquote>") == 5_000
    assert to_text(doc) == "deep"


def test_huge_attributes_and_texts_are_kept() -> None:
    huge = "x" * 1_000_000
    doc = from_html(f'<p class="{huge}" data-x="{huge}">{huge}</p><p><a href="/{huge}">a</a></p>')
    (first, second) = find(doc, "p")
    assert (first.attrs["class-name"], first.text) == (huge, huge)
    assert first.attrs["redactor-attributes"] == {"data-x": huge}
    assert next(find(second, "a")).attrs["url"] == f"/{huge}"
    assert len(repr(first.children[0])) < 100


def test_many_problems_are_all_there() -> None:
    doc = from_html("<p><kbd>a</kbd></p>" * 1_000)
    assert [problem.where for problem in doc.problems][::999] == ["p[1]/kbd", "p[1000]/kbd"]
    assert len(list(walk(doc))) == 2_001
