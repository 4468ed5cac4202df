"""Read the attributes of elements: those of nodes, and what they say of text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..nodes import Attributes
from ..problems import ProblemKind
from .embedded import HtmlAttributes
from .formats import Format
from .safety import is_safe_attribute, is_safe_name
from .sources import Source, read_block_style, read_classes, read_text_style
from .styles import Style, list_unsafe

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .reporting import Reporter

_KEPT_FROM_WORD_PROCESSORS = frozenset({"title", "alt", "colspan", "rowspan", "start", "type", "width", "height"})
_SAID_BY_TEXT = frozenset({"style", "class", "id", "color", "face", "size", "data-type"})
_FONT_SIZES = {
    "1": "x-small",
    "2": "small",
    "3": "medium",
    "4": "large",
    "5": "x-large",
    "6": "xx-large",
    "7": "xxx-large",
}
_LINK_LOOKS = ("text-decoration", "text-decoration-line", "color")


class AttributeReader:
    """Reads attributes. Pages have the same styles again and again: each is read once.

    Args:
        source: The program that wrote the page.
        reporter: Told of what is dropped.
        class_styles: The styles of classes, as far as they are known.
    """

    def __init__(self, source: Source, reporter: "Reporter", class_styles: Mapping[str, str]) -> None:
        self._source = source
        self._class_styles = class_styles
        self._reporter = reporter
        self._block_styles: dict[str, Style] = {}
        self._text_styles: dict[str, Style] = {}

    def read_node(self, element: "LexborNode", besides: frozenset[str] = frozenset()) -> Attributes:
        """Return the attributes of a node.

        Args:
            element: The element.
            besides: Attributes that the caller reads itself.
        """
        attributes = element.attributes
        if not attributes:
            return {}
        attrs: Attributes = self._read_style(self._find_style(attributes))
        kept: Attributes = {}
        for name, value in attributes.items():
            if name == "style":
                continue
            if name == "class":
                attrs |= _unless_empty("class-name", read_classes(value or "", self._source))
            elif name == "id" and not self._source.is_word_processor:
                attrs |= _unless_empty("id", value or "")
            elif name not in besides and self._is_kept(name, value or "", element):
                kept[name] = value or ""
        if kept:
            attrs["redactor-attributes"] = kept
        return attrs

    def read_format(self, element: "LexborNode", form: Format, *, is_in_link: bool) -> Format:
        """Return the format of the text in an element.

        Args:
            element: The element.
            form: The format of the text around it.
            is_in_link: Whether it is in a link, which Google Docs colours and underlines.
        """
        attributes = element.attributes
        style = self._find_style(attributes)
        if style:
            form = form.add_style(self._read_text_style(style, is_in_link=is_in_link))
        if self._source.is_word_processor:
            return form
        for name, mark in (("class", "classname"), ("id", "id")):
            value = attributes.get(name)
            form = form.add(mark, value) if value else form
        lost = [name for name in attributes if name not in _SAID_BY_TEXT]
        if lost:
            self._reporter.drop(f"text has no form for the attributes {', '.join(lost)} of `<{element.tag}>`", element)
        return form

    def read_font(self, element: "LexborNode", form: Format) -> Format:
        """Return the format of the text in a `<font>`."""
        attributes = element.attributes
        said = {
            "color": attributes.get("color"),
            "font-family": attributes.get("face"),
            "font-size": _FONT_SIZES.get(attributes.get("size") or ""),
        }
        style = "; ".join(f"{name}: {value}" for name, value in said.items() if value)
        return form.add_style(self._read_text_style(style, is_in_link=False)) if style else form

    def _find_style(self, attributes: HtmlAttributes) -> str:
        """Return the style of an element, with those of its classes if the page says them."""
        own = attributes.get("style") or ""
        if not self._class_styles or not attributes.get("class"):
            return own
        styles = [self._class_styles.get(name, "") for name in (attributes.get("class") or "").split()]
        return ";".join([*styles, own])

    def _read_style(self, text: str) -> Attributes:
        if not text:
            return {}
        style = self._block_styles.get(text)
        if style is None:
            self._report_unsafe(text)
            style = self._block_styles[text] = read_block_style(text, self._source)
        return {"style": dict(style)} if style else {}

    def _read_text_style(self, text: str, *, is_in_link: bool) -> Style:
        style = self._text_styles.get(text)
        if style is None:
            self._report_unsafe(text)
            style = self._text_styles[text] = read_text_style(text, self._source)
        if is_in_link and self._source is Source.GOOGLE_DOCS:
            return {name: value for name, value in style.items() if name not in _LINK_LOOKS}
        return style

    def _report_unsafe(self, style: str) -> None:
        unsafe = list_unsafe(style)
        if unsafe:
            self._reporter.note(
                ProblemKind.DROPPED, f"the style {', '.join(unsafe)[:60]} could run a script, or cannot be written"
            )

    def _is_kept(self, name: str, value: str, element: "LexborNode") -> bool:
        if self._source.is_word_processor:
            return name in _KEPT_FROM_WORD_PROCESSORS
        if is_safe_attribute(name, value):
            return True
        reason = "could run a script" if is_safe_name(name) or name.startswith("on") else "cannot be written"
        self._reporter.drop(f"the attribute {name[:40]} of `<{element.tag}>` {reason}", element)
        return False


def _unless_empty(name: str, value: str) -> Attributes:
    return {name: value} if value else {}
