"""The resource classes, their methods, and the operations that these call."""

from dataclasses import dataclass

from openapi_python_client.strings import pascal_case

from .bundle import Document
from .config import HANDWRITTEN_VERBS
from .handwritten import Handwritten, read_handwritten
from .layout import PACKAGE_NAME, Layout
from .naming import name_resource_class, name_resource_module
from .operations import Call, Method, get_rank, read_calls

CLIENT = "client"
"""The scope that is a class of the wrapper, not a resource of the description."""


@dataclass(frozen=True)
class SdkMethod:
    """One method.

    Attributes:
        name: The name in Python.
        calls: The operations that it calls; empty if it uses other methods or sends no request.
    """

    name: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Resource:
    """One class of the SDK.

    Attributes:
        name: The name in the description.
        expressions: The expression for it by scope, `stack` or `client`.
        bound: Parameters of that expression.
        path: The import path of the class.
        methods: The methods, the usual ones first.
    """

    name: str
    expressions: dict[str, str]
    bound: tuple[str, ...]
    path: str
    methods: tuple[SdkMethod, ...]

    @property
    def class_name(self) -> str:
        """The name of the class."""
        return self.path.rpartition(".")[2]

    @property
    def is_scope(self) -> bool:
        """Whether it is a scope itself."""
        return self.name in self.expressions

    @property
    def calls(self) -> list[tuple[str, Call]]:
        """All pairs of a method and an operation that it calls."""
        return [(method.name, call) for method in self.methods for call in method.calls]

    @property
    def others(self) -> list[str]:
        """The methods that call no operation directly."""
        return [method.name for method in self.methods if not method.calls]


def find_resources(document: Document, layout: Layout) -> list[Resource]:
    """Return the resource classes, sorted by name. A handwritten class replaces the generated one."""
    known, by_hand = read_calls(document), read_handwritten(layout.synchronous)
    grouped: dict[str, list[tuple[Method, Call]]] = {CLIENT: []}
    for call in known.values():
        for method in call.methods:
            grouped.setdefault(method.resource, []).append((method, call))
    by_name = sorted(grouped.items())
    return [_build_resource(name, entries, known, by_hand.get(pascal_case(name))) for name, entries in by_name]


def group_by_operation(known: list[Resource]) -> dict[str, list[tuple[str, str, Resource]]]:
    """Return the methods by the operation they call: the expression for the resource, the method, the resource."""
    found: dict[str, list[tuple[str, str, Resource]]] = {}
    for resource in known:
        for name, call in resource.calls:
            offered = [(expression, name, resource) for expression in resource.expressions.values()]
            found.setdefault(call.id, []).extend(offered)
    return found


def name_methods_by_operation(document: Document, layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return, by operation id, the methods that call it, as in code: `stack.labels.list()`."""
    return {
        operation: tuple(dict.fromkeys(f"{_shorten(expression)}.{name}()" for expression, name, _ in offered))
        for operation, offered in group_by_operation(find_resources(document, layout)).items()
    }


def _shorten(expression: str) -> str:
    """Return the expression for a resource with `…` for its arguments."""
    name, bracket, _ = expression.partition("(")
    return f"{name}(…)" if bracket else name


def find_uncalled(document: Document, known: list[Resource]) -> list[str]:
    """Return a line for each operation that no method calls."""
    offered = group_by_operation(known)
    return [
        f"operation {name}: no method calls it; add one to x-methods"
        for name, call in read_calls(document).items()
        if name not in offered and "x-no-method" not in call.raw
    ]


def _build_resource(
    name: str, entries: list[tuple[Method, Call]], known: dict[str, Call], by_hand: Handwritten | None
) -> Resource:
    expressions = {method.scope: method.expression for method, _ in entries} or {name: name}
    left_out = HANDWRITTEN_VERBS.get(name, frozenset())
    methods: dict[str, tuple[Call, ...]] = {
        method.name: (call,) for method, call in entries if method.verb not in left_out
    }
    for member, operations in by_hand.members.items() if by_hand else ():
        methods[member] = tuple(known[each] for each in operations if each in known) or methods.get(member, ())
    scope = name if name in expressions else ""
    generated = f"{PACKAGE_NAME}.resources.{name_resource_module(name, scope)}.{name_resource_class(name, scope)}"
    return Resource(
        name=name,
        expressions=dict(sorted(expressions.items(), reverse=True)),
        bound=entries[0][0].bind if entries else (),
        path=by_hand.path if by_hand else generated,
        methods=tuple(SdkMethod(member, methods[member]) for member in sorted(methods, key=get_rank)),
    )
