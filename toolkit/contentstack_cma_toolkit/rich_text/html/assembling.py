"""Assemble a tree from what a reader meets: blocks that open and close, texts, and what is among the texts.

It does what an element cannot know of its surroundings: white space collapses across elements, text beside blocks gets
a paragraph or fragment of its own, a block within a paragraph or link splits it.
"""

from collections.abc import Callable

from ..documents import Document
from ..kinds import LISTS, is_block
from ..nodes import Attributes, Node, Text
from .formats import PLAIN, Format

MAX_DEPTH = 36
"""How many blocks can be within each other. What is deeper joins the block at this depth.

Each is two levels of JSON, and servers reject JSON of more than about a hundred levels.
"""

MAX_WRAPPERS = 2
"""How many links and references can be within each other. More are left out, and their text is kept."""

_WHITE_SPACE = " \t\n\r\f"
_SPACES = str.maketrans(_WHITE_SPACE, " " * len(_WHITE_SPACE))
_STRETCHED = frozenset({"img", "embed", "social-embeds", "reference"})
"""What needs no paragraph around it if it stands alone."""


class _Paragraph:
    """A paragraph or heading that is open: what the next text in it belongs to."""

    __slots__ = ("attrs", "is_used", "type")

    def __init__(self, kind: str, attrs: Attributes) -> None:
        self.type = kind
        self.attrs = attrs
        self.is_used = False

    def make(self) -> Node:
        """Make the node. A block within makes a second one necessary, which has the same attributes but the id."""
        attrs = {name: value for name, value in self.attrs.items() if name != "id"} if self.is_used else self.attrs
        self.is_used = True
        return Node(self.type, attrs=attrs)


class _Wrapper:
    """A link, or what else is around text: a block within it ends its node, and the next text begins another."""

    __slots__ = ("attrs", "is_used", "node", "type")

    def __init__(self, kind: str, attrs: Attributes) -> None:
        self.type = kind
        self.attrs = attrs
        self.node: Node | None = None
        self.is_used = False


