"""Python text in the layout of `ruff format`: lines of 88, an item per line where they do not fit. Pure functions."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from contentstack_cma.types import JsonValue

LINE_LENGTH = 88
INDENT = "    "

_NUMBER = re.compile(r"[0-9]+")
_MOST_DIGITS = 20


@dataclass(frozen=True)
class Items:
    """A call, list or dict.

    Attributes:
        start: What is before the items: `Text(`.
        items: The items, each with what is before it: `name=`.
        end: What is after the items: `)`.
        is_open: Whether each item has a line of its own even if they fit in one.
    """

    start: str
    items: tuple[tuple[str, Node], ...]
    end: str
    is_open: bool = False


Node: TypeAlias = str | Items
"""An expression."""


def write_text(text: str) -> str:
    """Return a literal of a text, in the quotes that need fewer backslashes."""
    body = repr(f'"{text}')[2:-1]
    if text.count('"') > text.count("'"):
        return f"'{body}'"
    body = body.replace("\\'", "'").replace('"', '\\"')
    return f'"{body}"'


def build_value(value: JsonValue) -> Node:
    """Return an expression for JSON."""
    if isinstance(value, str):
        return write_text(value)
    if isinstance(value, Mapping):
        return Items("{", tuple((f"{write_text(key)}: ", build_value(item)) for key, item in value.items()), "}")
    if isinstance(value, Sequence):
        return build_list([build_value(item) for item in value])
    return repr(value)


def build_list(items: Iterable[Node]) -> Items:
    """Return a list."""
    return Items("[", tuple(("", item) for item in items), "]")


def build_open_list(items: Iterable[Node]) -> Items:
    """Return a list with an item per line."""
    return Items("[", tuple(("", item) for item in items), "]", is_open=True)


def build_call(name: str, items: Iterable[tuple[str, Node]]) -> Items:
    """Return a call."""
    return Items(f"{name}(", tuple(items), ")")


def write_node(node: Node, indent: str, before: str = "", after: str = "") -> str:
    """Return the text of an expression.

    Args:
        node: The expression.
        indent: Indent of the line where it begins.
        before: What is before it in that line.
        after: What is after it.
    """
    flat = write_flat(node)
    if isinstance(node, str) or not node.items:
        return f"{indent}{before}{flat}{after}"
    if flat is not None and measure(f"{indent}{before}{flat}{after}") <= LINE_LENGTH:
        return f"{indent}{before}{flat}{after}"
    start = f"{indent}{before}"
    if before.endswith(" = ") and measure(f"{start}(") <= LINE_LENGTH < measure(f"{start}{node.start}"):
        return f"{start}(\n{write_node(node, indent + INDENT)}\n{indent})"
    inner = [write_node(item, indent + INDENT, prefix, ",") for prefix, item in node.items]
    return "\n".join([f"{indent}{before}{node.start}", *inner, f"{indent}{node.end}{after}"])


def measure(line: str) -> int:
    """Return the width of a line. Letters of East Asian scripts are twice as wide, accents have no width."""
    if line.isascii():
        return len(line)
    return sum(_measure_letter(letter) for letter in line)


def _measure_letter(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def write_flat(node: Node) -> str | None:
    """Return an expression in one line, or None if it must have several."""
    if isinstance(node, str):
        return node
    if node.is_open and node.items:
        return None
    parts: list[str] = []
    for prefix, item in node.items:
        flat = write_flat(item)
        if flat is None:
            return None
        parts.append(f"{prefix}{flat}")
    return f"{node.start}{', '.join(parts)}{node.end}"


def write_class_line(name: str, bases: Iterable[str], indent: str) -> str:
    """Return the first line of a class, which can be several."""
    return write_node(Items(f"class {name}(", tuple(("", base) for base in bases), "):"), indent)


def write_annotation(name: str, annotation: str, indent: str) -> str:
    """Return an annotated name. An annotation that is too long for the line is quoted.

    Args:
        name: The name.
        annotation: The annotation, quoted or without quotes in it.
        indent: Indent of the line.
    """
    if len(indent) + len(name) + len(": ") + len(annotation) <= LINE_LENGTH:
        return f"{indent}{name}: {annotation}"
    return write_quoted(f"{name}: ", annotation.strip('"'), indent)


def write_quoted(before: str, annotation: str, indent: str) -> str:
    """Return a quoted annotation with what is before it in the line."""
    return write_last(before, f'"{annotation}"', indent)


def write_last(before: str, text: str, indent: str) -> str:
    """Return a literal that is the last of a statement. It has a line of its own if that makes it fit.

    Args:
        before: What is before it: `name: str = `.
        text: The literal.
        indent: Indent of the line.
    """
    is_short = measure(f"{indent}{before}{text}") <= LINE_LENGTH
    if is_short or max(measure(f"{indent}{INDENT}{text}"), measure(f"{indent}{before}(")) > LINE_LENGTH:
        return f"{indent}{before}{text}"
    return f"{indent}{before}(\n{indent}{INDENT}{text}\n{indent})"


def write_union(name: str, members: Sequence[str], indent: str) -> str:
    """Return an alias of a union of classes that exist."""
    start = f"{indent}{name}: TypeAlias = "
    flat = " | ".join(members)
    if len(start) + len(flat) <= LINE_LENGTH or len(members) == 1:
        return f"{start}{flat}"
    inner = indent + INDENT
    body = flat if len(inner) + len(flat) <= LINE_LENGTH else f"\n{inner}| ".join(members)
    return f"{start}(\n{inner}{body}\n{indent})"


def write_docstring(paragraphs: Iterable[str], notes: Mapping[str, str], indent: str) -> str:
    """Return a docstring.

    Args:
        paragraphs: Texts. Those without words are left out.
        notes: Texts about attributes by name.
        indent: Indent of the lines.
    """
    parts = [part for each in paragraphs if (part := _wrap(each, indent, ""))]
    if notes:
        inner = [_wrap(f"{name}: {text}", indent + INDENT, INDENT) for name, text in notes.items()]
        parts.append("\n".join([f"{indent}Attributes:", *inner]))
    text = _guard_quotes("\n\n".join(parts).lstrip())
    end = f"\n{indent}" if "\n" in text else ""
    return f'{indent}"""{text}{end}"""' if text else ""


def choose_text(*texts: str) -> str:
    """Return the first text that is more than blanks and signs that cannot be shown."""
    return next((text for text in texts if any(each.isprintable() and not each.isspace() for each in text)), "")


def _guard_quotes(text: str) -> str:
    """Return the text of a docstring that can be beside the quotes around it."""
    guarded = f"\\{text}" if text.startswith('"') else text
    has_quote = guarded.endswith('"') and _count_backslashes(guarded[:-1]) % 2 == 0
    return f'{guarded[:-1]}\\"' if has_quote else guarded


def _count_backslashes(text: str) -> int:
    """Return the number of backslashes at the end of a text. An odd number of them escapes what comes next."""
    return len(text) - len(text.rstrip("\\"))


def _wrap(text: str, indent: str, hanging: str) -> str:
    clean = "".join(each if each.isprintable() else " " for each in text)
    escaped = clean.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = textwrap.wrap(
        " ".join(escaped.split()),
        LINE_LENGTH - len('""""""'),
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def write_imports(names: Mapping[str, Iterable[str]], indent: str = "") -> str:
    """Return imports: of each module some names. Constants come before classes, as in isort.

    Args:
        names: Names by module.
        indent: Indent of the lines.
    """
    return "\n".join(
        _write_import(module, sorted(set(found), key=_read_import_order), indent)
        for module, found in sorted(names.items(), key=lambda item: _pad_numbers(item[0]))
    )


def sort_exports(names: Iterable[str]) -> list[str]:
    """Return the names of `__all__` in the order of ruff: constants before classes, numbers by their value."""
    return sorted(names, key=lambda name: (not _is_constant(name), _pad_numbers(name)))


def _read_import_order(name: str) -> tuple[bool, str]:
    return not _is_constant(name), _pad_numbers(name.lower())


def _is_constant(name: str) -> bool:
    return len(name) > 1 and name.isupper()


def _pad_numbers(name: str) -> str:
    return _NUMBER.sub(lambda found: found[0].zfill(_MOST_DIGITS), name)


def _write_import(module: str, names: Sequence[str], indent: str) -> str:
    line = f"{indent}from {module} import {', '.join(names)}"
    if len(line) <= LINE_LENGTH:
        return line
    items = [f"{indent}{INDENT}{name}," for name in names]
    return "\n".join([f"{indent}from {module} import (", *items, f"{indent})"])


__all__ = [
    "INDENT",
    "Items",
    "LINE_LENGTH",
    "Node",
    "build_call",
    "build_list",
    "build_open_list",
    "build_value",
    "choose_text",
    "measure",
    "sort_exports",
    "write_annotation",
    "write_class_line",
    "write_docstring",
    "write_flat",
    "write_imports",
    "write_last",
    "write_node",
    "write_quoted",
    "write_text",
    "write_union",
]
