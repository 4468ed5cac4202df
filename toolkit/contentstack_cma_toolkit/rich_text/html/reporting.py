"""Collect problems, with where in the page they are."""

from typing import TYPE_CHECKING

from ..problems import Problem, ProblemKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

EXCERPT = 60
"""How many characters of a text are shown."""


class Reporter:
    """The problems of one page."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.position = 0
        """The position, in the page, of the outermost element that is being read."""

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
        """Return the names of the elements around one, and its own."""
        names: list[str] = []
        node: LexborNode | None = element
        while node is not None and node.tag not in {"body", "html", "-document"}:
            names.append(node.tag or "")
            node = node.parent
        names.reverse()
        most = 12
        shown = names if len(names) <= most else [*names[:2], "…", *names[-4:]]
        if shown and self.position:
            shown[0] += f"[{self.position}]"
        return "/".join(shown)


def read_excerpt(element: "LexborNode") -> str:
    """Return the beginning of the text of an element."""
    found = ""
    for node in element.traverse(include_text=True):
        if node.is_text_node:
            found += node.text_content or ""
            if len(found) > EXCERPT * 2:
                break
    words = " ".join(found.split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"
