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
class Offer:
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
        reached: The expression for it by scope, `stack` or `client`.
        bound: Parameters of that expression.
        path: The import path of the class.
        offers: The methods, the usual ones first.
    """

    name: str
    reached: dict[str, str]
    bound: tuple[str, ...]
    path: str
    offers: tuple[Offer, ...]

    @property
    def class_name(self) -> str:
        """The name of the class."""
        return self.path.rpartition(".")[2]

    @property
    def is_scope(self) -> bool:
        """Whether it is a scope itself."""
        return self.name in self.reached

    @property
    def calling(self) -> list[tuple[str, Call]]:
        """All pairs of a method and an operation that it calls."""
        return [(offer.name, call) for offer in self.offers for call in offer.calls]

    @property
    def others(self) -> list[str]:
        """The methods that call no operation directly."""
        return [offer.name for offer in self.offers if not offer.calls]


def find_resources(document: Document, layout: Layout) -> list[Resource]:
    """Return the resource classes, sorted by name. A handwritten class replaces the generated one."""
    known, by_hand = read_calls(document), read_handwritten(layout.synchronous)
    grouped: dict[str, list[tuple[Method, Call]]] = {CLIENT: []}
    for call in known.values():
        for method in call.methods:
            grouped.setdefault(method.resource, []).append((method, call))
    return [
        _build_resource(name, entries, known, by_hand.get(pascal_case(name)))
        for name, entries in sorted(grouped.items())
    ]


def group_by_operation(known: list[Resource]) -> dict[str, list[tuple[str, str, Resource]]]:
    """Return, by operation id, the expression for each resource that offers it, the method, and the resource."""
    found: dict[str, list[tuple[str, str, Resource]]] = {}
    for resource in known:
        for name, call in resource.calling:
            offered = [(reached, name, resource) for reached in resource.reached.values()]
            found.setdefault(call.id, []).extend(offered)
    return found


def name_methods_by_operation(document: Document, layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return, by operation id, the methods that call it, as in code: `stack.labels.list()`."""
    return {
        operation: tuple(dict.fromkeys(f"{_shorten(reached)}.{name}()" for reached, name, _ in offered))
        for operation, offered in group_by_operation(find_resources(document, layout)).items()
    }


def _shorten(reached: str) -> str:
    """Return the expression for a resource with `…` for its arguments."""
    opened, bracket, _ = reached.partition("(")
    return f"{opened}(…)" if bracket else opened


def find_unoffered(document: Document, known: list[Resource]) -> list[str]:
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
    reached = {method.scope: method.reached for method, _ in entries} or {name: name}
    left_out = HANDWRITTEN_VERBS.get(name, frozenset())
    methods: dict[str, tuple[Call, ...]] = {
        method.name: (call,) for method, call in entries if method.verb not in left_out
    }
    for member, operations in by_hand.members.items() if by_hand else ():
        methods[member] = tuple(known[each] for each in operations if each in known) or methods.get(member, ())
    scope = name if name in reached else ""
    generated = f"{PACKAGE_NAME}.resources.{name_resource_module(name, scope)}.{name_resource_class(name, scope)}"
    return Resource(
        name=name,
        reached=dict(sorted(reached.items(), reverse=True)),
        bound=entries[0][0].bind if entries else (),
        path=by_hand.path if by_hand else generated,
        offers=tuple(Offer(member, methods[member]) for member in sorted(methods, key=get_rank)),
    )
