"""Write tags and attributes, and nothing in them that could run a script."""

from collections.abc import Mapping
from html import escape
from typing import cast

from ..nodes import Node, read_kept
from .safety import is_safe_attribute
from .styles import format_style

_NOTHING: frozenset[str] = frozenset()
_OWN = frozenset({"style", "redactor-attributes", "class-name", "id", "dirty", "position"})


def format_tag(name: str, attributes: str, inner: str) -> str:
    """Return an element."""
    return f"<{name}{attributes}>{inner}</{name}>"


def format_attributes(attributes: Mapping[str, object], *, is_image: bool = False) -> str:
    """Return attributes as they are in a tag, with a space before each. What is unsafe or no text is left out.

    Args:
        attributes: Texts, numbers and booleans. None: the attribute is left out.
        is_image: They are those of an image, whose URL may be its data.
    """
    written = ""
    for name, value in attributes.items():
        if not isinstance(value, (str, int, float)):
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if name == "style" or is_safe_attribute(name, text, is_image=is_image):
            written += f' {name}="{escape(text)}"'
    return written


def format_node_attributes(
    node: Node,
    besides: frozenset[str] = _NOTHING,
    more: Mapping[str, object] | None = None,
    *,
    is_image: bool = False,
) -> str:
    """Return the attributes of a node as they are in a tag.

    Args:
        node: The node.
        besides: Its attributes that the caller writes.
        more: Attributes that the caller writes, which come first.
        is_image: It is an image, whose URL may be its data.
    """
    attrs = node.attrs
    if not attrs and not more:
        return ""
    gathered: dict[str, object] = dict(more or {})
    gathered |= {name: value for name, value in read_kept(attrs).items() if name not in gathered}
    gathered |= {name: value for name, value in attrs.items() if name not in _OWN and name not in besides}
    for name, there in (("class-name", "class"), ("id", "id")):
        if attrs.get(name):
            gathered[there] = attrs[name]
    gathered.pop("style", None)
    style: object = attrs.get("style")
    written = format_style(cast("dict[str, object]", style)) if isinstance(style, dict) else ""
    if written:
        gathered["style"] = written
    return format_attributes(gathered, is_image=is_image)
