"""Read the blocks of a page, and walk over all of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..documents import Document
from ..kinds import LISTS
from ..nodes import Node
from ..problems import ProblemKind
from .assembling import MAX_DEPTH
from .elements import BLOCKS, IGNORED, LIST_TAGS, NEAREST_MARKS, PARAGRAPHS, SEPARATE, SILENT, TRANSPARENT
from .embedded import is_embedded, read_embedded
from .google_docs import read_flat_list, read_level
from .inlines import Close, Handler, InlineReader, Outcome
from .lists import ItemPlace, Places, gather_items, repair_list
from .media import find_marker, has_formats, read_figure, read_language, read_widths, read_words
from .reporting import name_lost
from .sources import Source
from .tables import MOST_COVERED, Covered, complete_table
from .word import read_item

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .reporting import Reporter

_ITEM_ATTRIBUTES = frozenset({"aria-level"})


class BlockReader(InlineReader):
    """Reads a page. Each element has a handler; none of them recurses."""

    def __init__(self, source: Source, reporter: "Reporter", class_styles: Mapping[str, str]) -> None:
        super().__init__(source, reporter, class_styles)
        self._places: Places = {}
        self._flat_lists: list[ItemPlace] = []
        self._widths: list[list[float]] = []
        self._covered = Covered()
        self._is_too_deep = False
        self._handlers: dict[str, Handler] = {
            **dict.fromkeys(SEPARATE, self._read_separate),
            **self.list_inline_handlers(),
            **dict.fromkeys(SEPARATE & NEAREST_MARKS.keys(), self._read_separate),
            **dict.fromkeys(BLOCKS, self._read_block),
            **dict.fromkeys(LIST_TAGS, self._read_list),
            "div": self._read_division,
            "li": self._read_item,
            "table": self._read_table,
            "tfoot": self._read_footer,
            **dict.fromkeys(PARAGRAPHS, self._read_paragraph),
            **dict.fromkeys(TRANSPARENT, _descend),
            **dict.fromkeys(IGNORED, _skip),
            "caption": self._read_caption,
            "col": self._read_column,
            "figure": self._read_figure,
            "hr": self._read_rule,
            "pre": self._read_preformatted,
        }

    def read(self, body: "LexborNode | None") -> Document:
        """Read all that is in an element."""
        if body is not None:
            self._walk(body)
        self.tree.flush()
        if self._covered.is_exceeded:
            what = f"cells span more than {MOST_COVERED:,} others; those that span the rest are one cell each"
            self.reporter.note(ProblemKind.REPLACED, what)
        document = self.tree.document
        if id(document) in self.tree.unfinished:
            self.finish(document)
        if not document.children:
            document.children.append(Node("p", [""]))
        return document

    def finish(self, node: Node) -> None:
        """Complete a block: items get their lists."""
        if node.type in LISTS:
            repair_list(node, self._places)
        else:
            node.children = gather_items(node.children, self._places)

    def _walk(self, body: "LexborNode") -> None:
        closing: list[tuple[LexborNode, Outcome]] = []
        node = body.first_child
        while node is not None:
            outcome = self._read_one(node, is_outermost=not closing)
            below = None if outcome is False else node.first_child
            if below is not None:
                closing.append((node, outcome))
                node = below
                continue
            if outcome is not True and outcome is not False:
                outcome()
            following = node.next
            while following is None and closing:
                node, outcome = closing.pop()
                if outcome is not True and outcome is not False:
                    outcome()
                following = node.next
            node = following

    def _read_one(self, node: "LexborNode", *, is_outermost: bool) -> Outcome:
        tag = node.tag
        if tag == "-text":
            self.tree.add_text(node.text_content or "", self.form)
            return False
        if tag is None or tag.startswith("-"):
            return False
        if is_outermost:
            self.reporter.enter(tag)
        return self._handlers.get(tag, self._read_unknown)(node)

    def _read_paragraph(self, element: "LexborNode") -> Outcome:
        attributes, tag, tree = element.attributes, element.tag or "p", self.tree
        if tree.is_preformatted:
            return self._separate()
        place = self._read_word_item(element, tag) if self.source is Source.WORD else None
        if place is not None:
            return self._open_item(Node("li"), place)
        if self.source is Source.GOOGLE_DOCS and attributes.get("role") == "presentation":
            return self._end_text()
        if attributes.get("data-type") == "checked":
            attrs = {"checked": attributes.get("data-checked") == "true"}
            return tree.close_paragraph if tree.open_paragraph("check-list", attrs) else tree.flush
        attrs = self.attributes.read_node(element) if attributes else {}
        return tree.close_paragraph if tree.open_paragraph(tag, attrs) else tree.flush

    def _read_word_item(self, element: "LexborNode", tag: str) -> ItemPlace | None:
        style = element.attributes.get("style") or ""
        if "mso-list" not in style:
            return None
        marker = find_marker(element)
        if tag == "p":
            return read_item(style, marker)
        if marker:
            self.reporter.drop(f"headings have no numbers; {marker[:40]!r} was left out", element)
        return None

    def _open_item(self, node: Node, place: ItemPlace | None) -> Outcome:
        container = self.tree.container
        if container.type not in LISTS:
            self.tree.unfinished.add(id(container))
            place = place or (self._flat_lists[-1] if self._flat_lists else None)
        if place is not None:
            self._places[id(node)] = place
        self.tree.open_container(node)
        return self._close_block

    def _read_block(self, element: "LexborNode") -> Outcome:
        if self.tree.is_closed:
            return self._read_misplaced(element)
        self.tree.open_container(Node(element.tag or "", attrs=self.attributes.read_node(element)))
        return self._close_block

    def _read_division(self, element: "LexborNode") -> Outcome:
        if is_embedded(element.attributes):
            return self._open_embedded(element)
        return self._separate() if self.tree.is_in_paragraph else self._read_block(element)

    def _read_item(self, element: "LexborNode") -> Outcome:
        if self.tree.is_closed:
            return self._read_misplaced(element)
        place = read_level(element.attributes, self.tree.container.type)
        return self._open_item(Node("li", attrs=self.attributes.read_node(element, _ITEM_ATTRIBUTES)), place)

    def _read_list(self, element: "LexborNode") -> Outcome:
        if self.tree.is_closed:
            return self._read_misplaced(element)
        kind = "ol" if element.tag == "ol" else "ul"
        if self._open_flat_list(element, kind):
            return self._close_flat_list
        self.tree.open_container(Node(kind, attrs=self.attributes.read_node(element)))
        return self._close_block

    def _read_table(self, element: "LexborNode") -> Outcome:
        outcome = self._read_block(element)
        if self.tree.container.type != "table":
            return outcome
        self._widths.append([])
        return self._close_table

    def _read_footer(self, element: "LexborNode") -> Outcome:
        if self.tree.is_closed:
            return self._read_misplaced(element)
        self.reporter.replace("`<tfoot>` has no form; its rows are in a body of the table", element)
        self.tree.open_container(Node("tbody", attrs=self.attributes.read_node(element)))
        return self._close_block

    def _close_block(self) -> None:
        self.tree.close_container()

    def _close_table(self) -> None:
        complete_table(self.tree.close_container(), self._widths.pop(), self._covered)

    def _open_flat_list(self, element: "LexborNode", kind: str) -> bool:
        """Google Docs writes a list of its own for the items of each level, one after the other."""
        if self.source is not Source.GOOGLE_DOCS or self.tree.container.type in LISTS:
            return False
        place = read_flat_list(element.attributes, kind)
        if place is None:
            return False
        self.tree.flush()
        self._flat_lists.append(place)
        return True

    def _close_flat_list(self) -> None:
        self.tree.flush()
        self._flat_lists.pop()

    def _read_misplaced(self, element: "LexborNode") -> Outcome:
        """Read a block where none can be: in code, or deeper than blocks can be."""
        if not self.tree.is_preformatted and not self._is_too_deep:
            self._is_too_deep = True
            what = f"blocks are nested deeper than {MAX_DEPTH}; what is deeper is in the block at this depth"
            self.reporter.replace(what, element)
        return self._separate()

    def _read_separate(self, element: "LexborNode") -> Outcome:
        tag = element.tag or ""
        if tag not in SILENT:
            self.reporter.replace(f"`<{tag}>` has no form; what is in it was kept{name_lost(element)}", element)
        self._separate()
        mark = NEAREST_MARKS.get(tag)
        if mark is None:
            return self._separate_again
        self.push_form(self.form.add(mark.value))
        return self._close_separate

    def _close_separate(self) -> None:
        self.pop_form()
        self.tree.separate()

    def _separate(self) -> Close:
        self.tree.separate()
        return self._separate_again

    def _separate_again(self) -> None:
        self.tree.separate()

    def _end_text(self) -> Close:
        self.tree.flush()
        return self.tree.flush

    def _open_embedded(self, element: "LexborNode") -> Outcome:
        if self.tree.is_closed:
            return self._read_misplaced(element)
        self.tree.open_container(Node("reference", attrs=read_embedded(element.attributes)))
        return self._close_block

    def _read_caption(self, element: "LexborNode") -> Outcome:
        lost = ", without its formats" if has_formats(element) else ""
        self.reporter.replace(f"`<caption>` has no form; it became a paragraph before the table{lost}", element)
        self.tree.add_before(Node("p", [read_words(element)]))
        return False

    def _read_column(self, element: "LexborNode") -> Outcome:
        if self._widths:
            self._widths[-1].extend(read_widths(element))
        return False

    def _read_figure(self, element: "LexborNode") -> Outcome:
        if is_embedded(element.attributes):
            return self._open_embedded(element)
        figure = read_figure(element)
        image = self.make_image(figure.image) if figure else None
        if figure is None or image is None:
            return self._read_separate(element)
        link = figure.link.attributes if figure.link is not None else {}
        caption = read_words(figure.caption)
        if has_formats(figure.caption):
            self.reporter.replace("a caption has no formats; its text was kept", element)
        is_reference = image.type == "reference"
        if caption:
            image.attrs["asset-caption" if is_reference else "caption"] = caption
        self._link_image(image, link.get("href") or "", link.get("target") or "", element)
        self.tree.add_block(image)
        return False

    def _link_image(self, image: Node, url: str, target: str, element: "LexborNode") -> None:
        if not url or not self.check_link(url, element):
            return
        image.attrs["link" if image.type == "reference" else "anchorLink"] = url
        if target:
            image.attrs["target"] = target

    def _read_rule(self, element: "LexborNode") -> Outcome:
        self.tree.add_block(Node("hr", [""], self.attributes.read_node(element)))
        return False

    def _read_preformatted(self, element: "LexborNode") -> Outcome:
        attrs = self.attributes.read_node(element)
        language = read_language(element)
        if language and "language" not in attrs:
            attrs["language"] = language
        if self.tree.is_preformatted or not self.tree.open_paragraph("code", attrs):
            return self._separate()
        self.tree.is_preformatted = True
        return self._close_preformatted

    def _close_preformatted(self) -> None:
        self.tree.close_preformatted()

    def _read_unknown(self, element: "LexborNode") -> Outcome:
        tag = element.tag or ""
        if self.source is Source.WORD and ":" in tag:
            return bool(element.text().strip().strip("\xa0"))
        self.reporter.replace(f"`<{tag[:40]}>` has no form; what is in it was kept{name_lost(element)}", element)
        return True


def _descend(_element: "LexborNode") -> bool:
    return True


def _skip(_element: "LexborNode") -> bool:
    return False
