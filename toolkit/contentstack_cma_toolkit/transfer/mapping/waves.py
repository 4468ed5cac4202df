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
    graph, selfish = _number(references, {name: number for number, name in enumerate(names)})
    order = _find_order(graph)
    positions = [0] * len(graph)
    for position, node in enumerate(order):
        positions[node] = position
    late = {node: [node] for node in selfish}
    waves: list[list[T]] = []
    levels = [-1] * len(graph)
    for node in order:
        level = max([levels[to] for to in graph[node]], default=-1) + 1  # what comes later has the level -1
        levels[node] = level
        if level == len(waves):
            waves.append([])
        waves[level].append(names[node])
        found = [to for to in graph[node] if positions[to] > positions[node]]
        if found:
            late[node] = late.get(node, []) + found
    return Waves(
        tuple(tuple(wave) for wave in waves),
        {names[node]: tuple(names[to] for to in dict.fromkeys(late[node])) for node in sorted(late)},
    )


def _number(references: Mapping[T, Iterable[T]], numbers: Mapping[T, int]) -> tuple[Graph, list[int]]:
    """Return the references as numbers, without those of something to itself, and what has such."""
    graph: list[list[int]] = []
    selfish: list[int] = []
    for node, targets in enumerate(references.values()):
        row = [numbers[to] for to in targets if to in numbers]
        if node in row:
            selfish.append(node)
            row = [to for to in row if to != node]
        graph.append(row)
    return graph, selfish


def _find_order(graph: Graph) -> list[int]:
    """Return all nodes, each behind what it refers to, as far as there is no circle."""
    referrers: list[list[int]] = [[] for _ in graph]
    for node, targets in enumerate(graph):
        for to in targets:
            referrers[to].append(node)
    waiting = [len(targets) for targets in graph]
    order = [node for node, count in enumerate(waiting) if not count]
    _release(order, referrers, waiting)
    if len(order) < len(graph):
        rest = [node for node, count in enumerate(waiting) if count]
        for component in _Search(graph, rest).find(rest):
            order += component if len(component) == 1 else _break_circles(graph, referrers, component)
    return order


def _release(order: list[int], referrers: Graph, waiting: list[int], start: int = 0) -> None:
    """Append all nodes that refer only to those in `order` from `start` on, or to those appended."""
    while start < len(order):
        for referrer in referrers[order[start]]:
            waiting[referrer] -= 1
            if not waiting[referrer]:
                order.append(referrer)
        start += 1


def _break_circles(graph: Graph, referrers: Graph, component: Sequence[int]) -> list[int]:
    """Return nodes of which each is in a circle, so that few come before something that they refer to."""
    places = {node: place for place, node in enumerate(component)}
    inner = [[places[each] for each in referrers[node] if each in places] for node in component]
    waiting = [len([None for to in graph[node] if to in places]) for node in component]
    candidates = sorted(range(len(component)), key=lambda place: (len(inner[place]), -waiting[place]))
    order: list[int] = []
    while len(order) < len(component):
        first = candidates.pop()
        if waiting[first] > 0:
            waiting[first] = 0
            order.append(first)
            _release(order, inner, waiting, len(order) - 1)
    return [component[place] for place in order]


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
