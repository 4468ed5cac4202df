"""Read Markdown."""

from functools import lru_cache
from typing import TYPE_CHECKING

from ..documents import Document
from ..extras import import_parser
from ..html.reading import check_text, from_html
from ..walking import OnImage

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock


def from_markdown(markdown: str, *, on_image: OnImage | None = None) -> Document:
    r"""Convert Markdown to rich text: CommonMark with tables and strikethrough, and the HTML within it.

        doc = from_markdown("# News\n\nHello **world**")

    Args:
        markdown: The Markdown.
        on_image: Called with the URL and the alternative text of each image; see `from_html`.

    Raises:
        ImportError: The extra `richtext` is not installed.
        TypeError: `markdown` is no string.
    """
    check_text(markdown, "from_markdown()", "Markdown")
    return from_html(_make_parser().render(markdown), on_image=on_image)


@lru_cache(maxsize=1)
def _make_parser() -> "MarkdownIt":
    make: type[MarkdownIt] = import_parser("markdown_it", "from_markdown()").MarkdownIt
    parser = make("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # Links are kept as they are written; `from_html` leaves out those that run scripts, and reports them.
    parser.block.ruler.at("reference", _read_definition, {"alt": []})
    parser.normalizeLink = _keep  # type: ignore[method-assign]
    parser.validateLink = _accept  # type: ignore[assignment,method-assign]
    return parser


def _read_definition(state: "StateBlock", start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- of the parser
    """Read the definition of a link. `[^1]: Note` is a footnote, which stays as it is written."""
    from markdown_it.rules_block.reference import reference

    first = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", first) and reference(state, start, end, silent)


def _keep(url: str) -> str:
    return url


def _accept(_url: str) -> bool:
    return True
