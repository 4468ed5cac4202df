"""The CPU time to convert HTML to rich text and back."""

from collections.abc import Iterator

from .report import Row, at_most
from .runs import OURS, compare

REPEATS = 5
MOST_SECONDS = 0.5

PARAGRAPH = "Most of a page is text, and sentences go on for a while before they stop, because people write so. "
PART = f"""<!-- wp:heading --><h2 class="wp-block-heading">What the part is about</h2>
<p>{PARAGRAPH * 2}<strong>Some words are bold</strong>, others <em>slanted</em>. {PARAGRAPH * 2}</p>
<p style="text-align:center">{PARAGRAPH}There is <a href="https://example.com/?a=1&amp;b=2" target="_blank">a link</a>.
{PARAGRAPH * 2}</p><div class="columns"><p>{PARAGRAPH * 2}</p></div>
<ul><li>{PARAGRAPH}</li><li>With <code>code</code><ul><li>nested {PARAGRAPH}</li><li>twice</li></ul></li></ul>
<figure><img src="https://example.com/a.png" alt="A cat" width="400"><figcaption>A cat</figcaption></figure>
<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td colspan="2">3</td></tr>
</tbody></table><blockquote><p>{PARAGRAPH}</p></blockquote>
<p>{PARAGRAPH}<span style="color: #c00">{PARAGRAPH}</span><br>{PARAGRAPH * 3}</p>
<pre><code class="language-python">print("x")</code></pre>
"""
SIZE = 1_000_000

PROGRAM = """
import json, time
from benchmarks.rich_text import PART, SIZE
from contentstack_cma_toolkit.rich_text import from_html, to_html

page = PART * (SIZE // len(PART) + 1)
from_html(PART)
start = time.process_time()
document = from_html(page)
read = time.process_time()
to_html(document)
print(json.dumps({"read": read - start, "write": time.process_time() - read}))
"""


def measure_rich_text() -> Iterator[Row]:
    """Measure the conversion of a page of one megabyte: text, lists, tables, images and code."""
    seen = compare({"ours": (OURS, ["-c", PROGRAM])}, REPEATS)["ours"]
    yield Row("1 MB of HTML to rich text: CPU", "s", seen["read"], goal=at_most(MOST_SECONDS, seen["read"], "s"))
    yield Row("the same back to HTML: CPU", "s", seen["write"], goal=at_most(MOST_SECONDS, seen["write"], "s"))
