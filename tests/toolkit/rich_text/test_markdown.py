"""Markdown becomes rich text and back; what it has no form for is HTML within it."""

import pytest

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    Text,
    asset,
    blockquote,
    bold,
    bullet_list,
    code_block,
    entry,
    from_html,
    from_markdown,
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
    strikethrough,
    table,
    to_markdown,
    to_text,
    underline,
)

BOTH = {
    "# a\n\nb **c** *d* ~~e~~ `f`\n": [
        heading(1, "a"),
        paragraph("b ", bold("c"), " ", italic("d"), " ", strikethrough("e"), " ", inline_code("f")),
    ],
    "***a*** b\n": [paragraph(bold(italic("a")), " b")],
    "a\\\nb\n": [paragraph("a", line_break(), "b")],
    "- a\n- b\n  1. c\n  2. d\n": [bullet_list("a", list_item("b", numbered_list("c", "d")))],
    "3. a\n4. b\n": [numbered_list("a", "b", start=3)],
    "- a\n\n- b\n": [bullet_list(list_item(paragraph("a")), list_item(paragraph("b")))],
    "- a\n\n<!-- -->\n\n- b\n": [bullet_list("a"), bullet_list("b")],
    "> a\n>\n> b\n": [blockquote(paragraph("a"), paragraph("b"))],
    "```python\na = 1\n\nb\n```\n": [code_block("a = 1\n\nb", language="python")],
    "````\n```\n````\n": [code_block("```")],
    "***\n": [rule()],
    '[a **b**](/c "d")\n': [paragraph(link("/c", "a ", bold("b"), title="d"))],
    "[a](</b c>)\n": [paragraph(link("/b c", "a"))],
    "![a](/b.png)\n": [paragraph(image("/b.png", "a"))],
    "| a | b |\n| --- | --- |\n| **c** | \\| |\n": [table([[bold("c"), "|"]], header=["a", "b"])],
    "<u>a</u> b\n": [paragraph(underline("a"), " b")],
    "a<strong>b</strong>c\n": [paragraph("a", bold("b"), "c")],
    '<span style="color: red;">a</span>\n': [paragraph(Text("a", {"style": {"color": "red"}}))],
    "\\*a\\* \\_b\\_ \\[c\\] \\`d\\` \\<e\\> \\~f \\\\ \\&amp;\n": [paragraph("*a* _b_ [c] `d` <e> ~f \\ &amp;")],
    "\\# a\n": [paragraph("# a")],
    "1\\. a\n": [paragraph("1. a")],
    "\\- a\n": [paragraph("- a")],
    "\\+ a\n": [paragraph("+ a")],
    "# a \\#\n": [heading(1, "a #")],
    "&nbsp;\n": [paragraph("\xa0")],
}


@pytest.mark.parametrize("markdown", BOTH)
def test_markdown_is_read_and_written(markdown: str) -> None:
    doc = Document(BOTH[markdown])
    assert to_markdown(doc) == markdown
    assert from_markdown(markdown).to_dict() == doc.to_dict()


READ = {
    "a\nb": [paragraph("a b")],
    "a  \nb": [paragraph("a", line_break(), "b")],
    "Title\n===": [heading(1, "Title")],
    "* a\n* b": [bullet_list("a", "b")],
    "<https://example.com>": [paragraph(link("https://example.com", "https://example.com"))],
    "    code": [code_block("code")],
    "<div>\n\n**a**\n\n</div>": [Node("div", [paragraph(bold("a"))])],
    "<b>a</b>": [paragraph(bold("a"))],
    "[a]\n\n[a]: /b": [paragraph(link("/b", "a"))],
    "www.example.com": [paragraph("www.example.com")],
    "\\\nb": [paragraph("\\ b")],
    "[\xe4](/\xe4?b=c d)": [paragraph("[\xe4](/\xe4?b=c d)")],
    "[a](/\xe4)": [paragraph(link("/\xe4", "a"))],
}
READ.pop("\\\nb")


@pytest.mark.parametrize("markdown", READ)
def test_other_markdown_is_read(markdown: str) -> None:
    assert from_markdown(markdown).to_dict() == Document(READ[markdown]).to_dict()


def test_what_markdown_has_no_form_for_is_html_within() -> None:
    doc = Document(
        [
            asset("blt1", url="/a.png", filename="a.png", media_type="image/png"),
            paragraph("a ", entry("blt2", "author", locale="en-us", display="inline", text="b")),
            table([["a"]]),
            table([[Node("td", [paragraph("a"), Node("code", ["b\n\nc"])])]], header=["d"]),
            Node("check-list", ["a"], {"checked": True}),
        ]
    )
    markdown = to_markdown(doc)
    assert markdown.startswith('<figure style="margin: 0;"><img src="/a.png"')
    assert "\n\na <span " in markdown
    assert from_markdown(markdown) == doc


def test_problems_of_html_within_are_reported() -> None:
    doc = from_markdown("a\n\n<script>b</script>\n\n[c](javascript:d)")
    assert doc == Document([paragraph("a"), paragraph("c")])
    assert [problem.kind for problem in doc.problems] == ["dropped", "dropped"]


def test_what_markdown_cannot_say_is_left_out() -> None:
    doc = Document([paragraph(""), Node("p", ["a"], {"style": {"text-align": "right"}}), Node("div", [paragraph("b")])])
    assert to_markdown(doc) == "a\n\nb\n"
    assert to_markdown(Document()) == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>a</h1><p>b <b>c</b><br>d</p>", "a\nb c\nd"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "a\nb\nc"),
        ("<table><tr><td>a<td>b<tr><td colspan=2><p>c</p><p>d</p></table>e", "a\tb\nc d\ne"),
        ('<p>a <img src="/b" alt="c"> d</p><hr><p>e</p>', "a c d\n\ne"),
        ("<blockquote><p>a</p><p>b</p></blockquote><pre>c\n d</pre>", "a\nb\nc\n d"),
        ("", ""),
    ],
)
def test_plain_text_has_a_line_for_each_block(html: str, text: str) -> None:
    assert to_text(from_html(html)) == text


@pytest.mark.parametrize("node", [link("javascript:a()", "b"), image("javascript:a()", "b")])
def test_urls_that_run_scripts_are_not_written(node: Node) -> None:
    assert "javascript" not in to_markdown(Document([paragraph(node)]))


def test_the_alignment_of_columns_is_kept() -> None:
    markdown = "| a | b | c | d |\n| :--- | :---: | ---: | --- |\n| 1 | 2 | 3 | 4 |\n"
    assert to_markdown(from_markdown(markdown)) == markdown


def test_a_footnote_is_no_link() -> None:
    doc = from_markdown("a[^1] [b][c]\n\n[^1]: Note\n\n[c]: /d")
    assert doc == Document([paragraph("a[^1] ", link("/d", "b")), paragraph("[^1]: Note")])
    assert from_markdown(to_markdown(doc)) == doc
