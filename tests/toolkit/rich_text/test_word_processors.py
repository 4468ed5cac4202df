"""What people paste from Microsoft Word and Google Docs, and what Google Docs downloads."""

from pathlib import Path

import pytest

from contentstack_cma_toolkit.rich_text import from_html, to_html

PAGES = Path(__file__).with_name("pages")

WORD = """
<h1>Quarterly report</h1>
<p>Sales were <strong>good</strong>, and <em>costs</em> were <span style="color: red;">high</span> and normal.</p>
<p></p>
<ul>
<li>First point<ul><li>A <strong>deeper</strong> point<ul><li>The deepest</li></ul></li></ul></li>
<li>Second point</li>
</ul>
<p style="text-align: right;">To the right</p>
<ol>
<li>One<ol style="list-style-type: lower-alpha;"><li>Letter</li></ol></li>
<li>Two, see <a href="https://example.com/report">the report</a></li>
</ol>
<table><tbody>
<tr><td colspan="2" width="301"><p><strong>Region</strong></p></td></tr>
<tr><td width="150"><p>North</p></td><td width="150"><p style="text-align: center;">7</p></td></tr>
</tbody></table>
<p><img src="report_files/image001.png" width="200" height="100" alt="A chart"
 style="width: 200px; max-width: 200px;"></p>
"""

GOOGLE_DOCS_CLIPBOARD = """
<h1>Meeting notes</h1>
<p>We <strong>decided</strong> to <u><em>ship</em></u>
<span style="color: #ff0000; background-color: #ffff00;"><del> later</del></span>
<sup>1</sup></p>
<p></p>
<p style="text-align: center;"><a href="https://example.com/plan">The plan</a></p>
<ul><li>Apples<ul><li>Green ones<ul><li><strong>Sour</strong></li></ul></li></ul></li><li>Pears</li></ul>
<ol><li>First</li></ol>
<div><table><colgroup data-width="450"><col style="width: 33.3333%;"><col style="width: 66.6667%;"></colgroup>
<tbody><tr><td><p><strong>Who</strong></p></td><td><p>What</p></td></tr></tbody></table></div>
<p><img src="https://lh7-rt.googleusercontent.com/docsz/a" width="100" height="50" alt="A cat"
 style="width: 100px; max-width: 100px;"></p>
"""

GOOGLE_DOCS_DOWNLOAD = """
<h1>Shopping</h1>
<ul><li>Fruit<ul><li>Apples</li><li>Pears</li></ul></li>
<li>Bread, as <a href="https://example.com/bread?a=1">described</a></li></ul>
<ol><li><strong>One</strong> and <em><strong>more</strong></em></li></ol>
<p style="text-align: center;"><em>End</em></p>
<p></p>
"""

