"""HTML as people have it becomes rich text, and what has no form is reported."""

from typing import Any

import pytest

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    ProblemKind,
    Text,
    blockquote,
    bold,
    bullet_list,
    code_block,
    embed,
    entry,
    find,
    from_html,
    heading,
    image,
    inline_code,
    italic,
    line_break,
    link,
    list_item,
    numbered_list,
    paragraph,
    rule,
    social_embed,
    strikethrough,
    superscript,
    to_html,
    underline,
)

Nodes = list[Node | Text]


def with_style(text: str, **style: str) -> Text:
    return Text(text, {"style": {name.replace("_", "-"): value for name, value in style.items()}})


KEPT: dict[str, Nodes] = {
    "<p>a <b>b</b><strong> c</strong></p>": [paragraph("a ", bold("b c"))],
    "<p><i>a</i><em>b</em> <u>c</u></p>": [paragraph(italic("ab"), " ", underline("c"))],
    "<p><s>a</s><strike>b</strike><del>c</del></p>": [paragraph(strikethrough("abc"))],
    "<p>x<sup>2</sup> <code>a</code></p>": [paragraph("x", superscript("2"), " ", inline_code("a"))],
    "<p><b>a<i>b</i></b>c": [paragraph(bold("a"), bold(italic("b")), "c")],
    "<b>a<p>b</p></b>c": [paragraph(bold("a")), paragraph(bold("b")), paragraph("c")],
    "<b><p>a<p>b</b>": [paragraph(bold("a")), paragraph(bold("b"))],
    "<h1>a</h1><h6>b</h6>": [heading(1, "a"), heading(6, "b")],
    "<h2><p>a</p><div>b</div></h2>": [heading(2, "a"), heading(2, "b")],
    "  \n a \n\t b  ": [paragraph("a b")],
    "<p> a <b> b </b> c </p>": [paragraph("a ", bold("b "), "c")],
    "<p>a<b> b</b></p>": [paragraph("a", bold(" b"))],
    "<p>a&nbsp; b</p>": [paragraph("a\xa0 b")],
    "a<br>b": [paragraph("a", line_break(), "b")],
    "<p>a<br> b<br></p>": [paragraph("a", line_break(), "b", line_break())],
    "<p>a</p><br><p>b</p>": [paragraph("a"), paragraph(""), paragraph("b")],
    "<p></p><p> </p>": [paragraph(""), paragraph("")],
    "a<p>b</p>c": [paragraph("a"), paragraph("b"), paragraph("c")],
    "<hr>": [rule()],
    "<p>a<hr>b": [paragraph("a"), rule(), paragraph("b")],
    "<blockquote>a<p>b</p></blockquote>": [blockquote(Node("fragment", ["a"]), paragraph("b"))],
    "<div>a</div><div></div>": [Node("div", ["a"]), Node("div", [""])],
    "<pre>\n a\n  b\n</pre>": [code_block(" a\n  b")],
    '<pre><code class="language-python">a &lt; b\n</code></pre>': [code_block("a < b", language="python")],
    "<pre>a<div>b</div><p>c</p></pre>": [code_block("a\nb\nc")],
    "<pre>a<br>b</pre>": [code_block("a\nb")],
    '<a href="/a">a <b>b</b></a>': [paragraph(link("/a", "a ", bold("b")))],
    '<a href="/a"><h2>a</h2><p>b</p></a>': [heading(2, link("/a", "a")), paragraph(link("/a", "b"))],
    '<p>a <a name="x"></a>b</p>': [paragraph("a ", Node("a", [""], {"url": "", "id": "x"}), "b")],
    "<p><a>a</a></p>": [paragraph("a")],
    '<p><a href=" /a ">a</a></p>': [paragraph(link("/a", "a"))],
    "<ul><li>a<li>b</ul>": [bullet_list("a", "b")],
    "<ol><li>a<ul><li>b</ul>c</ol>": [
        numbered_list(list_item("a", bullet_list("b"), "c")),
    ],
    "<ul><li>a</li><ul><li>b</li></ul></ul>": [bullet_list(list_item("a", bullet_list("b")))],
    "<ul><ul><li>a</li></ul></ul>": [bullet_list(list_item(bullet_list("a")))],
    "<ul>a<p>b</p><li>c</ul>": [bullet_list("a", list_item(paragraph("b")), "c")],
    "<li>a<li>b<p>c": [bullet_list("a", list_item("b", paragraph("c")))],
    '<ul><li aria-level="1">a<li aria-level="2">b<li aria-level="1">c</ul>': [
        bullet_list(list_item("a", bullet_list("b")), "c")
    ],
    '<menu type="x"><li><br></li></menu>': [Node("ul", [Node("li", [""])], {"redactor-attributes": {"type": "x"}})],
    '<p><span style="font-weight: 700">a</span></p>': [paragraph(bold("a"))],
    '<p><b>a<span style="font-weight: normal">b</span></b></p>': [paragraph(bold("a"), "b")],
    '<p><span style="font-style: oblique; text-decoration: underline line-through">a</span></p>': [
        paragraph(strikethrough(underline(italic("a"))))
    ],
    '<p><span style="vertical-align: super; font-style: normal">a</span></p>': [paragraph(superscript("a"))],
    '<p><span style="color: red; font-size: 12px">a</span></p>': [
        paragraph(with_style("a", color="red", font_size="12px"))
    ],
    '<p><span style="background: yellow">a</span></p>': [paragraph(with_style("a", background_color="yellow"))],
    "<p><font color=red face=Arial size=5>a</font><font>b</font></p>": [
        paragraph(with_style("a", color="red", font_family="Arial", font_size="x-large"), "b")
    ],
    '<p><span class="k" id="i">a</span></p>': [paragraph(Text("a", classname="k", id="i"))],
    '<p style="text-align: right; color: red" class="k" lang="fr">a</p>': [
        Node(
            "p",
            ["a"],
            {
                "style": {"text-align": "right", "color": "red"},
                "class-name": "k",
                "redactor-attributes": {"lang": "fr"},
            },
        )
    ],
    '<p data-type="checked" data-checked="true">a</p>': [Node("check-list", ["a"], {"checked": True})],
    '<img src="/a.png" alt="A cat">': [image("/a.png", "A cat")],
    '<p>a <img src="/a.png"></p>': [paragraph("a ", image("/a.png"))],
    '<img src="/a.png"> <img src="/b.png">': [image("/a.png"), Text(" "), image("/b.png")],
    '<picture><source srcset="/b.webp"><img src="/a.png" srcset="/a2.png 2x" loading="lazy"></picture>': [
        image("/a.png")
    ],
    '<figure><img src="/a.png" alt="b"><figcaption>a  cat</figcaption></figure>': [
        image("/a.png", "b", caption="a cat")
    ],
    '<iframe src="https://www.youtube.com/embed/a"></iframe>': [embed("https://www.youtube.com/embed/a")],
    '<iframe src="https://www.facebook.com/plugins/post"></iframe>': [
        social_embed("https://www.facebook.com/plugins/post")
    ],
    '<embed src="/a.pdf">': [embed("/a.pdf")],
    "<!-- a --><p>b<!-- c --></p>": [paragraph("b")],
    "<!doctype html><html><head><title>t</title><meta charset=utf-8></head><body><p>a</p></body></html>": [
        paragraph("a")
    ],
    '<div data-sys-entry-uid="blt1" data-sys-content-type-uid="author" data-sys-entry-locale="fr-fr"'
    ' class="embedded-entry block-entry" sys-style-type="block"></div>': [entry("blt1", "author", locale="fr-fr")],
}
KEPT['<img src="/a.png"> <img src="/b.png">'] = [paragraph(image("/a.png"), " ", image("/b.png"))]


