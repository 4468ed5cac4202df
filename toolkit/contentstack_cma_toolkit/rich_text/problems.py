"""What a conversion could not keep as it was."""

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """What became of something that rich text has no form for."""

    DROPPED = "dropped"
    """It is not in the result."""

    REPLACED = "replaced"
    """Its content is in the result, in the nearest form."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that rich text has no form for, and what became of it.

    Attributes:
        kind: Whether it was dropped or replaced.
        what: What it was, and what became of it.
        where: The elements around it, from the outside in, with the position of the first in the page: `div[3]/p`.
            Empty: the whole input.
        excerpt: The beginning of its text.
    """

    kind: ProblemKind
    what: str
    where: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        place = f" (in {self.where})" if self.where else ""
        excerpt = f": {self.excerpt!r}" if self.excerpt else ""
        return f"{self.kind}: {self.what}{place}{excerpt}"
