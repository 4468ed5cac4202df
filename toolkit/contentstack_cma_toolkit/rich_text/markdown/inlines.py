"""Write text within a block as Markdown, and as HTML where Markdown could be misread."""

from collections.abc import Iterator, Sequence

from ..html.markup import format_attributes
from ..html.styles import format_style
from ..marks import Mark
from ..nodes import Child, Node, Text
from .escaping import escape_text, make_code

_SIGNS = {Mark.BOLD: "**", Mark.ITALIC: "*", Mark.STRIKETHROUGH: "~~"}
_TAGS = {
    Mark.BOLD: "strong",
    Mark.ITALIC: "em",
    Mark.UNDERLINE: "u",
    Mark.STRIKETHROUGH: "del",
    Mark.SUBSCRIPT: "sub",
    Mark.SUPERSCRIPT: "sup",
}
_BEFORE = " \n("
_AFTER = " \n.,;:!?)"


def join_inlines(children: Sequence[Child], parts: Sequence[str], *, is_one_line: bool = False) -> str:
    """Write texts, and the nodes among them.

    Args:
        children: Texts and nodes.
        parts: What the nodes are written as. Those of texts are not used.
        is_one_line: Line breaks must be written as HTML, as in headings and tables.
    """
    written = ""
    last = len(children) - 1
    for at, (child, part) in enumerate(zip(children, parts, strict=True)):
        if isinstance(child, Node):
            is_misread = part.startswith("[") and written.endswith("!")
            written = f"{written[:-1]}\\!{part}" if is_misread else written + part
            continue
        following = _get_first_character(children[at + 1]) if at < last else ""
        piece = _write_text(child, written[-1:], following, is_in_table=is_one_line)
        is_at_an_end = not written.strip() or at == last
        written += piece.replace("\n", "<br>" if is_one_line or is_at_an_end else "\\\n")
    return written


def _write_text(text: Text, before: str, following: str, *, is_in_table: bool) -> str:
    marks = [mark for mark in _TAGS if text.has(mark)]
    is_code = text.has(Mark.INLINE_CODE) or text.has("code")
    span = _write_span(text)
    if not marks and not span and not is_code:
        return escape_text(text.text)
    core = text.text.strip(" \n")
    lead, _, trail = text.text.partition(core) if core else (text.text, "", "")
    written = make_code(core, is_in_table=is_in_table) if is_code and core else escape_text(core)
    before, following = (lead or before)[-1:], (trail or following)[:1]
    if core and not span and not is_code and _can_use_signs(core, marks, before, following):
        signs = "".join(_SIGNS[mark] for mark in marks)
        return f"{lead}{signs}{written}{signs[::-1]}{trail}"
    for mark in marks:
        written = f"<{_TAGS[mark]}>{written}</{_TAGS[mark]}>"
    return f"{lead}{span}{written}{'</span>' if span else ''}{trail}" if core else text.text


def _can_use_signs(core: str, marks: Sequence[Mark], before: str, following: str) -> bool:
    """Return whether the signs of Markdown are sure to be read as such, with these characters around them."""
    if not all(mark in _SIGNS for mark in marks) or not (core[0].isalnum() and core[-1].isalnum()):
        return False
    return (not before or before in _BEFORE) and (not following or following in _AFTER)


def _write_span(text: Text) -> str:
    """Return the tag around a text that has a style; empty if it has none."""
    said: dict[str, object] = {
        "class": text.marks.get("classname"),
        "id": text.marks.get("id"),
        "style": format_style(text.style) or None,
    }
    attributes = format_attributes(said)
    return f"<span{attributes}>" if attributes else ""


def _get_first_character(child: Child) -> str:
    """Return what follows a text. What a node begins with is not known, so that it counts as a letter."""
    texts: Iterator[str] = iter([child.text] if isinstance(child, Text) else ["x"])
    return next(texts)[:1]
