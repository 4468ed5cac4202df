"""The order in which things that refer to each other are created."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

Graph = Sequence[Sequence[int]]
"""For each node, the nodes that it refers to."""


@dataclass(frozen=True, slots=True)
class Waves(Generic[T]):
    """What can be created at the same time, in order.

    Attributes:
        waves: Each refers only to what is in an earlier one, but for what is in `late`.
        late: What refers to something in the same or in a later wave, with the references that must be written later.
    """

    waves: tuple[tuple[T, ...], ...]
    late: Mapping[T, tuple[T, ...]]


def plan_waves(references: Mapping[T, Iterable[T]]) -> Waves[T]:
    """Return waves in which everything can be created.

    Only references in a circle are late, and those of something to itself. Where there is a circle, what is referred to
    most is created first, so that few have late references. References to what is not in the plan are ignored.

    Examples:
        >>> plan_waves({"recipe": ["author", "soup"], "author": [], "soup": ["recipe"]})
        Waves(waves=(('author',), ('recipe',), ('soup',)), late={'recipe': ('soup',)})

    Args:
        references: What each refers to.
    """
    names = list(references)
    numbers = {name: number for number, name in enumerate(names)}
    graph = [[numbers[target] for target in set(references[name]) if target in numbers] for name in names]
    order = _find_order(graph)
    positions = [0] * len(graph)
    for position, node in enumerate(order):
        positions[node] = position
    levels = [0] * len(graph)
    for node in order:
        levels[node] = max([levels[to] + 1 for to in graph[node] if positions[to] < positions[node]], default=0)
    waves: list[list[T]] = [[] for _ in range(max(levels, default=-1) + 1)]
    for node, level in enumerate(levels):
        waves[level].append(names[node])
    late = {node: [to for to in graph[node] if positions[to] >= positions[node]] for node in range(len(graph))}
    return Waves(
        tuple(tuple(wave) for wave in waves),
        {names[node]: tuple(sorted((names[to] for to in found), key=str)) for node, found in late.items() if found},
    )


def _find_order(graph: Graph) -> list[int]:
    """Return all nodes, each behind what it refers to, as far as there is no circle."""
    order = list(_release(graph, range(len(graph))))
    if len(order) == len(graph):
        return order
    done = set(order)
    rest = [node for node in range(len(graph)) if node not in done]
    for component in _Search(graph, rest).find(rest):
        order += component if len(component) == 1 else _break_circles(graph, component)
    return order


def _release(graph: Graph, nodes: Iterable[int]) -> Iterator[int]:
    """Iterate over the nodes that are in no circle and refer to none, each behind what it refers to."""
    waiting, referrers = _count(graph, nodes)
    ready = [node for node, count in waiting.items() if not count]
    for node in ready:
        yield node
        for referrer in referrers.get(node, ()):
            waiting[referrer] -= 1
            if not waiting[referrer]:
                ready.append(referrer)


def _count(graph: Graph, nodes: Iterable[int]) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Return how many of some nodes each of them refers to, and which of them refer to it. Itself does not count."""
    waiting = dict.fromkeys(nodes, 0)
    referrers: dict[int, list[int]] = {}
    for node in waiting:
        for to in graph[node]:
            if to != node and to in waiting:
                waiting[node] += 1
                referrers.setdefault(to, []).append(node)
    return waiting, referrers


def _break_circles(graph: Graph, component: Sequence[int]) -> list[int]:
    """Return nodes of which each is in a circle, so that few come before something that they refer to."""
    waiting, referrers = _count(graph, component)
    candidates = sorted(component, key=lambda node: (len(referrers.get(node, ())), -waiting[node], -node))
    order: list[int] = []
    ready: list[int] = []
    released: set[int] = set()
    while len(order) < len(component):
        if not ready:
            while candidates[-1] in released:
                candidates.pop()
            ready.append(candidates.pop())
            released.add(ready[-1])
        node = ready.pop()
        order.append(node)
        for referrer in referrers.get(node, ()):
            waiting[referrer] -= 1
            if not waiting[referrer] and referrer not in released:
                ready.append(referrer)
                released.add(referrer)
    return order


class _Search:
    """A search for strongly connected components: Tarjan's algorithm, with a stack of its own in place of recursion.

    `low` is the smallest number that can be reached from a node, 0 if the search has not met the node, and above all
    numbers if the node belongs to a component that has been found.
    """

    def __init__(self, graph: Graph, nodes: Sequence[int]) -> None:
        self._graph = graph
        self._above = len(graph) + 1
        self._low = [self._above] * len(graph)
        for node in nodes:
            self._low[node] = 0
        self._count = 0
        self._open: list[int] = []
        self._path: list[tuple[int, int, Iterator[int]]] = []

    def find(self, nodes: Sequence[int]) -> Iterator[list[int]]:
        """Iterate over the components of some nodes, each behind those that it refers to."""
        for root in nodes:
            if not self._low[root]:
                self._enter(root)
                yield from self._walk()

    def _enter(self, node: int) -> None:
        self._count += 1
        self._low[node] = self._count
        self._open.append(node)
        self._path.append((node, self._count, iter(self._graph[node])))

    def _walk(self) -> Iterator[list[int]]:
        while self._path:
            node, number, targets = self._path[-1]
            following = self._advance(node, targets)
            if following is not None:
                self._enter(following)
                continue
            self._path.pop()
            if self._low[node] == number:
                yield self._close(node)
            else:
                parent = self._path[-1][0]
                self._low[parent] = min(self._low[parent], self._low[node])

    def _advance(self, node: int, targets: Iterator[int]) -> int | None:
        """Return the next target that the search has not met; None if there is none."""
        low = self._low
        least = low[node]
        following = None
        for to in targets:
            if not low[to]:
                following = to
                break
            least = min(least, low[to])
        low[node] = least
        return following

    def _close(self, node: int) -> list[int]:
        at = len(self._open) - 1
        while self._open[at] != node:
            at -= 1
        component = self._open[at:]
        del self._open[at:]
        for member in component:
            self._low[member] = self._above
        return component
