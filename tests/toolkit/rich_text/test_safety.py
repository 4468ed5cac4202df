"""Nothing that could run a script gets from HTML into rich text, or from rich text into a page."""

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    Reference,
    Text,
    asset,
    embed,
    entry,
    from_html,
    image,
    link,
    paragraph,
    to_html,
    to_markdown,
)

SCRIPTS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "  javascript:alert(1)",
    "\tjava\nscript\r:alert(1)",
    "\x01javascript:alert(1)",
    "java\x00script:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "&amp;#106;avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java\u200bscript:alert(1)",
    "%6Aavascript:alert(1)",
    "vbscript:msgbox(1)",
    "VBScript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    " data : text/html,a",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "livescript:a",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "jar:view-source:data:text/html,a",
]
SAFE = [
    "https://example.com/a?b=javascript:c&d=1",
    "/javascript:a",
    "#data:a",
    "mailto:a@example.com",
    "tel:+49123",
    "page.html",
    "//example.com",
    "?a=%22",
    "",
]


def read_tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return [(node.tag or "", node.attributes) for node in body.traverse() if node.tag != "body"]


def holds_script(html: str) -> bool:
    """Return whether a browser could run something that a page holds."""
    for tag, attributes in read_tags(html):
        if tag in {"script", "style", "object", "base", "meta", "link", "svg"}:
            return True
        for name, value in attributes.items():
            plain = "".join(character for character in (value or "").lower() if character > " ")
            if name.startswith("on") or name == "srcdoc" or plain.startswith(("javascript:", "vbscript:", "data:text")):
                return True
    return False


@pytest.mark.parametrize("url", SCRIPTS)
def test_urls_that_run_scripts_are_not_written(url: str) -> None:
    nodes = [
        paragraph(link(url, "a")),
        image(url),
        embed(url),
        Node("img", [""], {"url": "/a", "anchorLink": url}),
        Node("p", ["a"], {"redactor-attributes": {"cite": url}, "background": url}),
        asset("blt1", url=url),
        asset("blt1", url=url, display="link", text="a"),
        Node("reference", ["a"], {"type": "entry", "entry-uid": "b", "display-type": "link", "href": url}),
        Node("img", [""], {"url": "/a", "redactor-attributes": {"srcset": url, "SRC": url, "xlink:href": url}}),
    ]
    for node in nodes:
        html = to_html(Document([node]))
        assert not holds_script(html)
        values = [
            value for _, attributes in read_tags(html) for name, value in attributes.items() if "data-" not in name
        ]
        assert url not in values


@pytest.mark.parametrize("url", SAFE)
def test_other_urls_are_written(url: str) -> None:
    ((_, attributes),) = read_tags(to_html(link(url, "a")))
    assert (attributes["href"] or "") == url


def test_an_image_may_be_its_own_data() -> None:
    url = "data:image/png;base64,iVBORw0KGgo="
    assert to_html(from_html(f'<img src="{url}">')) == f'<img src="{url}">'
    assert to_html(from_html(f'<a href="{url}">a</a>')) == "<p>a</p>"


@pytest.mark.parametrize("url", SCRIPTS)
def test_urls_that_run_scripts_are_not_read(url: str) -> None:
    escaped = url.replace('"', "&quot;")
    page = f'<p><a href="{escaped}">a</a></p><img src="{escaped}"><iframe src="{escaped}"></iframe>'
    doc = from_html(page)
    assert doc == Document([paragraph("a")])
    assert [problem.kind for problem in doc.problems if "NUL" not in problem.what] == ["dropped"] * 3


NASTY: list[dict[str, Any]] = [
    {"onclick": "a()"},
    {"ONCLICK": "a()"},
    {"redactor-attributes": {"onerror": "a()", "srcdoc": "<script>a()</script>"}},
    {"srcdoc": "<script>a()</script>"},
    {'x"><script>a()</script><p y': "z"},
    {"a b": "c", "": "d", "x=y": "z", "x/onclick": "a()", "x\nonclick": "a()"},
    {"style": {"background": "url(javascript:a())", "width": "expression(a())", "x": '"><script>'}},
    {"style": {'a:b;"><script>': "c", "behavior": "url(a)", "-moz-binding": "url(a)", "color": "red; x: y"}},
    {"style": "color: red"},
    {"class-name": '"><script>a()</script>', "id": "'><script>"},
    {"title": '"><script>a()</script>'},
    {"width": {"a": "b"}, "height": ["a"], "data-x": None},
]


@pytest.mark.parametrize("attrs", NASTY)
@pytest.mark.parametrize("kind", ["p", "a", "img", "td", "table", "embed", "social-embeds", "code", "reference", "hr"])
def test_attributes_cannot_run_scripts(attrs: dict[str, Any], kind: str) -> None:
    for more in ({"url": "/a", "src": "/a"}, {"asset-uid": "blt1", "asset-link": "/a"}):
        doc = Document([Node(kind, ["a"], {**attrs, **more})])
        assert not holds_script(to_html(doc))
        assert not holds_script(to_markdown(doc))


def test_a_style_cannot_end_its_attribute() -> None:
    doc = Document([Node("p", ["a"], {"style": {"color": "red", "font-family": '"A B", serif', "x": "y;}"}})])
    assert to_html(doc) == '<p style="color: red; font-family: &quot;A B&quot;, serif;">a</p>'


@pytest.mark.parametrize("kind", ["script", "style", "object", "iframe", "svg", "x><script", "base", "form"])
def test_elements_that_run_scripts_are_not_written(kind: str) -> None:
    doc = Document([Node(kind, ["alert(1)"], {"src": "/a.js"})])
    assert to_html(doc) == "alert(1)"


def test_texts_and_captions_are_escaped() -> None:
    evil = "<script>alert('1')</script> & \""
    doc = Document([paragraph(Text(evil, bold=True)), image("/a", evil, caption=evil), Node("code", [evil])])
    html = to_html(doc)
    assert "<script" not in html
    assert html.startswith("<p><strong>&lt;script&gt;alert('1')&lt;/script&gt; &amp; \"</strong></p>")
    assert from_html(html).children[0] == doc.children[0]


def test_a_frame_gets_only_what_shows_it() -> None:
    attrs = {"src": "/a", "width": 5, "onload": "a()", "allow": "camera", "data-x": "y", "name": "z", "srcdoc": "b"}
    assert to_html(Node("embed", [""], attrs)) == '<iframe src="/a" width="5" allow="camera"></iframe>'


def test_what_a_function_returns_is_put_in_as_it_is() -> None:
    doc = Document(
        [paragraph(entry("blt1", "author", display="inline", text="a<b")), asset("blt2"), Node("mention", ["c"])]
    )

    def render(reference: Reference, inner: str) -> str | None:
        return f"<author-card>{reference.uid} {inner}</author-card>" if reference.kind == "entry" else None

    html = to_html(doc, render_reference=render, render_unknown=lambda node, inner: f"<i>{node.type} {inner}</i>")
    assert html.startswith('<p><author-card>blt1 a&lt;b</author-card></p><figure style="margin: 0;"><img ')
    assert html.endswith("</figure><i>mention c</i>")


def test_unknown_nodes_leave_what_is_in_them() -> None:
    doc = Document([Node("mention", [paragraph("a")]), Node("grid", [Node("cell", ["b"])])])
    assert to_html(doc) == "<p>a</p>b"
    assert to_html(doc, render_unknown=lambda _node, _inner: None) == "<p>a</p>b"