@pytest.mark.parametrize("html", KEPT)
def test_html_is_read_without_a_problem(html: str) -> None:
    doc = from_html(html)
    assert doc.to_dict() == Document(KEPT[html]).to_dict()
    assert doc.problems == []


REPORTED: dict[str, tuple[Nodes, list[str]]] = {
    "<script>a</script><p>b</p><script>c</script>": (
        [paragraph("b")],
        [
            "dropped: a script is no content (in head/script): 'a'",
            "dropped: a script is no content (in script[2]): 'c'",
        ],
    ),
    "<p>a</p><style>b</style>": (
        [paragraph("a")],
        ["dropped: a style sheet is no content (in style[2]): 'b'"],
    ),
    "<p>a<kbd>b</kbd></p>": (
        [paragraph("a", inline_code("b"))],
        ["replaced: `<kbd>` has no form; its text got one that looks like it (in p[1]/kbd): 'b'"],
    ),
    "<mark>a</mark>": (
        [paragraph(with_style("a", background_color="yellow"))],
        ["replaced: `<mark>` has no form; its text got one that looks like it (in mark[1]): 'a'"],
    ),
    "<p><q>a</q></p>": (
        [paragraph("“a”")],
        ["replaced: `<q>` has no form; it became quotation marks (in p[1]/q): 'a'"],
    ),
    "<section>a<p>b</p></section>c": (
        [paragraph("a"), paragraph("b"), paragraph("c")],
        ["replaced: `<section>` has no form; what is in it was kept (in section[1]): 'ab'"],
    ),
    "<dl><dt>a<dd>b<dd><p>c</dl>": (
        [paragraph(bold("a")), paragraph("b"), paragraph("c")],
        ["replaced: `<dl>` has no form; what is in it was kept (in dl[1]): 'abc'"],
    ),
    "<details><summary>a</summary>b</details>": (
        [paragraph(bold("a")), paragraph("b")],
        ["replaced: `<details>` has no form; what is in it was kept (in details[1]): 'ab'"],
    ),
    "<my-tag>a</my-tag>": (
        [paragraph("a")],
        ["replaced: `<my-tag>` has no form; what is in it was kept (in my-tag[1]): 'a'"],
    ),
    '<p><abbr title="t">a</abbr></p>': (
        [paragraph("a")],
        ["replaced: `<abbr>` has no form; what is in it was kept, without title (in p[1]/abbr): 'a'"],
    ),
    "<p><time datetime=2026 a b c d e f g=1>a</time></p>": (
        [paragraph("a")],
        [
            (
                "replaced: `<time>` has no form; what is in it was kept, without datetime, a, b, c, d, e, …"
                " (in p[1]/time): 'a'"
            )
        ],
    ),
    "<p><kbd class=a>a</kbd></p>": (
        [paragraph(inline_code("a"))],
        ["replaced: `<kbd>` has no form; its text got one that looks like it, without class (in p[1]/kbd): 'a'"],
    ),
    "<p><q cite=/b>a</q></p>": (
        [paragraph("“a”")],
        ["replaced: `<q>` has no form; it became quotation marks, without cite (in p[1]/q): 'a'"],
    ),
    "<p><bdi dir=rtl>a</bdi></p>": (
        [paragraph("a")],
        ["replaced: `<bdi>` has no form; what is in it was kept, without dir (in p[1]/bdi): 'a'"],
    ),
    "<p><span lang=he dir=rtl>a</span></p>": (
        [paragraph("a")],
        ["dropped: text has no form for the attributes lang, dir of `<span>` (in p[1]/span): 'a'"],
    ),
    '<p style="background: url(javascript:a()); color: red">a</p>': (
        [Node("p", ["a"], {"style": {"color": "red"}})],
        ["dropped: the style background could run a script, or cannot be written"],
    ),
    '<p><math><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="tex">x^2</annotation></math> a</p>': (
        [paragraph("x2 a")],
        ["replaced: `<math>` has no form; its text was kept (in p[1]/math): 'x2x^2'"],
    ),
    '<object><param name="movie" value="/a"><embed src="/b.swf"></object>': (
        [embed("/b.swf")],
        ["replaced: `<object>` has no form; it became an embed (in object[1])"],
    ),
    "<object>a</object>": (
        [paragraph("")],
        ["dropped: `<object>` was left out: it has no URL that is safe (in object[1]): 'a'"],
    ),
    "<p><![CDATA[a > b & <c>]]></p>": ([paragraph("a > b & <c>")], []),
    '<oembed url="https://example.com/a"></oembed>': ([embed("https://example.com/a")], []),
    '<iframe src="about:blank" data-src="/a"></iframe>': ([embed("/a")], []),
    '<img srcset="/a.png 300w, /b,c.png 1200w, /d.png 600w">': ([image("/b,c.png")], []),
    '<img src="data:image/gif;base64,R0" data-srcset="/a.png 1x, /b.png 2.5x">': ([image("/b.png")], []),
    '<picture><source srcset="/a.webp"><img alt=""></picture>': (
        [Node("img", [""], {"url": "/a.webp", "redactor-attributes": {"alt": ""}})],
        [],
    ),
    "<table><caption>a <i>b</i></caption><tr><td>c</table>": (
        [
            paragraph("a b"),
            Node(
                "table", [Node("tbody", [Node("tr", [Node("td", ["c"])])])], {"rows": 1, "cols": 1, "colWidths": [250]}
            ),
        ],
        [
            (
                "replaced: `<caption>` has no form; it became a paragraph before the table, without its formats"
                " (in table[1]/caption): 'a b'"
            )
        ],
    ),
    '<p><b title="t">a</b></p>': (
        [paragraph(bold("a"))],
        ["dropped: text has no form for the attributes title of `<b>` (in p[1]/b): 'a'"],
    ),
    '<video><source src="/a.mp4"></video>': (
        [embed("/a.mp4")],
        ["replaced: `<video>` has no form; it became an embed (in video[1])"],
    ),
    "<audio></audio>": (
        [paragraph("")],
        ["dropped: `<audio>` was left out: it has no URL that is safe (in audio[1])"],
    ),
    "<p>a</p><img>": (
        [paragraph("a")],
        ["dropped: an image was left out: it has no URL (in img[2])"],
    ),
    '<iframe srcdoc="a"></iframe>': (
        [paragraph("")],
        ["dropped: the page that is written out in a frame (`srcdoc`) has no form (in iframe[1])"],
    ),
    "<iframe></iframe>": ([paragraph("")], ["dropped: a frame was left out: no URL (in iframe[1])"]),
    "<svg><text>a</text></svg>": ([paragraph("")], ["dropped: a drawing has no form (in svg[1]): 'a'"]),
    "<ul><li><input type=checkbox>a</ul>": (
        [bullet_list("a")],
        ["dropped: a form field has no form (in ul[1]/li/input)"],
    ),
    "<figure><table><tr><td>a</table><figcaption>b</figcaption></figure>": (
        [
            Node(
                "table", [Node("tbody", [Node("tr", [Node("td", ["a"])])])], {"rows": 1, "cols": 1, "colWidths": [250]}
            ),
            paragraph("b"),
        ],
        ["replaced: `<figure>` has no form; what is in it was kept (in figure[1]): 'ab'"],
    ),
    "<figure><img src=/a><figcaption><b>c</b></figcaption></figure>": (
        [image("/a", caption="c")],
        ["replaced: a caption has no formats; its text was kept (in figure[1]): 'c'"],
    ),
    "<p onclick=a()>b</p>": (
        [paragraph("b")],
        ["dropped: the attribute onclick of `<p>` could run a script (in p[1]): 'b'"],
    ),
    '<p><a href="javascript:a()">b</a></p>': (
        [paragraph("b")],
        ["dropped: a link to 'javascript:a()' could run a script; what it was on was kept (in p[1]/a): 'b'"],
    ),
    '<figure><a href="javascript:a()"><img src="/a"></a></figure>': (
        [image("/a")],
        ["dropped: a link to 'javascript:a()' could run a script; what it was on was kept (in figure[1])"],
    ),
    "<table><caption>a</caption><tfoot><tr><td>b</table>": (
        [
            paragraph("a"),
            Node(
                "table", [Node("tbody", [Node("tr", [Node("td", ["b"])])])], {"rows": 1, "cols": 1, "colWidths": [250]}
            ),
        ],
        [
            "replaced: `<caption>` has no form; it became a paragraph before the table (in table[1]/caption): 'a'",
            "replaced: `<tfoot>` has no form; its rows are in a body of the table (in table[1]/tfoot): 'b'",
        ],
    ),
}


