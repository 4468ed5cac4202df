"""Diffs of entries: what a transformation changes, as data and as text. No I/O."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, TextIO, cast

_INDENT = 2
_LINE_BREAK = re.compile(r"(?<!\\)((?:\\\\)*\\n)(?!\",?$)")
"""An escaped line break in JSON, unless it is the last of its line."""


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value.

    Attributes:
        path: Where it is, such as `sections[2].hero.title`.
        before: The value before; None if it was not there.
        after: The value after; None if it is to be removed.
    """

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.path}: {_dump_line(self.before)} → {_dump_line(self.after)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDiff:
    """What a transformation changes in an entry.

    `str()` is a unified diff of the changed fields as JSON. `print()` shows it in colors on a terminal; notebooks show
    it in colors, too.

    Attributes:
        content_type: Uid of the content type.
        uid: Uid of the entry.
        locale: Code of the locale.
        title: Title of the entry before.
        before: The changed fields before, in the form in which they are written.
        after: The changed fields after, which are what is written.
    """

    content_type: str
    uid: str
    locale: str
    title: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changed values, in the order of their paths. A list whose length changed is one value."""
        return tuple(find_changes(self.before, self.after))

    def list_lines(self) -> list[str]:
        """Return the lines of the unified diff, without line breaks."""
        name = f"{self.content_type}/{self.uid}/{self.locale}"
        before, after = (_dump(fields).split("\n") for fields in (self.before, self.after))
        header = f"{name} {_dump_line(self.title)}"
        return list(unified_diff(before, after, f"before {header}", f"after {header}", lineterm=""))

    def print(self, file: TextIO | None = None) -> None:
        """Print the unified diff, in colors if the file is a terminal and the variable `NO_COLOR` is not set.

        Args:
            file: Where to print it. Default: standard output.
        """
        from .diff_displays import print_lines

        print_lines(self.list_lines(), file)

    def __str__(self) -> str:
        return "\n".join(self.list_lines())

    def _repr_html_(self) -> str:
        from .diff_displays import render_html

        return render_html(self.list_lines())


def _dump(fields: Mapping[str, Any]) -> str:
    """Return fields as JSON for people: sorted, and with the lines of long texts on lines of their own."""
    present = {name: value for name, value in fields.items() if value is not None}
    text = json.dumps(present, indent=_INDENT, sort_keys=True, ensure_ascii=False, default=str)
    return "\n".join(map(_break_line, text.split("\n")))


def _break_line(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + _INDENT)
    return _LINE_BREAK.sub(lambda found: f"{found[1]}\n{indent}", line)


def _dump_line(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def find_changes(before: object, after: object, path: str = "") -> Iterator[Change]:
    """Iterate over the values that differ. A missing key counts as null, as it does for the API."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _compare_objects(cast("Mapping[str, object]", before), cast("Mapping[str, object]", after), path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_lists(cast("list[object]", before), cast("list[object]", after), path)
    elif isinstance(before, bool) is not isinstance(after, bool) or before != after:
        yield Change(path, before, after)


def _compare_objects(before: Mapping[str, object], after: Mapping[str, object], path: str) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        yield from find_changes(before.get(name), after.get(name), f"{path}.{name}" if path else name)


def _compare_lists(before: list[object], after: list[object], path: str) -> Iterator[Change]:
    if len(before) != len(after):
        yield Change(path, before, after)
        return
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        yield from find_changes(old, new, f"{path}[{index}]")
