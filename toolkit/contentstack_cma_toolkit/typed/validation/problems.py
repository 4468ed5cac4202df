"""What is wrong with an entry, and the exception that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_LISTED = 20
"""The most problems in the message of an exception."""

_LONGEST_TEXT = 16
_EXCERPT = 8
_MOST_BITS = 64
_KINDS: Mapping[type, str] = {list: "a list", dict: "an object"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with an entry.

    Attributes:
        path: Where it is, with the key that the API uses in `errors`: `seo.title`, `sections.0.hero.price`.
        message: What is wrong, as the rest of a sentence that begins with the path.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class InvalidEntryError(ValueError):
    """An entry does not fit its content type, and was not sent.

    Attributes:
        problems: Everything that is wrong with it.
    """

    def __init__(self, content_type_uid: str, problems: Sequence[Problem]) -> None:
        lines = [f"  {each}" for each in problems[:MOST_LISTED]]
        more = len(problems) - MOST_LISTED
        rest = [f"  and {more} more (see `problems`)"] if more > 0 else []
        super().__init__("\n".join([f"the entry does not fit the content type {content_type_uid!r}:", *lines, *rest]))
        self.content_type_uid = content_type_uid
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[InvalidEntryError], tuple[str, tuple[Problem, ...]]]:
        return type(self), (self.content_type_uid, self.problems)


def describe(value: object) -> str:
    """Return what a value is, for messages. Long texts, which may be secret, are cut; lists and objects not shown."""
    if isinstance(value, str):
        return repr(value) if len(value) <= _LONGEST_TEXT else f"a text that begins with {value[:_EXCERPT]!r}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "a huge number"
    if isinstance(value, int | float):
        return f"the number {value!r}"
    return _KINDS.get(type(value), f"a value of the type {type(value).__name__}")


__all__ = ["InvalidEntryError", "Problem", "describe"]
