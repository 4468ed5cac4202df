"""Rich text as plain text."""

from .kinds import CELLS, is_block
from .nodes import Child, Node, Text
from .walking import fold, read_image_text


def to_text(node: Node) -> str:
    r"""Convert rich text to plain text, for a search index or a preview.

    Every block is on a line of its own, the cells of a row are separated by tabs, and an image is its alternative text.
    Marks, links and references leave their text.

        to_text(Document([heading(1, "News"), paragraph("Hello ", bold("world"))]))  # 'News\nHello world'

    Args:
        node: The document, or a part of it.
    """
    return fold(node, _write_text, _write_node).strip("\n")


def _write_text(text: Text, _parent: Node) -> str:
    return text.text


def _write_node(node: Node, parts: list[str]) -> str:
    if node.type == "img":
        return read_image_text(node)
    if node.type == "tr":
        return "\t".join(
            part.strip().replace("\n", " ")
            for child, part in zip(node.children, parts, strict=True)
            if isinstance(child, Node) and child.type in CELLS and not child.attrs.get("void")
        )
    written = ""
    before: Child | None = None
    for child, part in zip(node.children, parts, strict=True):
        is_next_line = before is not None and (is_block(before) or is_block(child))
        written += f"\n{part}" if is_next_line else part
        before = child
    return written
