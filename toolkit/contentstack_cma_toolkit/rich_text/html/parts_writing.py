"""Write images, frames, columns of tables, and references."""

from html import escape
from typing import cast

from ..building import DEFAULT_WIDTH
from ..kinds import ASSETS
from ..nodes import Attributes, Node, read_kept
from .markup import format_attributes, format_node_attributes, format_tag
from .safety import is_safe_url

_IMAGE_OWN = frozenset({"url", "src", "caption", "anchorLink", "target", "captionAttrs"})
_FRAME_ATTRIBUTES = (
    "width",
    "height",
    "title",
    "allow",
    "allowfullscreen",
    "frameborder",
    "loading",
    "referrerpolicy",
    "sandbox",
)
_LOOKS = ("class-name", "id", "style")
_WHOLE = 100
_MOST_SPAN = 1000

_ASSET_DATA = {
    "asset-uid": "data-sys-asset-uid",
    "asset-link": "data-sys-asset-filelink",
    "asset-name": "data-sys-asset-filename",
    "asset-type": "data-sys-asset-contenttype",
    "asset-caption": "data-sys-asset-caption",
    "asset-alt": "data-sys-asset-alt",
    "link": "data-sys-asset-link",
    "position": "data-sys-asset-position",
}
_ENTRY_DATA = {
    "entry-uid": "data-sys-entry-uid",
    "locale": "data-sys-entry-locale",
    "content-type-uid": "data-sys-content-type-uid",
}
_NOT_TWICE = frozenset({"display-type", "target", *_ASSET_DATA, *_ENTRY_DATA})
_TAGS = {"inline": "span", "link": "a", "download": "a"}


def write_image(node: Node, _inner: str) -> str:
    """Write an image, with its link and caption."""
    url = _read_text(node, "url") or _read_text(node, "src")
    attributes = format_node_attributes(node, _IMAGE_OWN, {"src": url}, is_image=True)
    return _surround(node, f"<img{attributes}>", _read_text(node, "caption"), _read_text(node, "anchorLink"))


def write_frame(node: Node, _inner: str) -> str:
    """Write a frame. It gets no attribute but those that say how it looks and restrict it."""
    url = _read_text(node, "src") or _read_text(node, "url")
    if not url or not is_safe_url(url):
        return ""
    said = {**read_kept(node.attrs), **node.attrs}
    attributes = {
        "src": url,
        **{name: said[name] for name in _FRAME_ATTRIBUTES if name in said},
        "data-type": "social-embeds" if node.type == "social-embeds" else None,
    }
    looks: Attributes = {name: node.attrs[name] for name in _LOOKS if name in node.attrs}
    return f"<iframe{format_attributes(attributes)}{format_node_attributes(Node('embed', attrs=looks))}></iframe>"


def write_columns(table: Node) -> str:
    """Write the widths of columns, if somebody has set one."""
    said: object = table.attrs.get("colWidths")
    listed = cast("list[object]", said) if isinstance(said, list) else []
    widths = [width for width in listed if isinstance(width, (int, float))]
    whole = sum(widths)
    if not whole or all(width == DEFAULT_WIDTH for width in widths):
        return ""
    columns = "".join(f'<col style="width: {width / whole * _WHOLE:.6g}%;">' for width in widths)
    return f'<colgroup data-width="{whole:g}">{columns}</colgroup>'


def read_spans(cell: Node) -> dict[str, object]:
    """Return the attributes of a cell that spans others."""
    spans = {"colspan": cell.attrs.get("colSpan"), "rowspan": cell.attrs.get("rowSpan")}
    return {name: value for name, value in spans.items() if isinstance(value, int) and 1 < value <= _MOST_SPAN}


def write_reference(node: Node, inner: str) -> str:
    """Write a reference as Contentstack does, so that it can be read again."""
    is_asset = bool(node.attrs.get("asset-uid"))
    display = _read_text(node, "display-type")
    names = _ASSET_DATA if is_asset else _ENTRY_DATA
    data: dict[str, object] = {there: node.attrs.get(here) for here, there in names.items()}
    data["sys-style-type"] = display
    if is_asset and node.attrs.get("target") == "_blank":
        data["data-sys-asset-isnewtab"] = "true"
    if is_asset and display not in _TAGS:
        return _write_asset(node, data)
    tag = _TAGS.get(display, "div")
    if tag == "a":
        url = _read_text(node, "href") or _read_text(node, "asset-link")
        data = {"href": url or None, "target": node.attrs.get("target"), **data}
    return format_tag(tag, format_node_attributes(node, _NOT_TWICE | {"href"}, data), inner)


def _write_asset(node: Node, data: dict[str, object]) -> str:
    more = {"src": node.attrs.get("asset-link"), "alt": node.attrs.get("asset-alt"), "content-type-uid": ASSETS, **data}
    shown = Node("img", attrs={**node.attrs, "style": {"width": "auto", **node.style}})
    image = f"<img{format_node_attributes(shown, _NOT_TWICE, more, is_image=True)}>"
    return _surround(node, image, _read_text(node, "asset-caption"), _read_text(node, "link"), is_figure=True)


def _surround(node: Node, image: str, caption: str, link: str, *, is_figure: bool = False) -> str:
    """Put an image into its link, and into a figure with its caption."""
    if link:
        image = format_tag("a", format_attributes({"href": link, "target": node.attrs.get("target")}), image)
    if caption:
        image = f"{image}<figcaption>{escape(caption, quote=False)}</figcaption>"
    if is_figure:
        return format_tag("figure", ' style="margin: 0;"', image)
    return format_tag("figure", "", image) if caption else image


def _read_text(node: Node, name: str) -> str:
    value = node.attrs.get(name)
    return value if isinstance(value, str) else ""
