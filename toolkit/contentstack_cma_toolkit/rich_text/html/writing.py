"""Write rich text as HTML."""

from collections.abc import Callable
from html import escape
from typing import TypeAlias

from ..kinds import HEADINGS
from ..marks import Mark
from ..nodes import Node, Text
from ..walking import Reference, fold, read_reference
from .markup import format_attributes, format_node_attributes, format_tag
from .parts_writing import read_spans, write_columns, write_frame, write_image, write_reference
from .styles import format_style

RenderReference: TypeAlias = Callable[[Reference, str], str | None]
"""Called with a reference and the HTML of what is in it; returns its HTML, or None for the usual."""

RenderUnknown: TypeAlias = Callable[[Node, str], str | None]
"""Called with a node of a type that is not known and the HTML of what is in it; returns its HTML, or None for that."""

_TAGS = {
    Mark.BOLD: "strong",
    Mark.ITALIC: "em",
    Mark.UNDERLINE: "u",
    Mark.STRIKETHROUGH: "del",
    Mark.SUPERSCRIPT: "sup",
    Mark.SUBSCRIPT: "sub",
}
"""From the inside out."""

_SAME = HEADINGS | {"p", "blockquote", "div", "ul", "ol", "li", "thead", "tbody", "tfoot", "tr", "span"}
_NO_TAG = frozenset({"doc", "fragment", "trgrp"})


def to_html(
    node: Node, *, render_reference: RenderReference | None = None, render_unknown: RenderUnknown | None = None
) -> str:
    """Convert rich text to HTML.

    Texts and attributes are escaped. What could run a script is left out: event handlers, URLs such as `javascript:`,
    elements such as `<script>`.

        to_html(Document([paragraph("Hello ", bold("world"))]))  # '<p>Hello <strong>world</strong></p>'

    Args:
        node: The document, or a part of it.
        render_reference: Called with each reference to an asset or entry, and the HTML of what is in it. It returns
            the HTML to put there, which is not escaped; None for the usual. Default: the HTML of Contentstack, which
            `from_html` reads.
        render_unknown: Called with each node of a type that this package does not know, and the HTML of what is in it.
            It returns the HTML to put there, which is not escaped; None for what is in it. Default: what is in it.
    """
    writer = _Writer(render_reference, render_unknown)
    return fold(node, write_text, writer.write_node)


class _Writer:
    """Writes nodes around the HTML of what is in them."""

    def __init__(self, render_reference: RenderReference | None, render_unknown: RenderUnknown | None) -> None:
        self._render_reference = render_reference
        self._render_unknown = render_unknown

    def write_node(self, node: Node, parts: list[str]) -> str:
        inner = "".join(parts)
        if node.type in _SAME:
            return format_tag(node.type, format_node_attributes(node), inner)
        if node.type in _NO_TAG:
            return inner
        special = _SPECIAL.get(node.type)
        if node.type == "reference":
            return self._write_reference(node, inner)
        if special is not None:
            return special(node, inner)
        made = self._render_unknown(node, inner) if self._render_unknown else None
        return inner if made is None else made

    def _write_reference(self, node: Node, inner: str) -> str:
        reference = read_reference(node)
        if reference is not None and self._render_reference is not None:
            made = self._render_reference(reference, inner)
            if made is not None:
                return made
        return write_reference(node, inner)


def write_text(text: Text, parent: Node) -> str:
    """Write a text with its marks."""
    written = escape(text.text, quote=False)
    if parent.type != "code" and "\n" in written:
        written = written.replace("\n", "<br>")
    if not text.marks and not text.attrs:
        return written
    if text.has(Mark.INLINE_CODE) or (text.has("code") and parent.type != "code"):
        written = f"<code>{written}</code>"
    for mark, tag in _TAGS.items():
        if text.marks.get(mark):
            written = f"<{tag}>{written}</{tag}>"
    attributes = {
        "class": text.marks.get("classname"),
        "id": text.marks.get("id"),
        "style": format_style({**_read_color(text), **text.style}),
    }
    said = format_attributes({name: value for name, value in attributes.items() if isinstance(value, str) and value})
    return f"<span{said}>{written}</span>" if said else written


def _read_color(text: Text) -> dict[str, str]:
    color = text.marks.get("color")
    return {"color": color} if isinstance(color, str) else {}


def _write_code(node: Node, inner: str) -> str:
    if node.text.endswith("\n"):
        inner += "\n"
    language = node.attrs.get("language")
    attributes = format_node_attributes(node, frozenset({"language"}))
    if isinstance(language, str) and language:
        said = format_attributes({"class": f"language-{language}"})
        return format_tag("pre", attributes, f"<code{said}>{inner}</code>")
    if inner.startswith("\n"):
        inner = f"\n{inner}"  # A browser drops a line break right after `<pre>`.
    return format_tag("pre", attributes, inner)


def _write_link(node: Node, inner: str) -> str:
    url = node.attrs.get("url", node.attrs.get("href"))
    more = {"href": url if isinstance(url, str) and (url or not node.attrs.get("id")) else None}
    return format_tag("a", format_node_attributes(node, frozenset({"url", "href"}), more), inner)


def _write_rule(node: Node, _inner: str) -> str:
    return f"<hr{format_node_attributes(node)}>"


def _write_check(node: Node, inner: str) -> str:
    checked = "true" if node.attrs.get("checked") is True or node.extra.get("checked") is True else "false"
    attributes = format_node_attributes(node, frozenset({"checked"}), {"data-type": "checked", "data-checked": checked})
    return format_tag("p", attributes, inner)


def _write_table(node: Node, inner: str) -> str:
    attributes = format_node_attributes(node, frozenset({"rows", "cols", "colWidths", "disabledCols"}))
    return format_tag("table", attributes, write_columns(node) + inner)


def _write_cell(node: Node, inner: str) -> str:
    if node.attrs.get("void"):
        return ""
    attributes = format_node_attributes(node, frozenset({"colSpan", "rowSpan", "void"}), read_spans(node))
    return format_tag(node.type, attributes, inner)


_SPECIAL: dict[str, Callable[[Node, str], str]] = {
    "a": _write_link,
    "check-list": _write_check,
    "code": _write_code,
    "embed": write_frame,
    "hr": _write_rule,
    "img": write_image,
    "social-embeds": write_frame,
    "table": _write_table,
    "td": _write_cell,
    "th": _write_cell,
}
