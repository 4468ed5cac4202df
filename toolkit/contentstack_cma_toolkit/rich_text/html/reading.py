"""Read HTML into a tree."""

import re
from html import escape
from typing import TYPE_CHECKING

from ..documents import Document
from ..extras import import_parser
from ..problems import ProblemKind
from ..walking import OnImage, replace_images
from .blocks import BlockReader
from .elements import DROPPED
from .google_docs import read_class_styles
from .reporting import Reporter
from .sources import Source, detect_source

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SECTION = "<![CDATA["
_SURROGATES = re.compile("[\ud800-\udfff]")


def from_html(html: str, *, on_image: OnImage | None = None) -> Document:
    """Convert HTML to rich text.

    HTML may be a page or a part of one, and need not be valid. What Microsoft Word and Google Docs write is understood,
    and so are references to assets and entries of Contentstack. What rich text has no form for becomes the nearest
    node, and is listed in `problems` of the result.

        doc = from_html("<h1>News</h1><p>Hello <b>world</b></p>")
        for problem in doc.problems:
            print(problem)

    Args:
        html: The HTML.
        on_image: Called with the URL and the alternative text of each image, once per URL. It returns the asset to
            refer to or its uid, or None to leave the image as it is. What it raises passes through. For async code,
            see `areplace_images`.

    Raises:
        ImportError: The extra `richtext` is not installed.
        TypeError: `html` is no string.
    """
    check_text(html, "from_html()", "HTML")
    reporter = Reporter()
    text = _show_sections(clean_text(html, reporter))
    parser = import_parser("selectolax.lexbor", "from_html()").LexborHTMLParser(text)
    document = _read(parser, text, reporter)
    if on_image is not None:
        replace_images(document, on_image)
    return document


def check_text(value: object, function: str, what: str) -> None:
    """Check that a value is a string.

    Raises:
        TypeError: It is not. The message says what to do.
    """
    if isinstance(value, (bytes, bytearray)):
        raise TypeError(
            f'{function} needs {what} as str, not {type(value).__name__}: decode it, for example .decode("utf-8")'
        )
    if not isinstance(value, str):
        raise TypeError(f"{function} needs {what} as str, not {value!r:.60}")


def clean_text(text: str, reporter: Reporter) -> str:
    """Replace what is no character, so that it is not lost without a word."""
    if "\0" in text:
        reporter.note(ProblemKind.DROPPED, f"{text.count(chr(0))} NUL characters are no text")
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text, count = _SURROGATES.subn("\ufffd", text)
        reporter.note(ProblemKind.REPLACED, f"{count} halves of surrogate pairs are no text; each became U+FFFD")
    return text


def _show_sections(text: str) -> str:
    """Make the text of CDATA sections text of HTML, which takes them for comments. XHTML has them, as of Confluence."""
    before, *sections = text.split(_SECTION)
    shown = [before]
    for section in sections:
        inner, end, after = section.partition("]]>")
        shown += (escape(inner, quote=False), after) if end else (_SECTION, section)
    return "".join(shown)


def _read(parser: "LexborHTMLParser", text: str, reporter: Reporter) -> Document:
    source = detect_source(text)
    class_styles = read_class_styles(text) if source is Source.GOOGLE_DOCS else {}
    if parser.head is not None:
        for element in parser.head.iter():
            if element.tag in DROPPED and not (element.tag == "style" and source.is_word_processor):
                reporter.drop(f"{DROPPED[element.tag]} is no content", element)
    document = BlockReader(source, reporter, class_styles).read(parser.body or parser.root)
    document.problems = reporter.problems
    return document
