"""What the wrapper offers by hand, read from its source: it is never imported here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_API = "contentstack_cma_client.api."
_PACKAGE = "contentstack_cma"


@dataclass(frozen=True)
class Handwritten:
    """A class of the wrapper that stands in the place of a generated resource class.

    Attributes:
        path: Where Python finds it.
        members: Its public methods and properties in their order, each with the operations that it calls.
    """

    path: str
    members: dict[str, tuple[str, ...]]


def handwritten(folder: Path, name: str, class_name: str) -> Handwritten | None:
    """The class `class_name` of the module `name` in a folder of the wrapper; None if there is no such module."""
    module = folder / f"{name}.py"
    if not module.exists():
        return None
    tree = ast.parse(module.read_text(encoding="utf-8"))
    written = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == class_name)
    functions = {node.name: node for node in written.body if isinstance(node, ast.FunctionDef)}
    public = [function for function in functions if not function.startswith("_")]
    return Handwritten(
        path=f"{_PACKAGE}.{folder.name}.{name}.{class_name}",
        members={function: tuple(dict.fromkeys(_operations(function, functions))) for function in public},
    )


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