@pytest.mark.parametrize("html", REPORTED)
def test_what_has_no_form_becomes_the_nearest_and_is_reported(html: str) -> None:
    nodes, problems = REPORTED[html]
    doc = from_html(html)
    assert doc.to_dict() == Document(nodes).to_dict()
    assert [str(problem) for problem in doc.problems] == problems


def test_a_problem_can_be_read_by_programs() -> None:
    (problem,) = from_html(f"<p>a</p><div><p><small>{'long ' * 40}</small></p></div>").problems
    assert problem.kind is ProblemKind.REPLACED
    assert problem.where == "div[2]/p/small"
    assert problem.excerpt.startswith("long long")
    assert problem.excerpt.endswith("…")
    assert len(problem.excerpt) == 60


def test_problems_are_no_part_of_the_json() -> None:
    doc = from_html("<script></script>")
    assert doc.problems
    assert "problems" not in doc.to_dict()
    assert doc == from_html("")


def read_cells(html: str) -> list[list[Any]]:
    """Return the rows of a table: texts, and None for void cells."""
    rows = find(from_html(html), "tr")
    return [
        [None if cell.attrs.get("void") else cell.text for cell in row.children if isinstance(cell, Node)]
        for row in rows
    ]


def test_cells_that_are_covered_are_void() -> None:
    assert read_cells("<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>") == [
        ["a", None, "b"],
        ["c", "d", "e"],
    ]
    assert read_cells("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>") == [["a", "b"], [None, "c"]]
    assert read_cells("<table><tr><td>a<td rowspan=2>b<tr><td>c</table>") == [["a", "b"], ["c", None]]
    assert read_cells("<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c</table>") == [
        ["a", None, "b"],
        [None, None, "c"],
    ]
    assert read_cells("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>") == [
        ["a", "b"],
        [None, "c"],
        [None, "d"],
    ]
    assert read_cells("<table><tr><td rowspan=9 colspan=x>a<tr><td>b</table>") == [["a"], [None, "b"]]


