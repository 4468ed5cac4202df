"""Read images, figures and frames."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..nodes import Attributes, Node
from .elements import SOCIAL_HOSTS
from .styles import parse_style
from .word import is_marker

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

IMAGE_ATTRIBUTES = frozenset(
    {"src", "data-src", "data-lazy-src", "data-original", "srcset", "data-srcset", "sizes", "loading", "decoding"}
)
FRAME_ATTRIBUTES = frozenset({"src", "srcdoc", "data-type", "data-src", "url", "data"})
_SOURCES = ("src", "data-src", "data-lazy-src", "url", "data")
_SOURCE_TAGS = frozenset({"source", "embed", "iframe"})
_NO_PAGE = "about:blank"
_CANDIDATE = re.compile(r"(\S*[^,\s])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
_MOST_SOURCES = 20
_NO_WORDS = frozenset({"annotation", "annotation-xml", "script", "style"})
_LANGUAGES = ("language-", "lang-", "highlight-source-")
_HARDLY_A_PIXEL = 0.01
_LAZY = ("data-src", "data-lazy-src", "data-original")
_NOTHING = frozenset({"img", "a", "picture", "source", "figcaption", "noscript", "br", "div", "span"})
"""What may be in a figure that is one image."""


@dataclass(frozen=True, slots=True)
class ImageFigure:
    """A figure that is one image with a caption."""

    image: "LexborNode"
    link: "LexborNode | None"
    caption: "LexborNode | None"


def find_image_url(element: "LexborNode") -> str:
    """Return the URL of an image, which pages that load it late have elsewhere."""
    attributes = element.attributes
    source = (attributes.get("src") or "").strip()
    if source and not source.startswith("data:"):
        return source
    later = next((value.strip() for name in _LAZY if (value := attributes.get(name))), "")
    return later or _find_candidate(element) or source


def _find_candidate(image: "LexborNode") -> str:
    """Return the largest of the images that a browser may choose from; empty if there are none."""
    picture = image.parent if image.parent is not None and image.parent.tag == "picture" else None
    near = () if picture is None else islice(picture.iter(), _MOST_SOURCES)
    for element in (image, *(source for source in near if source.tag == "source")):
        said = element.attributes.get("srcset") or element.attributes.get("data-srcset") or ""
        found: list[tuple[str, str]] = _CANDIDATE.findall(said)
        if found:
            return max(found, key=lambda each: _to_size(each[1]))[0]
    return ""


def _to_size(said: str) -> float:
    return float(said) if said.replace(".", "", 1).isdecimal() else 1.0


def make_image(url: str, element: "LexborNode", attrs: Attributes) -> Node:
    """Make the node of an image.

    Args:
        url: Where it is.
        element: The element.
        attrs: The attributes that it has as any node.
    """
    return Node("img", [""], {"url": url, **read_width(element.attributes.get("width") or "", attrs)})


def make_frame(url: str, element: "LexborNode", attrs: Attributes) -> Node:
    """Make the node of a frame: an embed, or the post of a social network."""
    width = _to_number(element.attributes.get("width") or "")
    size: Attributes = {} if width is None else {"width": width}
    kind = "social-embeds" if is_social(url, element.attributes.get("data-type")) else "embed"
    return Node(kind, [""], {"src": url, **size, **attrs})


def is_social(url: str, data_type: str | None) -> bool:
    """Return whether a frame is a post of a social network."""
    if data_type == "social-embeds":
        return True
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in SOCIAL_HOSTS or host.partition(".")[2] in SOCIAL_HOSTS


def read_figure(element: "LexborNode") -> ImageFigure | None:
    """Return the parts of a figure that is one image. None: it is something else."""
    image = link = caption = None
    for node in element.traverse(include_text=True):
        if node.is_text_node:
            if not _is_in(node, caption, element) and (node.text_content or "").strip():
                return None
        elif node.tag == "img" and image is None:
            image = node
        elif node.tag == "a" and link is None and caption is None:
            link = node
        elif node.tag == "figcaption" and caption is None:
            caption = node
        elif (
            not _is_same(node, element)
            and node.is_element_node
            and not _is_in(node, caption, element)
            and node.tag not in _NOTHING - {"img"}
        ):
            return None
    return None if image is None else ImageFigure(image, link, caption)


def find_source(element: "LexborNode") -> str:
    """Return the URL of what a player plays."""
    own = _find_own_source(element)
    if own:
        return own
    return next(filter(None, (_find_own_source(node) for node in element.iter() if node.tag in _SOURCE_TAGS)), "")


def _find_own_source(element: "LexborNode") -> str:
    said = ((element.attributes.get(name) or "").strip() for name in _SOURCES)
    return next((url for url in said if url and url != _NO_PAGE), "")


def read_formula(element: "LexborNode") -> str:
    """Return the text of a formula, without what is said of it for programs."""
    parts: list[str] = []
    for node in element.traverse(include_text=True):
        parent = node.parent
        if node.is_text_node and parent is not None and parent.tag not in _NO_WORDS:
            parts.append((node.text_content or "").strip())
    return "".join(parts)


def read_words(element: "LexborNode | None") -> str:
    """Return the text of an element, on one line."""
    return "" if element is None else " ".join(element.text().split())


def find_marker(element: "LexborNode") -> str:
    """Return the bullet or number that Word writes before the text of an item."""
    for node in element.traverse():
        if not _is_same(node, element) and is_marker(node.attributes.get("style") or ""):
            return read_words(node)
    return ""


def read_widths(element: "LexborNode") -> list[float]:
    """Return the widths in pixels that a `<col>` says, one for each column; nothing if it says none."""
    attributes = element.attributes
    said = parse_style(attributes.get("style") or "").get("width") or attributes.get("width") or ""
    span = attributes.get("span") or "1"
    width = _to_pixels(said, element)
    count = int(span) if span.isdecimal() and len(span) < len("1000") else 1
    return [] if width is None else [width] * count


def read_language(element: "LexborNode") -> str:
    """Return the language of a block of code, which is in a class of it or of the code within."""
    code = element.first_child
    names = element.attributes.get("class") or ""
    if code is not None and code.tag == "code":
        names += f" {code.attributes.get('class') or ''}"
    for name in names.split():
        for prefix in _LANGUAGES:
            if name.startswith(prefix):
                return name.removeprefix(prefix)
    return element.attributes.get("language") or ""


def has_formats(element: "LexborNode | None") -> bool:
    """Return whether there are elements within an element."""
    return element is not None and any(True for _ in element.iter())


def _is_same(node: "LexborNode", other: "LexborNode") -> bool:
    """Return whether two are the same node. The operator compares their HTML: it is slow, and twins are equal."""
    return node.mem_id == other.mem_id


def _is_in(node: "LexborNode", caption: "LexborNode | None", figure: "LexborNode") -> bool:
    """Return whether a node is in the caption of a figure."""
    while caption is not None and not _is_same(node, figure):
        if _is_same(node, caption):
            return True
        parent = node.parent
        if parent is None:
            break
        node = parent
    return False


def read_width(said: str, attrs: Attributes) -> Attributes:
    """Return attributes with the width that HTML says, where the editor looks for it: by itself, and in the style."""
    width = _to_number(said)
    if width is None:
        return attrs
    style = {"width": f"{width}px", "max-width": f"{width}px", **attrs.get("style", {})}
    return {**attrs, "width": width, "style": style}


def _to_number(said: str) -> int | None:
    digits = said.strip().removesuffix("px")
    most = 6
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= most else None


def _to_pixels(said: str, element: "LexborNode") -> float | None:
    """Return a width in pixels. Contentstack writes parts of a width that stands in the group of columns."""
    number = said.removesuffix("px").removesuffix("%").strip()
    if not number.replace(".", "", 1).isdecimal() or not number.isascii():
        return None
    if not said.endswith("%"):
        return _round(float(number))
    group = element.parent
    whole = (group.attributes.get("data-width") or "") if group is not None else ""
    return _round(float(whole) * float(number) / 100) if whole.isascii() and whole.isdecimal() else None


def _round(number: float) -> float:
    """Return a number of pixels, whole if it is nearly so."""
    return round(number) if abs(number - round(number)) < _HARDLY_A_PIXEL else round(number, 2)
