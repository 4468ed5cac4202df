"""What both conversions are given: every element that rich text has, alone and with others."""

from collections.abc import Callable
from typing import Any

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    Text,
    asset,
    blockquote,
    bold,
    bullet_list,
    code_block,
    embed,
    entry,
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
    subscript,
    superscript,
    table,
    to_json,
    underline,
)

_ENTRY = 'type="entry" data-sys-entry-uid="blt2" data-sys-entry-locale="en-us" data-sys-content-type-uid="author"'
_ASSET = (
    'type="asset" data-sys-asset-uid="blt1" data-sys-asset-filelink="https://example.com/a.png"'
    ' data-sys-asset-filename="a.png" data-sys-asset-contenttype="image/png"'
)

_MARKS = {"strong": bold, "em": italic, "u": underline, "del": strikethrough, "sup": superscript, "sub": subscript}
_SURROUNDINGS: dict[str, tuple[str, Callable[[list[Text | str]], Node]]] = {
    "heading": ("<h2>{}</h2>", lambda text: heading(2, *text)),
    "item": ("<ul><li>{}</li></ul>", lambda text: bullet_list(list_item(*text))),
    "quotation": ("<blockquote>{}</blockquote>", lambda text: blockquote(*text)),
    "cell": ("<table><tbody><tr><td>{}</td></tr></tbody></table>", lambda text: table([[Node("td", text)]])),
    "link": ('<p><a href="/a">{}</a></p>', lambda text: paragraph(link("/a", *text))),
}

