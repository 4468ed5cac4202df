"""Which values entries have lost. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from contentstack_cma.types import JsonValue

Entries: TypeAlias = "Mapping[tuple[str, str, str], Mapping[str, Any]]"
"""Entries by content type, uid and locale."""

_NOTHING: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class LostValues:
    """An entry that has lost values.

    Attributes:
        content_type: Uid of its content type.
        uid: Its uid.
        locale: Code of the locale.
        title: Its title.
        paths: Paths of the values; none if the entry itself is gone.
    """

    content_type: str
    uid: str
    locale: str
    title: str
    paths: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = ", ".join(self.paths) if self.paths else "everything: the entry is gone"
        return f"{self.content_type} {self.uid} {self.locale} {self.title!r} lost {what}"

    def to_dict(self) -> dict[str, JsonValue]:
        """Return it as JSON."""
        return {
            "content_type": self.content_type,
            "uid": self.uid,
            "locale": self.locale,
            "title": self.title,
            "paths": list(self.paths),
        }


def find_lost_values(before: Entries, after: Entries) -> Iterator[LostValues]:
    """Iterate over the entries that have lost values.

    Args:
        before: The entries as they were.
        after: The same entries as they are.
    """
    for key, entry in before.items():
        paths = tuple(find_lost_paths(entry, after[key])) if key in after else ()
        if paths or key not in after:
            yield LostValues(*key, title=str(entry.get("title", "")), paths=paths)


def find_lost_paths(before: Mapping[str, Any], after: object, path: str = "") -> Iterator[str]:
    """Iterate over the paths of the values that an object had and has not any more, as far up as possible.

    Args:
        before: The object as it was.
        after: The object as it is.
        path: Its path.
    """
    left = cast("Mapping[str, Any]", after if isinstance(after, Mapping) else {})
    for key, value in before.items():
        if not key.startswith("_") and value not in _NOTHING:
            yield from _compare(value, left.get(key), f"{path}.{key}" if path else key)


def _compare(before: object, after: object, path: str) -> Iterator[str]:
    if after in _NOTHING:
        yield path
    elif isinstance(before, Mapping):
        yield from find_lost_paths(cast("Mapping[str, Any]", before), after, path)
    elif isinstance(before, list):
        yield from _compare_lists(cast("Sequence[object]", before), after, path)


def _compare_lists(before: Sequence[object], after: object, path: str) -> Iterator[str]:
    """Yield the paths of lost values. In a list that is shorter, items cannot be told apart: it counts as a whole."""
    left = cast("Sequence[object]", after if isinstance(after, list) else ())
    if len(left) < len(before):
        yield f"{path} ({len(before) - len(left)} of {len(before)} items)"
        return
    for position, (old, new) in enumerate(zip(before, left, strict=False)):
        if old not in _NOTHING:
            yield from _compare(old, new, f"{path}.{position}")


__all__ = ["LostValues", "find_lost_paths", "find_lost_values"]
