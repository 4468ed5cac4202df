"""Write rich text as Markdown. What Markdown has no form for is written as HTML, which Markdown may contain."""

from collections.abc import Callable, Sequence

from ..html.safety import is_safe_url
from ..html.writing import to_html
from ..kinds import CELLS, HEADINGS, LISTS, is_block
from ..nodes import Child, Node, Text, read_kept
from ..walking import fold, read_image_text
from .escaping import escape_heading_end, escape_line_starts, escape_text, escape_title, escape_url, fence, protect
from .inlines import join_inlines

_BLANK = "\n\n"
_APART = "\n\n<!-- -->\n\n"
_HTML = frozenset({"reference", "embed", "social-embeds", "check-list", "row"})
_LAST_NUMBER = 999_999_999
_RULES = {"left": ":---", "center": ":---:", "right": "---:"}
"""What is below the heading of a column, by its alignment."""

_IMAGE_ATTRIBUTES = frozenset({"url", "redactor-attributes", "alt", "title"})


def to_markdown(node: Node) -> str:
    r"""Convert rich text to Markdown: CommonMark with tables and strikethrough.

    What Markdown has no form for, such as references, colours or cells that span others, is written as HTML, which
    `from_markdown` reads again. Empty paragraphs are left out, and so are the attributes of blocks, such as alignment.

        to_markdown(Document([heading(1, "News"), paragraph("Hello ", bold("world"))]))  # '# News\n\nHello **world**\n'

    Args:
        node: The document, or a part of it.
    """
    written = fold(node, _write_text, _write_node).strip("\n")
    return f"{written}\n" if written else ""


def _write_text(text: Text, _parent: Node) -> str:
    return text.text


def _write_node(node: Node, parts: list[str]) -> str:
    if node.type in _HTML:
        return _write_html(node)
    if node.type in HEADINGS:
        written = escape_heading_end(join_inlines(node.children, parts, is_one_line=True).strip())
        return f"{'#' * int(node.type[1])} {written}"
    write = _WRITERS.get(node.type)
    return _write_flow(node.children, parts) if write is None else write(node, parts)


def _write_html(node: Node) -> str:
    return protect(to_html(node))


def _write_flow(children: Sequence[Child], parts: Sequence[str], *, is_item: bool = False) -> str:
    """Write blocks, and texts between them as paragraphs.

    Args:
        children: The blocks and texts.
        parts: What they are written as.
        is_item: They are in an item of a list, where a list follows its text without an empty line.
    """
    written = ""
    before: Child | None = None
    for child, part in _gather_texts(children, parts):
        if not part:
            continue
        is_list = isinstance(child, Node) and child.type in LISTS
        if before is None:
            written = part
        elif is_list and _get_type(before) == _get_type(child):
            written += _APART + part
        else:
            is_tight = is_item and is_list and _get_type(before) in {"", "fragment"}
            written += ("\n" if is_tight else _BLANK) + part
        before = child
    return written


def _get_type(child: Child) -> str:
    """Return the type of a node; empty for a text."""
    return child.type if isinstance(child, Node) else ""


def _gather_texts(children: Sequence[Child], parts: Sequence[str]) -> list[tuple[Child, str]]:
    """Join what is in one line of text, and return it as a text."""
    gathered: list[tuple[Child, str]] = []
    start = 0
    for at in range(len(children) + 1):
        if at < len(children) and not is_block(children[at]):
            continue
        if start < at:
            text = escape_line_starts(join_inlines(children[start:at], parts[start:at]))
            gathered.append((Text(""), text))
        if at < len(children):
            gathered.append((children[at], parts[at]))
        start = at + 1
    return gathered


def _write_paragraph(node: Node, parts: list[str]) -> str:
    return escape_line_starts(join_inlines(node.children, parts))


def _write_quotation(node: Node, parts: list[str]) -> str:
    lines = _write_flow(node.children, parts).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _write_code(node: Node, _parts: list[str]) -> str:
    is_plain = all(isinstance(child, Text) and not child.marks and not child.style for child in node.children)
    language = node.attrs.get("language")
    return fence(node.text, language if isinstance(language, str) else "") if is_plain else to_html(node)


def _write_rule(_node: Node, _parts: list[str]) -> str:
    return "***"