def test_rows_that_a_cell_connects_are_a_group() -> None:
    doc = from_html("<table><tr><td rowspan=2>a<td>b<tr><td rowspan=2>c<tr><td>d<tr><td>e<td>f</table>")
    (body,) = find(doc, "tbody")
    assert [row.type for row in body.children if isinstance(row, Node)] == ["trgrp", "tr"]
    (table,) = find(doc, "table")
    assert table.attrs == {"rows": 4, "cols": 2, "colWidths": [250, 250]}
    spans = [cell.attrs.get("rowSpan") for cell in find(doc, "td")]
    assert spans == [2, None, None, 2, None, None, None, None]


@pytest.mark.parametrize(
    ("columns", "widths"),
    [
        ('<col style="width: 100px"><col width="50">', [100, 50]),
        ('<col span="2" width="80px">', [80, 80]),
        ('<col width="10">', [10, 250]),
        ('<col style="width: 5em"><col width="50%">', [250, 250]),
        ('<col width="1"><col width="2"><col width="3">', [1, 2]),
        ("<col span=9999 width=10>", [10, 250]),
    ],
)
def test_widths_of_columns_are_kept(columns: str, widths: list[int]) -> None:
    doc = from_html(f"<table><colgroup>{columns}</colgroup><tr><td>a<td>b</table>")
    assert next(find(doc, "table")).attrs["colWidths"] == widths


