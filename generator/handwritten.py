"""What the wrapper offers by hand, read from its source: it is never imported here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_API = "contentstack_cma_client.api."
_PACKAGE = "contentstack_cma"


@dataclass(frozen=True)
class Handwritten:
    """A class of the wrapper, which may stand in the place of a generated resource class.

    Attributes:
        path: Where Python finds it.
        members: Its public methods and properties in their order, each with the operations that it calls.
    """

    path: str
    members: dict[str, tuple[str, ...]]


def handwritten(folder: Path) -> dict[str, Handwritten]:
    """The public classes of a folder of the wrapper, by their names."""
    return {
        node.name: _read(f"{_PACKAGE}.{folder.name}.{module.stem}.{node.name}", node)
        for module in sorted(folder.glob("*.py"))
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def _read(path: str, written: ast.ClassDef) -> Handwritten:
    functions = {node.name: node for node in written.body if isinstance(node, ast.FunctionDef)}
    public = [name for name in functions if not name.startswith("_")]
    return Handwritten(path, {name: tuple(dict.fromkeys(_operations(name, functions))) for name in public})


def _operations(name: str, functions: dict[str, ast.FunctionDef]) -> Iterator[str]:
    """The operations that a method calls, by itself or by private helpers."""
    reached, waiting = set[str](), [name]
    while waiting:
        function = waiting.pop()
        if function in functions and function not in reached:
            reached.add(function)
            waiting.extend(_helpers(functions[function]))
            yield from _imported(functions[function])


def _imported(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_API):
            yield from (alias.name for alias in node.names)


def _helpers(function: ast.FunctionDef) -> Iterator[str]:
    attributes = (node for node in ast.walk(function) if isinstance(node, ast.Attribute))
    for node in attributes:
        if isinstance(node.value, ast.Name) and node.value.id == "self" and node.attr.startswith("_"):
            yield node.attr
