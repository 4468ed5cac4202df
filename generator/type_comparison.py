"""Types of parameters as sets of alternatives, and whether one type accepts every value of another."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ANYTHING = frozenset({"Any", "object"})
_MAPPINGS = frozenset({"Mapping", "dict"})
_LISTS = {"Sequence": frozenset({"Sequence", "list"}), "Iterable": frozenset({"Iterable", "Sequence", "list"})}
"""The types that each type of list accepts."""


@dataclass(frozen=True)
class Kind:
    """One alternative of a type.

    Attributes:
        name: The name of the class, without its module.
        inner: The types in brackets.
        literal: The value of a `Literal`, in Python syntax.
    """

    name: str
    inner: tuple["Type", ...] = ()
    literal: str = ""


Type = frozenset[Kind]
NULL = Kind("None")


def parse_type(text: str, aliases: Mapping[str, str]) -> Type:
    """Return the alternatives of an annotation.

    Args:
        text: The annotation, in Python syntax.
        aliases: Annotations by the names of their aliases.
    """
    return frozenset(_parse_kinds(ast.parse(text, mode="eval").body, aliases))


def accepts_all(offered: Type, wanted: Type) -> bool:
    """Return whether `offered` accepts every value of `wanted`, except None."""
    return all(any(_accepts(kind, other) for kind in offered) for other in wanted - {NULL})


def _parse_kinds(node: ast.expr, aliases: Mapping[str, str]) -> Iterator[Kind]:
    match node:
        case ast.BinOp(left=left, right=right):
            yield from _parse_kinds(left, aliases)
            yield from _parse_kinds(right, aliases)
        case ast.Name(id=name) if name in aliases:
            yield from parse_type(aliases[name], {key: text for key, text in aliases.items() if key != name})
        case ast.Subscript(value=ast.Name(id="Literal"), slice=values):
            for value in _list_elements(values):
                yield Kind("Literal", literal=ast.unparse(value))
        case ast.Subscript(value=outer, slice=inner):
            held = tuple(frozenset(_parse_kinds(element, aliases)) for element in _list_elements(inner))
            yield Kind(_get_last_name(outer), held)
        case ast.Constant(value=str(text)):
            yield from parse_type(text, aliases)
        case _:
            yield Kind(_get_last_name(node))


def _list_elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _get_last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _accepts(offered: Kind, wanted: Kind) -> bool:
    if offered == wanted or offered.name in _ANYTHING:
        return True
    if offered.name in _MAPPINGS:
        return wanted.name in _MAPPINGS or wanted.name.endswith(("Dict", "UntypedMapping"))
    if offered.name in _LISTS:
        return wanted.name in _LISTS[offered.name] and _accept_inner(offered, wanted)
    if offered.name == "bytes" and wanted.name == "File":  # bytes are one of the forms of a file
        return True
    return offered.name == "str" and wanted.literal.startswith(("'", '"'))


def _accept_inner(offered: Kind, wanted: Kind) -> bool:
    return all(accepts_all(one, other) for one, other in zip(offered.inner, wanted.inner, strict=True))
