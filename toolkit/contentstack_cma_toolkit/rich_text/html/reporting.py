"""Collect problems, with where in the page they are."""

from itertools import islice
from typing import TYPE_CHECKING

from ..problems import Problem, ProblemKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

EXCERPT = 60
"""How many characters of a text are shown."""

_MOST_NAMES = 6
_MOST_NODES = 100
"""How many elements and texts are looked at. In a page with many problems, each must be found quickly."""


class Reporter:
    """The problems of one page."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._position = 0
        self._outermost = ""

    def enter(self, tag: str) -> None:
        """Note the outermost element that is read next."""
        self._position += 1
        self._outermost = f"{tag}[{self._position}]"

    def drop(self, what: str, element: "LexborNode") -> None:
        """Report what is not in the result."""
        self.problems.append(Problem(ProblemKind.DROPPED, what, self._locate(element), read_excerpt(element)))

    def replace(self, what: str, element: "LexborNode") -> None:
        """Report what is in the result in another form."""
        self.problems.append(Problem(ProblemKind.REPLACED, what, self._locate(element), read_excerpt(element)))

    def note(self, kind: ProblemKind, what: str) -> None:
        """Report something about the whole page."""
        self.problems.append(Problem(kind, what))

    def _locate(self, element: "LexborNode") -> str:
        """Return the names of the outermost element, of the nearest around one, and its own."""
        names: list[str] = []
        node: LexborNode | None = element
        while node is not None and node.tag not in {"body", "html"} and len(names) <= _MOST_NAMES:
            names.append(node.tag or "")
            node = node.parent
        if not self._outermost:
            return "/".join(reversed(names))
        inner = reversed(names[:-1] if len(names) <= _MOST_NAMES else [*names[: _MOST_NAMES - 1], "…"])
        return "/".join([self._outermost, *inner])


def name_lost(element: "LexborNode") -> str:
    """Return the names of the attributes of an element that is lost, to add to a message; empty if it has none."""
    names = list(element.attributes)
    more = ", …" if len(names) > _MOST_NAMES else ""
    return f", without {', '.join(name[:EXCERPT] for name in names[:_MOST_NAMES])}{more}" if names else ""


def read_excerpt(element: "LexborNode") -> str:
    """Return the beginning of the text of an element."""
    found = ""
    for node in islice(element.traverse(include_text=True), _MOST_NODES):
        if node.is_text_node:
            found += (node.text_content or "")[: EXCERPT * 2]
            if len(found) > EXCERPT * 2:
                break
    words = " ".join(found.split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"
