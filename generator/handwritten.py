"""The handwritten classes of the wrapper, read from their source, which is never imported."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .layout import PACKAGE_NAME, RUNTIME

_API = "contentstack_cma_client.api."
_PACKAGE = "contentstack_cma"
SUPER = "super()."
"""Prefix of the name of a method that is called on the generated class."""

Functions = Mapping[str, ast.FunctionDef]


@dataclass(frozen=True)
class Argument:
    """One parameter of a method.

    Attributes:
        annotation: The type, as in the source.
        required: Whether it is required.
    """

    annotation: str
    required: bool


@dataclass(frozen=True)
class Handwritten:
    """A class of the wrapper, which may replace a generated resource class.

    Attributes:
        path: The import path.
        members: The public methods and properties in order, each with the operations that it calls.
        signatures: The keyword arguments of each member.
        delegates: The public methods that each member calls, of the same class or, with `super().`, of the generated
            class.
        aliases: The type aliases of the modules of the class and its bases.
    """

    path: str
    members: dict[str, tuple[str, ...]]
    signatures: dict[str, dict[str, Argument]]
    delegates: dict[str, tuple[str, ...]]
    aliases: dict[str, str]

    @property
    def class_name(self) -> str:
        """The name of the class."""
        return self.path.rpartition(".")[2]

    @property
    def source(self) -> str:
        """The file to edit, relative to the root of the repository."""
        module = self.path.rpartition(".")[0].replace("._sync.", "._async.")
        return f"wrapper/{module.replace('.', '/')}.py"


@dataclass(frozen=True)
class _Source:
    """The source of a class.

    Attributes:
        node: Its definition.
        path: Its import path.
        aliases: The type aliases of its module.
    """

    node: ast.ClassDef
    path: str
    aliases: Mapping[str, str]

    @property
    def functions(self) -> Functions:
        """The methods in its body."""
        return {member.name: member for member in self.node.body if isinstance(member, ast.FunctionDef)}


def read_handwritten(folder: Path) -> dict[str, Handwritten]:
    """Return the public classes of a folder of the wrapper, by name. Methods are inherited within the folder."""
    sources = {source.node.name: source for module in sorted(folder.glob("*.py")) for source in _list_sources(module)}
    found: dict[str, Handwritten] = {}
    for name, source in sources.items():
        if not name.startswith("_"):
            line = [*_iterate_bases(source, sources), source]
            functions = {name: each for base in line for name, each in base.functions.items()}
            aliases = {name: each for base in line for name, each in base.aliases.items()}
            found[name] = _read(source.path, functions, aliases)
    return found


def _list_sources(module: Path) -> Iterator[_Source]:
    """Iterate over the classes of a module."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    aliases = _find_aliases(tree) | _find_imported_aliases(tree, module)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield _Source(node, f"{_PACKAGE}.{module.parent.name}.{module.stem}.{node.name}", aliases)


def _iterate_bases(source: _Source, sources: Mapping[str, _Source]) -> Iterator[_Source]:
    """Iterate over those of the classes that a class inherits from, a base before what inherits from it."""
    for base in source.node.bases:
        if isinstance(base, ast.Name) and base.id in sources:
            yield from _iterate_bases(sources[base.id], sources)
            yield sources[base.id]


def _read(path: str, functions: Functions, aliases: dict[str, str]) -> Handwritten:
    public = [name for name in functions if not name.startswith("_") and name != "with_raw_response"]
    reached = {name: list(_reach(name, functions)) for name in public}
    return Handwritten(
        path=path,
        members={name: _deduplicate(_find_operations(reached[name])) for name in public},
        signatures={name: dict(_read_arguments(functions[name].args)) for name in public},
        delegates={name: _deduplicate(_find_delegates(reached[name])) for name in public},
        aliases=aliases,
    )


def _deduplicate(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _reach(name: str, functions: Functions) -> Iterator[ast.FunctionDef]:
    """Iterate over a method and the private helpers that it calls."""
    reached, waiting = set[str](), [name]
    while waiting:
        function = waiting.pop()
        if function in functions and function not in reached:
            reached.add(function)
            waiting.extend(each for each in _find_own_attributes(functions[function]) if each.startswith("_"))
            yield functions[function]


def _find_operations(functions: list[ast.FunctionDef]) -> Iterator[str]:
    for node in (node for function in functions for node in ast.walk(function)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_API):
            yield from (alias.name for alias in node.names)


def _find_delegates(functions: list[ast.FunctionDef]) -> Iterator[str]:
    for function in functions:
        yield from (name for name in _find_own_attributes(function) if not name.startswith("_"))


def _find_own_attributes(function: ast.FunctionDef) -> Iterator[str]:
    """Iterate over the attributes of `self` and, prefixed with `super().`, of `super()`."""
    for node in ast.walk(function):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name):
                yield f"{SUPER}{name}"
            case _:
                pass


def _read_arguments(arguments: ast.arguments) -> Iterator[tuple[str, Argument]]:
    """Iterate over the arguments that can be passed by keyword."""
    positional = [*arguments.posonlyargs, *arguments.args]
    optional = {each.arg for each in positional[len(positional) - len(arguments.defaults) :]}
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    optional |= {each.arg for each, default in keywords if default is not None}
    for each in [*arguments.args, *arguments.kwonlyargs]:
        if each.arg != "self":
            annotation = "Any" if each.annotation is None else ast.unparse(each.annotation)
            yield each.arg, Argument(annotation, each.arg not in optional)


def _find_aliases(tree: ast.Module) -> dict[str, str]:
    """Return the names in a module that may be type aliases."""
    return {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _find_imported_aliases(tree: ast.Module, module: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported = _find_source(node.module, node.level, module)
            if imported.exists():  # all of its names, since one alias may use others
                found.update(_read_aliases(imported.read_text(encoding="utf-8")))
    return found


@lru_cache(maxsize=256)
def _read_aliases(source: str) -> Mapping[str, str]:
    """Return the aliases of a module, which is parsed once although most modules import it."""
    return _find_aliases(ast.parse(source))


def _find_source(imported: str, level: int, module: Path) -> Path:
    """Return the file of a module that `module` imports from the wrapper or from the runtime of the typed client."""
    folder = module.parents[level - 1] if level else RUNTIME
    return folder / f"{imported.removeprefix(f'{PACKAGE_NAME}.').replace('.', '/')}.py"