class Assembler:
    """A tree under construction.

    Args:
        finish: Called with each list whose content is there, and with what is in `unfinished`.

    Attributes:
        document: The tree.
        unfinished: By `id()`, the other blocks that `finish` must be called with.
        is_preformatted: Whether white space is kept.
    """

    def __init__(self, finish: Callable[[Node], None]) -> None:
        self.document = Document()
        self.unfinished: set[int] = set()
        self.is_preformatted = False
        self._finish = finish
        self._container: Node = self.document
        self._outer: list[tuple[Node, _Paragraph | None]] = []
        self._paragraph: _Paragraph | None = None
        self._run: Node | None = None
        self._wrappers: list[_Wrapper] = []
        self._is_after_space = True
        self._is_own_block = False
        self._last_text: Text | None = None
        self._last_format = PLAIN

    @property
    def container(self) -> Node:
        """The innermost block that is open and can hold blocks."""
        return self._container

    @property
    def is_closed(self) -> bool:
        """Whether no block can be opened here: in code, or deep in others."""
        return self.is_preformatted or len(self._outer) >= MAX_DEPTH

    @property
    def is_in_paragraph(self) -> bool:
        """Whether a paragraph or heading is open."""
        return self._paragraph is not None

    @property
    def can_wrap(self) -> bool:
        """Whether another link or the like can be opened."""
        return len(self._wrappers) < MAX_WRAPPERS

    def open_container(self, node: Node) -> None:
        """Open a block that can hold blocks."""
        if self._run is not None:
            self.flush()
        self._container.children.append(node)
        self._outer.append((self._container, self._paragraph))
        self._container = node
        self._paragraph = None
        self._is_own_block = False

    def close_container(self) -> Node:
        """Close it, and return it."""
        if self._run is not None:
            self.flush()
        node = self._container
        if node.type in LISTS or id(node) in self.unfinished:
            self.unfinished.discard(id(node))
            self._finish(node)
        children = node.children
        if not children:
            children.append(Text(""))
        elif len(children) == 1 and isinstance(only := children[0], Node) and only.type == "fragment":
            node.children = only.children
        self._container, self._paragraph = self._outer.pop()
        self._is_own_block = False
        return node

    def open_paragraph(self, kind: str, attrs: Attributes) -> bool:
        """Open a block that holds text only. False: one is open already, and what comes belongs to that one."""
        self.flush()
        if self._paragraph is not None:
            return False
        self._paragraph = _Paragraph(kind, attrs)
        return True

    def close_paragraph(self) -> None:
        """Close it. One without text is kept, as an empty line."""
        self.flush()
        if self._paragraph is not None and not self._paragraph.is_used:
            self._container.children.append(Node(self._paragraph.type, [""], self._paragraph.attrs))
        self._paragraph = None

    def close_preformatted(self) -> None:
        """Close a block of code. The line break at its end is the end of its last line."""
        run = self._run
        last = run.children[-1] if run is not None and run.children else None
        if run is not None and isinstance(last, Text) and last.text.endswith("\n"):
            last.text = last.text[:-1]
            if not last.text and len(run.children) > 1:
                run.children.pop()
        self.close_paragraph()
        self.is_preformatted = False

    def add_before(self, node: Node) -> None:
        """Add a block before the one that is open."""
        siblings = self._outer[-1][0].children if self._outer else self._container.children
        siblings.insert(max(0, len(siblings) - 1), node)

    def separate(self) -> None:
        """End the text so far: what comes is a block of its own, though there is no node for it."""
        if self.is_preformatted:
            if self._last_text is not None and not self._last_text.text.endswith("\n"):
                self.add_text("\n", self._last_format)
            return
        self.flush()
        self._is_own_block = True

    def add_block(self, node: Node) -> None:
        """Add a block whose content is complete."""
        self.flush()
        self._container.children.append(node)

    def add_inline(self, node: Node) -> None:
        """Add what is part of a line, such as an image."""
        self._find_siblings().append(node)
        self._last_text = None
        self._is_after_space = False

    def add_break(self, made_by: Format) -> None:
        """Add a line break."""
        if self.is_preformatted:
            self.add_text("\n", made_by)
            return
        text = made_by.make_text("\n")
        text.marks["break"] = False
        self._find_siblings().append(text)
        self._last_text = None
        self._is_after_space = True

    def add_text(self, value: str, form: Format) -> None:
        """Add text."""
        if not self.is_preformatted:
            value = self._collapse(value)
        if not value:
            return
        siblings = self._find_siblings()
        last = self._last_text
        if last is not None and siblings and siblings[-1] is last and form.equals(self._last_format):
            last.text += value
        else:
            self._last_text = form.make_text(value)
            siblings.append(self._last_text)
            self._last_format = form

    def open_wrapper(self, kind: str, attrs: Attributes) -> None:
        """Open a link, or another node around text."""
        self._wrappers.append(_Wrapper(kind, attrs))

    def close_wrapper(self) -> Node:
        """Close it, and return its last node. One without content is kept."""
        wrapper = self._wrappers[-1]
        if not wrapper.is_used:
            self._find_siblings()
        self._wrappers.pop()
        node = wrapper.node or Node(wrapper.type)
        if not node.children:
            node.children.append(Text(""))
            self._is_after_space = False
        self._last_text = None
        return node

    def replace_last(self, node: Node, by: Node) -> None:
        """Put a node in the place of one that was just added."""
        siblings = self._find_siblings()
        if siblings and siblings[-1] is node:
            siblings[-1] = by

    def flush(self) -> None:
        """End the text so far."""
        run = self._run
        if run is None:
            return
        if not self.is_preformatted:
            _trim_end(run)
        self._run = None
        self._last_text = None
        self._is_after_space = True
        for wrapper in self._wrappers:
            wrapper.node = None
        if self._paragraph is None:
            self._place(run)
        elif not run.children:
            run.children.append(Text(""))

    def _place(self, run: Node) -> None:
        """Decide what text that is in no paragraph becomes."""
        siblings = self._container.children
        if not run.children or _is_stretched(run):
            siblings[-1:] = run.children
        elif self._container.type in LISTS:
            run.type = "li"
        elif _is_break(run):
            siblings[-1:] = [Node("p", [""])] if self._container is self.document else []
        elif self._is_own_block or self._container is self.document:
            run.type = "p"

    def _find_siblings(self) -> list[Node | Text]:
        """Return the list that the next text belongs in."""
        run = self._run
        if run is None:
            run = self._run = Node("fragment") if self._paragraph is None else self._paragraph.make()
            self._container.children.append(run)
        siblings = run.children
        for wrapper in self._wrappers:
            if wrapper.node is None or not siblings or siblings[-1] is not wrapper.node:
                wrapper.node = Node(wrapper.type, attrs=dict(wrapper.attrs))
                wrapper.is_used = True
                siblings.append(wrapper.node)
            siblings = wrapper.node.children
        return siblings

    def _collapse(self, value: str) -> str:
        if self._run is None and not (value := value.lstrip(_WHITE_SPACE)):
            return value
        if "\n" in value or "\t" in value or "\r" in value or "\f" in value:
            value = value.translate(_SPACES)
        while "  " in value:
            value = value.replace("  ", " ")
        if self._is_after_space and value.startswith(" "):
            value = value[1:]
        if value:
            self._is_after_space = value.endswith(" ")
        return value


def _is_stretched(run: Node) -> bool:
    """Return whether there are only images and the like, which need no paragraph."""
    return all(isinstance(child, Node) and child.type in _STRETCHED for child in run.children)


def _is_break(run: Node) -> bool:
    """Return whether there are only line breaks."""
    return all(isinstance(child, Text) and "break" in child.marks for child in run.children)


def _trim_end(run: Node) -> None:
    """Remove the space at the end of text, and the text if nothing is left of it."""
    siblings = run.children
    while siblings and isinstance(last := siblings[-1], Node) and not is_block(last) and last.type not in _STRETCHED:
        siblings = last.children
    if siblings and isinstance(last := siblings[-1], Text) and last.text.endswith(" "):
        last.text = last.text[:-1]
        if not last.text:
            siblings.pop()