def test_a_wide_span_is_bounded() -> None:
    doc = from_html("<table><tr><td colspan=99999>a</table>")
    assert next(find(doc, "table")).attrs["cols"] == 1000
    assert read_cells("<table><tr><td colspan=999999999999>a</table>") == [["a"]]


@pytest.mark.parametrize("html", ["<tr><td colspan=1000>a" * 2000, "<tr><td rowspan=2000 colspan=9>a" * 2000])
def test_spans_cannot_ask_for_millions_of_cells(html: str) -> None:
    doc = from_html(f"<table>{html}</table>")
    assert len(list(find(doc, "td"))) <= 102_000
    assert str(doc.problems[-1]).startswith("replaced: cells span more than 100,000 others")


def test_a_cdata_section_without_an_end_is_a_comment() -> None:
    assert from_html("<p>a<![CDATA[b").text == "a"
    assert from_html("<p>a<![CDATA[b]]>c<![CDATA[d]]>").text == "abcd"


@pytest.mark.parametrize("language", [None, "python"])
@pytest.mark.parametrize("text", ["\na", "\n\na", "a\n"])
@pytest.mark.parametrize("is_bold", [True, False])
def test_line_breaks_around_code_are_kept(language: str | None, text: str, is_bold: bool) -> None:
    doc = Document([code_block(text, language=language)])
    if is_bold:
        doc = Document([Node("code", [bold(text)], dict(code_block("", language=language).attrs))])
    assert from_html(to_html(doc)) == doc