EXPECTED = {
    "word.html": WORD,
    "google_docs_clipboard.html": GOOGLE_DOCS_CLIPBOARD,
    "google_docs_download.html": GOOGLE_DOCS_DOWNLOAD,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_is_read_as_it_looks(name: str) -> None:
    doc = from_html((PAGES / name).read_text("utf-8"))
    assert to_html(doc) == EXPECTED[name].replace("\n", "")
    assert doc.problems == []


def mark_item(level: int, marker: str, text: str, group: int = 0, override: int = 1) -> str:
    """A paragraph that Word shows as an item."""
    style = f"mso-list:l{group} level{level} lfo{override}"
    return f"<p class=MsoListParagraph style='{style}'><span style='mso-list:Ignore'>{marker}</span>{text}</p>"


@pytest.mark.parametrize(
    ("items", "html"),
    [
        ([(1, "·", "a"), (1, "·", "b")], "<ul><li>a</li><li>b</li></ul>"),
        ([(1, "1.", "a"), (1, "2.", "b")], "<ol><li>a</li><li>b</li></ol>"),
        ([(1, "4)", "a")], '<ol start="4"><li>a</li></ol>'),
        ([(1, "iv.", "a")], '<ol start="4" style="list-style-type: lower-roman;"><li>a</li></ol>'),
        ([(1, "(B)", "a")], '<ol start="2" style="list-style-type: upper-alpha;"><li>a</li></ol>'),
        ([(1, "c.", "a")], '<ol start="3" style="list-style-type: lower-alpha;"><li>a</li></ol>'),
        ([(1, "I.", "a"), (1, "II.", "b")], '<ol style="list-style-type: upper-roman;"><li>a</li><li>b</li></ol>'),
        ([(1, "bb)", "a")], '<ol start="28" style="list-style-type: lower-alpha;"><li>a</li></ol>'),
        ([(1, "1.", "a"), (2, "1.1.", "b"), (2, "1.2", "c")], "<ol><li>a<ol><li>b</li><li>c</li></ol></li></ol>"),
        ([(1, "1", "a"), (1, "2", "b")], "<ol><li>a</li><li>b</li></ol>"),
        ([(1, "Step 2:", "a")], '<ol start="2"><li>a</li></ol>'),
        ([(1, "一、", "a"), (1, "二、", "b")], "<ol><li>a</li><li>b</li></ol>"),
        ([(1, "word.", "a"), (1, "§", "b")], "<ul><li>a</li><li>b</li></ul>"),
        ([(1, "o", "a")], "<ul><li>a</li></ul>"),
        ([(1, "·", "a"), (1, "1.", "b")], "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ([(2, "·", "a"), (1, "·", "b")], "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ([(1, "·", "a"), (3, "·", "b"), (2, "·", "c")], "<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ul>"),
        ([(1, "1.", "a"), (2, "·", "b"), (1, "2.", "c")], "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    ],
)
def test_lists_of_word_are_nested_by_their_levels(items: list[tuple[int, str, str]], html: str) -> None:
    assert to_html(from_html("".join(mark_item(*item) for item in items))) == html


def test_lists_of_word_that_follow_each_other_stay_apart() -> None:
    html = mark_item(1, "1.", "a", group=1) + mark_item(1, "1.", "b", group=2)
    assert to_html(from_html(html)) == "<ol><li>a</li></ol><ol><li>b</li></ol>"


def test_a_list_of_word_that_begins_anew_is_another() -> None:
    html = mark_item(1, "1.", "a") + mark_item(1, "2.", "b") + mark_item(1, "1.", "c", override=2)
    assert to_html(from_html(html)) == "<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol>"


def test_bullets_of_word_are_one_list() -> None:
    html = mark_item(1, "·", "a") + mark_item(1, "·", "b", override=2)
    assert to_html(from_html(html)) == "<ul><li>a</li><li>b</li></ul>"


def test_a_numbered_heading_of_word_stays_a_heading() -> None:
    marker = "<span style='mso-list:Ignore'>1.2<span>&nbsp;</span></span>"
    doc = from_html(f"<h2 class=MsoHeading2 style='mso-list:l0 level2 lfo1'>{marker}Scope</h2>")
    assert to_html(doc) == "<h2>Scope</h2>"
    (problem,) = doc.problems
    assert str(problem).startswith("dropped: headings have no numbers; '1.2' was left out (in h2[1])")


def test_a_list_of_google_docs_that_goes_on_keeps_its_number() -> None:
    lists = '<ol class="lst-kix_a-0" start="1"><li>a</li></ol><p>b</p><ol class="lst-kix_a-0" start="2"><li>c</li></ol>'
    assert to_html(from_html(lists)) == '<ol><li>a</li></ol><p>b</p><ol start="2"><li>c</li></ol>'
    nested = '<ol class="lst-kix_a-0" start="1"><li>a</li></ol><ol class="lst-kix_a-1"><li>b</li></ol>'
    assert to_html(from_html(f'{nested}<ol class="lst-kix_a-0" start="2"><li>c</li></ol>')) == (
        "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>"
    )


def test_an_item_of_word_in_a_cell_is_in_a_list() -> None:
    doc = from_html(f"<table><tr><td>{mark_item(1, '·', 'a')}</td></tr></table>")
    assert to_html(doc) == "<table><tbody><tr><td><ul><li>a</li></ul></td></tr></tbody></table>"


def test_what_is_not_from_word_keeps_its_fonts() -> None:
    html = '<p><span style="font-family: Arial; color: black">a</span></p>'
    assert to_html(from_html(html)) == '<p><span style="font-family: Arial; color: black;">a</span></p>'