HTML = {
    "paragraph": "<p>Hello</p>",
    "paragraphs": "<p>one</p><p>two</p>",
    "empty paragraph": "<p></p>",
    "empty page": "",
    "only text": "Hello",
    "entities": "<p>a &lt; b &amp; c &gt; d &quot;e&quot; &nbsp;f &eacute; &#128512;</p>",
    **{f"h{level}": f"<h{level}>Head</h{level}>" for level in range(1, 7)},
    "empty heading": "<h2></h2>",
    "bold": "<p><b>a</b></p>",
    "strong": "<p><strong>a</strong></p>",
    "italic": "<p><i>a</i></p>",
    "emphasis": "<p><em>a</em></p>",
    "underline": "<p><u>a</u></p>",
    "struck through": "<p><s>a</s></p>",
    "deleted": "<p><del>a</del></p>",
    "superscript": "<p>a<sup>2</sup></p>",
    "subscript": "<p>a<sub>2</sub></p>",
    "inline code of Contentstack": "<p><span data-type='inlineCode'>a</span></p>",
    "inline code": "<p><code>a</code></p>",
    "marks among text": "<p>one <b>two</b> three <i>four</i> five</p>",
    "marks within marks": "<p><b>a<i>b<u>c</u></i></b>d</p>",
    "all marks": "<p><b><i><u><del><sup>a</sup></del></u></i></b></p>",
    "marks in a heading": "<h1>a <b>b</b></h1>",
    "line break": "<p>one<br>two</p>",
    "line breaks": "<p>one<br><br>two</p>",
    "line break in a mark": "<p><b>one<br>two</b></p>",
    "line break in a heading": "<h1>one<br>two</h1>",
    "colour": '<p>a <span style="color: red">b</span> c</p>',
    "font family": '<p><span style="font-family: Arial">a</span></p>',
    "font size": '<p><span style="font-size: 12px">a</span></p>',
    "class and id of text": '<p><span class="k" id="i">a</span></p>',
    "class, id and more of a paragraph": '<p class="k" id="i" data-x="1" lang="fr" dir="rtl">a</p>',
    "class of a heading": '<h2 class="k">a</h2>',
    "colour of a paragraph": '<p style="color: red">a</p>',
    "aligned paragraph": '<p style="text-align: right">a</p>',
    "blockquote": "<blockquote>a</blockquote>",
    "blockquote with marks": "<blockquote>a <b>b</b></blockquote>",
    "blockquote with paragraphs": "<blockquote><p>a</p><p>b</p></blockquote>",
    "code": "<pre>a\n  b</pre>",
    "code with a class": '<pre class="k">a</pre>',
    "line": "<p>a</p><hr><p>b</p>",
    "link": '<p><a href="https://example.com">a</a></p>',
    "link among text": '<p>a <a href="https://example.com">b</a> c</p>',
    "link with attributes": '<p><a href="/a" target="_blank" title="t" rel="nofollow">a</a></p>',
    "link with class, id and style": '<p><a href="/a" class="c" id="i" style="color: red">a</a></p>',
    "link with marks": '<p><a href="/a">a <b>b</b></a></p>',
    "link to a mail address": '<p><a href="mailto:a@example.com">a</a></p>',
    "marked link": '<p><b><a href="/a">a</a></b></p>',
    "list": "<ul><li>a</li><li>b</li></ul>",
    "numbered list": "<ol><li>a</li><li>b</li></ol>",
    "numbered list from 3": '<ol start="3"><li>a</li></ol>',
    "list with marks": "<ul><li>a <b>b</b></li></ul>",
    "list with links": '<ul><li><a href="/a">a</a></li></ul>',
    "list with paragraphs": "<ul><li><p>a</p><p>b</p></li></ul>",
    "list with class, id and style": '<ul class="c" id="i" style="color: red"><li class="k">a</li></ul>',
    "list in a list": "<ul><li>a<ul><li>b</li></ul></li></ul>",
    "lists in lists": "<ol><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ol>",
    "list directly in a list": "<ul><li>a</li><ul><li>b</li></ul></ul>",
    "list of another style": '<ol style="list-style-type: lower-alpha"><li>a</li></ol>',
    "division": "<div>a</div>",
    "division with paragraphs": "<div><p>a</p><p>b</p></div>",
    "division with style": '<div style="color: red" class="c">a</div>',
    "image": '<img src="https://example.com/a.png">',
    "image with a text": '<img src="https://example.com/a.png" alt="A cat">',
    "image in a paragraph": '<p><img src="https://example.com/a.png" alt="A cat"></p>',
    "image among text": '<p>a <img src="https://example.com/a.png"> b</p>',
    "image with class and id": '<img src="https://example.com/a.png" class="c" id="i">',
    "image in a link": '<p><a href="/a"><img src="https://example.com/a.png"></a></p>',
    "image with a width": '<img src="https://example.com/a.png" width="10">',
    "frame": '<iframe src="https://www.youtube.com/embed/a"></iframe>',
    "frame of Vimeo": '<iframe src="https://player.vimeo.com/video/1"></iframe>',
    "frame with sizes": '<iframe src="https://www.youtube.com/embed/a" width="560" height="315"></iframe>',
    "frame in a paragraph": '<p><iframe src="https://www.youtube.com/embed/a"></iframe></p>',
    "social embed": '<iframe src="https://www.youtube.com/embed/a" data-type="social-embeds"></iframe>',
    "table": "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
    "table without body": "<table><tr><td>a</td></tr></table>",
    "table with a head": "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
    "table with paragraphs": "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>",
    "table with marks": "<table><tbody><tr><td>a <b>b</b></td><td></td></tr></tbody></table>",
    "table with a list": "<table><tbody><tr><td><ul><li>a</li></ul></td></tr></tbody></table>",
    "table with widths": (
        '<table><colgroup><col style="width: 100px"><col style="width: 200px"></colgroup>'
        "<tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    ),
    "table with styles": '<table style="width: 50%"><tbody><tr><td style="color: red">a</td></tr></tbody></table>',
    "cell over columns": ('<table><tbody><tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>'),
    "cell over rows": '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>',
    "cell over columns and rows": (
        '<table><tbody><tr><td rowspan="2" colspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>'
        "<tr><td>d</td><td>e</td><td>f</td></tr></tbody></table>"
    ),
    "asset": f'<figure class="embedded-asset" {_ASSET} sys-style-type="display"></figure>',
    "asset with a text": f'<figure {_ASSET} data-sys-asset-alt="A cat" sys-style-type="display"></figure>',
    "asset with a caption": f'<figure {_ASSET} data-sys-asset-caption="c" sys-style-type="display"></figure>',
    "asset as an image": (
        '<img asset_uid="blt1" src="https://example.com/a.png" class="embedded-asset" type="asset"'
        ' content-type-uid="sys_assets" sys-style-type="display">'
    ),
    "entry as a block": f'<div class="embedded-entry block-entry" {_ENTRY} sys-style-type="block"></div>',
    "entry as a figure": f'<figure class="embedded-entry" {_ENTRY} sys-style-type="block"></figure>',
    "entry within text": f'<p>a <span {_ENTRY} sys-style-type="inline">b</span> c</p>',
    "link to an entry": f'<p><a class="embedded-entry" {_ENTRY} sys-style-type="link" href="/a">a</a></p>',
    "script": "<p>a</p><script>alert(1)</script>",
    "style sheet": "<p>a</p><style>p { color: red }</style>",
    **{
        f"{tag} in a {name}": outside.format(f"a <{tag}>b</{tag}> c")
        for tag in _MARKS
        for name, (outside, _) in _SURROUNDINGS.items()
    },
    "comment": "<p>a<!-- b -->c</p>",
    "blockquote with a list": "<blockquote><ul><li>a</li></ul></blockquote>",
    "division in a division": "<div><div><p>a</p></div><p>b</p></div>",
    "cell with a link": '<table><tbody><tr><td><a href="/a">a</a></td></tr></tbody></table>',
    "rows of two groups": (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr>"
        "<tr><td>e</td><td>f</td></tr></tbody></table>"
    ),
    "article": (
        '<h1>News</h1><p>Hello <b>world</b>, see <a href="/a">there</a>.</p><ul><li>one</li><li>two</li></ul>'
        "<blockquote>To be</blockquote><pre>print()</pre><hr><p>End</p>"
    ),
    "items with blocks": "<ol><li><p>a</p><pre>b</pre></li><li><blockquote>c</blockquote></li></ol>",
}

_WIDE = Node(
    "tr", [Node("td", ["a"], {"colSpan": 2, "redactor-attributes": {"colspan": "2"}}), Node("td", [""], {"void": True})]
)
_HIGH = Node(
    "trgrp",
    [
        Node("tr", [Node("td", ["a"], {"rowSpan": 2, "redactor-attributes": {"rowspan": "2"}}), Node("td", ["b"])]),
        Node("tr", [Node("td", [""], {"void": True}), Node("td", ["c"])]),
    ],
)
_SIZES: dict[str, Any] = {"rows": 1, "cols": 2, "colWidths": [250, 250]}
_NODES: dict[str, list[Node]] = {
    "paragraph": [paragraph("Hello")],
    "paragraphs": [paragraph("one"), paragraph("two")],
    "empty paragraph": [paragraph("")],
    "special characters": [paragraph("a < b > c \"d\" 'e'")],
    **{f"h{level}": [heading(level, "Head")] for level in range(1, 7)},
    "bold": [paragraph(bold("a"))],
    "italic": [paragraph(italic("a"))],
    "underline": [paragraph(underline("a"))],
    "struck through": [paragraph(strikethrough("a"))],
    "superscript": [paragraph("a", superscript("2"))],
    "subscript": [paragraph("a", subscript("2"))],
    "inline code": [paragraph(inline_code("a"))],
    "marks among text": [paragraph("one ", bold("two"), " three ", italic("four"))],
    "all marks": [paragraph(subscript(superscript(strikethrough(underline(italic(bold("a")))))))],
    **{
        f"{tag} in a {name}": [make(["a ", mark("b"), " c"])]
        for tag, mark in _MARKS.items()
        for name, (_, make) in _SURROUNDINGS.items()
    },
    "font": [paragraph(Text("a", {"style": {"font-size": "12px", "font-family": "Arial"}}))],
    "line break": [paragraph("one", line_break(), "two")],
    "line break in a text": [paragraph("one\ntwo")],
    "colour": [paragraph(Text("a", {"style": {"color": "red"}}))],
    "class and id of text": [paragraph(Text("a", classname="k", id="i"))],
    "class and id of a paragraph": [Node("p", ["a"], {"class-name": "k", "id": "i"})],
    "attributes of HTML": [Node("p", ["a"], {"redactor-attributes": {"lang": "fr", "data-x": '<">'}})],
    "aligned paragraph": [Node("p", ["a"], {"style": {"text-align": "right"}})],
    "blockquote": [blockquote("a")],
    "blockquote with paragraphs": [blockquote(paragraph("a"), paragraph("b"))],
    "code": [code_block("a\n  b < c")],
    "line": [paragraph("a"), rule()],
    "link": [paragraph(link("https://example.com", "a"))],
    "link with attributes": [paragraph(link("/a?b=1&c=2", "a", title="t", new_tab=True))],
    "link with marks": [paragraph(link("/a", "a ", bold("b")))],
    "list": [bullet_list("a", "b")],
    "numbered list": [numbered_list("a", "b")],
    "numbered list from 3": [numbered_list("a", start=3)],
    "lists in lists": [bullet_list(list_item("a", numbered_list("b", list_item("c", bullet_list("d")))))],
    "list with paragraphs": [bullet_list(list_item(paragraph("a"), paragraph("b")))],
    "division": [Node("div", [paragraph("a")])],
    "fragment": [Node("div", [Node("fragment", ["a"]), paragraph("b")])],
    "span": [paragraph(Node("span", ["a"]))],
    "image": [image("https://example.com/a.png", "A cat")],
    "image in a link": [Node("img", [""], {"url": "https://example.com/a.png", "anchorLink": "/a"})],
    "frame": [embed("https://www.youtube.com/embed/a")],
    "social embed": [social_embed("https://www.youtube.com/embed/a")],
    "table": [table([["a", bold("b")]], header=["c", "d"])],
    "table with widths": [Node("table", table([["a", "b"]]).children, {**_SIZES, "colWidths": [100, 300]})],
    "cell over columns": [Node("table", [Node("tbody", [_WIDE])], {**_SIZES, "disabledCols": [0, 1]})],
    "cell over rows": [Node("table", [Node("tbody", [_HIGH])], {**_SIZES, "rows": 2})],
    "entry as a block": [entry("blt2", "author", locale="en-us")],
    "entry within text": [paragraph("a ", entry("blt2", "author", locale="en-us", display="inline", text="b"))],
    "link to an entry": [paragraph(entry("blt2", "author", locale="en-us", display="link", text="b"))],
    "asset": [asset("blt1", url="https://example.com/a.png", filename="a.png", media_type="image/png")],
    "node of a plugin": [paragraph("a", Node("mention", ["b"], {"user": "c"}))],
    "aligned heading": [Node("h2", ["a"], {"style": {"text-align": "center"}})],
    "item with a style": [Node("ul", [Node("li", ["a"], {"style": {"color": "red"}})])],
    "blockquote with a list": [blockquote(bullet_list("a"))],
    "cell with blocks": [table([[Node("td", [paragraph("a"), bullet_list("b")])]])],
    "table without a head": [table([["a", "b"], ["c", "d"]])],
    "link to a place in the page": [paragraph(link("#a", "a"))],
    "asset with a text": [asset("blt1", url="https://example.com/a.png", media_type="image/png", alt="A cat")],
    "article": [
        heading(1, "News"),
        paragraph("Hello ", bold("world"), ", see ", link("/a", "there"), "."),
        numbered_list("one", "two"),
        blockquote("To be"),
        code_block("print()"),
        rule(),
        embed("https://www.youtube.com/embed/a"),
    ],
    "script as a link": [paragraph(link("javascript:alert(1)", "a"))],
}

DOCUMENTS: dict[str, dict[str, Any]] = {name: to_json(Document(nodes)) for name, nodes in _NODES.items()}