def _write_list(node: Node, parts: list[str]) -> str:
    is_loose = any(isinstance(item, Node) and _is_loose(item) for item in node.children)
    number = _read_start(node)
    items: list[str] = []
    for at, part in enumerate(parts):
        marker = f"{min(number + at, _LAST_NUMBER)}. " if node.type == "ol" else "- "
        lines = part.split("\n")
        indented = [lines[0], *(f"{' ' * len(marker)}{line}" if line else "" for line in lines[1:])]
        items.append(marker + "\n".join(indented) if part else marker.rstrip())
    return (_BLANK if is_loose else "\n").join(items)


def _is_loose(item: Node) -> bool:
    return any(isinstance(child, Node) and child.type == "p" for child in item.children)


def _read_start(node: Node) -> int:
    said = str(node.attrs.get("start", read_kept(node.attrs).get("start")))
    is_number = said.isascii() and said.isdecimal() and int(said) <= _LAST_NUMBER
    return int(said) if is_number else 1


def _write_item(node: Node, parts: list[str]) -> str:
    return _write_flow(node.children, parts, is_item=True)


def _write_fragment(node: Node, parts: list[str]) -> str:
    return _write_flow(node.children, parts)


def _write_link(node: Node, parts: list[str]) -> str:
    url, title = node.attrs.get("url"), node.attrs.get("title")
    if (
        not isinstance(url, str)
        or not url
        or any(isinstance(c, Node) for c in node.children)
        or node.attrs.get("target")
    ):
        return _write_html(node)
    text = join_inlines(node.children, parts, is_one_line=True)
    if not is_safe_url(url):
        return text
    return f"[{text}]({escape_url(url)}{escape_title(title) if isinstance(title, str) else ''})"


def _write_image(node: Node, _parts: list[str]) -> str:
    url, title = node.attrs.get("url"), node.attrs.get("title")
    kept = read_kept(node.attrs)
    has_more = node.attrs.keys() - _IMAGE_ATTRIBUTES or kept.keys() - {"alt", "title"}
    if not isinstance(url, str) or not url or has_more or not is_safe_url(url, is_image=True):
        return _write_html(node)
    title = title or kept.get("title")
    alt = escape_text(" ".join(read_image_text(node).split()))
    return f"![{alt}]({escape_url(url)}{escape_title(title) if isinstance(title, str) else ''})"


def _write_table(node: Node, parts: list[str]) -> str:
    return "\n".join(parts) if _is_simple_table(node) else _write_html(node)


def _is_simple_table(table: Node) -> bool:
    """Return whether a table has one row of headings, and nothing but text in cells of one size."""
    groups = [group for group in table.children if isinstance(group, Node)]
    if [group.type for group in groups] not in (["thead", "tbody"], ["thead"]):
        return False
    rows = [row for group in groups for row in group.children if isinstance(row, Node)]
    sizes = {len(row.children) for row in rows}
    is_even = len(groups[0].children) == 1 and len(sizes) == 1 and 0 not in sizes
    return is_even and all(row.type == "tr" and all(map(_is_simple_cell, row.children)) for row in rows)


def _is_simple_cell(cell: Child) -> bool:
    if not isinstance(cell, Node) or cell.type not in CELLS:
        return False
    has_span = any(cell.attrs.get(name) for name in ("void", "colSpan", "rowSpan"))
    return not has_span and not any(map(is_block, cell.children))


def _write_rows(_node: Node, parts: list[str]) -> str:
    return "\n".join(parts)


def _write_head(node: Node, parts: list[str]) -> str:
    first = node.children[0] if node.children else None
    cells = first.children if isinstance(first, Node) else []
    rule = "".join(f" {_RULES.get(_read_alignment(cell), '---')} |" for cell in cells)
    return "\n".join([*parts[:1], f"|{rule}", *parts[1:]])


def _read_alignment(cell: Child) -> str:
    return cell.style.get("text-align", "")


def _write_row(_node: Node, parts: list[str]) -> str:
    return "| " + " | ".join(parts) + " |"


def _write_cell(node: Node, parts: list[str]) -> str:
    if any(map(is_block, node.children)):
        return ""
    return join_inlines(node.children, parts, is_one_line=True).strip()


_WRITERS: dict[str, Callable[[Node, list[str]], str]] = {
    "a": _write_link,
    "blockquote": _write_quotation,
    "code": _write_code,
    "fragment": _write_fragment,
    "hr": _write_rule,
    "img": _write_image,
    "li": _write_item,
    "ol": _write_list,
    "p": _write_paragraph,
    "table": _write_table,
    "tbody": _write_rows,
    "td": _write_cell,
    "th": _write_cell,
    "thead": _write_head,
    "tr": _write_row,
    "ul": _write_list,
}
