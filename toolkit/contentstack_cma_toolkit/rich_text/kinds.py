"""Which types of nodes there are, and which of them are blocks."""

from .nodes import Child, Text

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PARAGRAPHS = HEADINGS | {"p", "check-list"}
"""Blocks that hold text, and no blocks."""

LISTS = frozenset({"ul", "ol"})
CELLS = frozenset({"td", "th"})
ROW_GROUPS = frozenset({"thead", "tbody", "tfoot", "trgrp"})
BLOCKS = (
    PARAGRAPHS | LISTS | CELLS | ROW_GROUPS | {"blockquote", "code", "div", "hr", "li", "table", "tr", "row", "column"}
)

ASSETS = "sys_assets"
"""The content type uid of references to assets."""

_SHOWN_AS_BLOCK = frozenset({"block", "display"})


def is_block(node: Child) -> bool:
    """Return whether a node is a list, a table, a quotation or the like, and no part of a sentence."""
    if isinstance(node, Text):
        return False
    shown_as_block = node.type == "reference" and node.attrs.get("display-type") in _SHOWN_AS_BLOCK
    return node.type in BLOCKS or node.type == "fragment" or shown_as_block
